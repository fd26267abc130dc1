#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "sqlite/connection.h"
#include "figures.h"
#include "reader_pool.h"
#include "wagate/plugin.h"
#include "writer.h"

namespace wagate::archive_sqlite {

// The plugin: keeps what is said on the instances in one SQLite file, and answers questions about it.
// While it is not running, questions are answered `unavailable`.
class ArchiveSqlite : public PluginBase, public abi::Archive {
 public:
  static constexpr std::uint32_t kFlags = 0;  // one unit: two could be given the same file

  // Opens, checks and migrates the file, so that a bad one is told before anything starts.
  explicit ArchiveSqlite(PluginContext& context);
  ~ArchiveSqlite() override;

  void start() override;
  void stop() override;

  abi::StatusCode messages(const abi::MessageQuery& query, std::uint64_t* total, abi::ArchiveVisitor& visitor,
                           abi::ErrorOut& error) noexcept override;
  abi::StatusCode message_updates(const abi::MessageQuery& query, abi::ArchiveVisitor& visitor,
                                  abi::ErrorOut& error) noexcept override;
  abi::StatusCode chats(const abi::ChatQuery& query, abi::ArchiveVisitor& visitor,
                        abi::ErrorOut& error) noexcept override;
  abi::StatusCode contacts(const abi::ContactQuery& query, abi::ArchiveVisitor& visitor,
                           abi::ErrorOut& error) noexcept override;
  abi::StatusCode labels(abi::StringRef instance_id, abi::ArchiveVisitor& visitor,
                         abi::ErrorOut& error) noexcept override;
  abi::StatusCode counts(abi::StringRef instance_id, abi::ArchiveCounts* counts,
                         abi::ErrorOut& error) noexcept override;
  abi::StatusCode flush(abi::ErrorOut& error) noexcept override;

 private:
  // What is there between start() and stop(). Questions that are inside at a stop keep it open.
  struct Running;

  std::shared_ptr<Running> running();  // throws PluginError when stopped

  PluginContext& context_;
  const sqlite::Options options_;
  const Writer::Settings settings_;
  const Figures figures_;
  std::unique_ptr<sqlite::Connection> database_;  // opened ahead of start()
  std::mutex mutex_;
  std::shared_ptr<Running> running_;  // guarded by mutex_; shared with the calls that are inside
};

}  // namespace wagate::archive_sqlite
