#include "archive_sqlite.h"

#include <exception>
#include <filesystem>
#include <utility>

#include "archive_file.h"
#include "listener.h"

namespace wagate::archive_sqlite {

namespace {

constexpr std::int64_t kMegabyte = 1024 * 1024;

sqlite::Options options_of(const PluginContext& context) {
  std::filesystem::path path = context.text("path");
  if (path.empty()) path = std::filesystem::path(context.state_dir()) / "archive.db";

  sqlite::Options options = archive_options(std::filesystem::absolute(path).lexically_normal().string());
  options.max_bytes = context.integer("max_size_mb", 0) * kMegabyte;
  return options;
}

Writer::Settings settings_of(const PluginContext& context) {
  Writer::Settings settings;
  settings.switches.messages = context.boolean("save_messages", true);
  settings.switches.updates = context.boolean("save_updates", true);
  settings.switches.contacts = context.boolean("save_contacts", true);
  settings.switches.chats = context.boolean("save_chats", true);
  settings.switches.history = context.boolean("save_history", true);
  settings.switches.labels = context.boolean("save_labels", true);
  settings.switches.keep_deleted = context.boolean("keep_deleted", false);
  settings.retention.max_age_days = context.integer("max_age_days", 0);
  settings.retention.max_messages_per_instance = context.integer("max_messages_per_instance", 0);
  settings.queue.jobs = static_cast<std::size_t>(context.integer("queue_max_events", 100'000));
  settings.queue.bytes = static_cast<std::size_t>(context.integer("queue_max_mb", 64) * kMegabyte);
  return settings;
}

// Runs a question and turns what it throws into a code and a sentence.
template <typename Question>
abi::StatusCode contain(abi::ErrorOut& error, Question&& question) noexcept {
  try {
    question();
    return abi::StatusCode::ok;
  } catch (const PluginError& failure) {
    return abi::fail(error, failure.code(), failure.what());
  } catch (const std::exception& failure) {
    return abi::fail(error, abi::StatusCode::internal, failure.what());
  }
}

}  // namespace

struct ArchiveSqlite::Running {
  Running(std::unique_ptr<sqlite::Connection> opened, const sqlite::Options& options, const Writer::Settings& settings,
          const PluginContext& context, const Figures& figures)
      : database(std::move(opened)), readers(options),
        writer(*database, settings, context.service<abi::Clock>(), context.log(), figures),
        subscriptions(listen(context, settings.switches, writer, context.service<abi::Clock>())) {}

  std::unique_ptr<sqlite::Connection> database;
  ReaderPool readers;
  Writer writer;
  std::vector<Owned<abi::Subscription>> subscriptions;
};

ArchiveSqlite::ArchiveSqlite(PluginContext& context)
    : context_(context), options_(options_of(context)), settings_(settings_of(context)), figures_(context),
      database_(open_archive(options_)) {}

ArchiveSqlite::~ArchiveSqlite() { stop(); }

void ArchiveSqlite::start() {
  if (!database_) database_ = open_archive(options_);  // it was stopped before
  auto made = std::make_shared<Running>(std::move(database_), options_, settings_, context_, figures_);
  context_.log().info("archive opened", {{"path", options_.path}});
  std::lock_guard lock(mutex_);
  running_ = std::move(made);
}

void ArchiveSqlite::stop() {
  std::shared_ptr<Running> last;
  {
    std::lock_guard lock(mutex_);
    last = std::move(running_);
  }
  if (!last) return;
  last->subscriptions.clear();
  last->writer.stop();
}

std::shared_ptr<ArchiveSqlite::Running> ArchiveSqlite::running() {
  std::lock_guard lock(mutex_);
  if (!running_) throw PluginError(abi::StatusCode::unavailable, "the archive is closed: the gateway is stopping");
  return running_;
}

abi::StatusCode ArchiveSqlite::messages(const abi::MessageQuery& query, std::uint64_t* total,
                                        abi::ArchiveVisitor& visitor, abi::ErrorOut& error) noexcept {
  return contain(error, [&] {
    std::uint64_t fitting = 0;
    running()->readers.take()->messages(query, fitting, visitor);
    if (total) *total = fitting;
  });
}

abi::StatusCode ArchiveSqlite::message_updates(const abi::MessageQuery& query, abi::ArchiveVisitor& visitor,
                                               abi::ErrorOut& error) noexcept {
  return contain(error, [&] { running()->readers.take()->message_updates(query, visitor); });
}

abi::StatusCode ArchiveSqlite::chats(const abi::ChatQuery& query, abi::ArchiveVisitor& visitor,
                                     abi::ErrorOut& error) noexcept {
  return contain(error, [&] { running()->readers.take()->chats(query, visitor); });
}

abi::StatusCode ArchiveSqlite::contacts(const abi::ContactQuery& query, abi::ArchiveVisitor& visitor,
                                        abi::ErrorOut& error) noexcept {
  return contain(error, [&] { running()->readers.take()->contacts(query, visitor); });
}

abi::StatusCode ArchiveSqlite::labels(abi::StringRef instance_id, abi::ArchiveVisitor& visitor,
                                      abi::ErrorOut& error) noexcept {
  return contain(error, [&] { running()->readers.take()->labels(instance_id, visitor); });
}

abi::StatusCode ArchiveSqlite::counts(abi::StringRef instance_id, abi::ArchiveCounts* counts,
                                      abi::ErrorOut& error) noexcept {
  return contain(error, [&] { running()->readers.take()->counts(instance_id, *counts); });
}

abi::StatusCode ArchiveSqlite::flush(abi::ErrorOut& error) noexcept {
  return contain(error, [&] { running()->writer.flush(); });
}

}  // namespace wagate::archive_sqlite
