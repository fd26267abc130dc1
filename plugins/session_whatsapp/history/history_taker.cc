#include "history/history_taker.h"

#include <deque>
#include <limits>
#include <optional>
#include <utility>

#include "history/history_stream.h"
#include "media/media_transfer.h"
#include "proto/message.pb.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::int64_t kDownloadAgainMs = 30'000;  // and twice, three times as much later

std::string_view word_for(HistoryError error) {
  switch (error) {
    case HistoryError::none: return "none";
    case HistoryError::not_compressed: return "not_compressed";
    case HistoryError::too_large: return "too_large";
    case HistoryError::malformed: return "malformed";
    case HistoryError::truncated: return "truncated";
  }
  return "unknown";
}

abi::StatusCode publish_history(const ListEvents& events, abi::InstanceKey key, const HistoryEvent& history) {
  const DocumentView document(history.document);
  abi::ErrorOut error;
  switch (history.kind) {
    case HistoryEvent::Kind::chats_set: {
      ChatsSet event;
      event.count = history.count;
      event.document = document;
      return events.chats_set(key, event, error);
    }
    case HistoryEvent::Kind::messages_set: {
      MessagesSet event;
      event.count = history.count;
      event.document = document;
      return events.messages_set(key, event, error);
    }
    case HistoryEvent::Kind::contacts_upsert: {
      ContactsUpsert event;
      event.contact = history.contact;
      event.push_name = history.push_name;
      event.count = history.count;
      event.document = document;
      return events.contacts_upsert(key, event, error);
    }
  }
  return abi::StatusCode::ok;
}

}  // namespace

// The history that is read.
struct HistoryTaker::Reading {
  Reading(const InstanceName& instance, bool with_groups) : batch(instance, with_groups), stream(batch) {}

  std::int64_t number = 0;
  std::string message_id;
  MediaFile file = MediaFile::of({});
  std::uint64_t fed = 0;
  bool is_finished = false;
  std::deque<HistoryEvent> ready;
  std::size_t waiting = 0;  // events in the outbox
  HistoryBatch batch;
  HistoryStream stream;
};

HistoryTaker::HistoryTaker(ChatPlace& place)
    : place_(place), posts_(place.session.place.lane), retry_(place.session.place) {}

HistoryTaker::~HistoryTaker() = default;

void HistoryTaker::online() {
  is_online_ = true;
  tries_ = 0;
  passed_over_ = 0;
  go();
}

void HistoryTaker::offline() {
  is_online_ = false;
  retry_.cancel();
}

void HistoryTaker::go() {
  while (is_online_ && !is_busy_) {
    std::optional<AnnouncedHistory> next;
    {
      Transaction work(place_.session.store);
      next = work.next_history(passed_over_);
    }
    if (!next) return;
    if (next->is_published) {
      if (!tell_phone(next->message_id)) return;
      Transaction work(place_.session.store);
      work.remove_history(next->number);
      work.commit();
    } else if (next->begun >= kMaxBegun) {
      give_up(next->number, "it was begun too often and never came to its end");
    } else {
      begin(std::move(*next));
    }
  }
}

void HistoryTaker::begin(AnnouncedHistory history) {
  proto::HistorySyncNotification notification;
  const std::string& wire = history.notification;
  const bool is_read = wire.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()) &&
                       notification.ParseFromArray(wire.data(), static_cast<int>(wire.size()));
  if (!is_read) return give_up(history.number, "malformed");
  history.notification.clear();
  if (!notification.initial_hist_bootstrap_inline_payload().empty())
    return read(history, MediaFile::of(std::move(*notification.mutable_initial_hist_bootstrap_inline_payload())));

  MediaReference reference;
  reference.kind = MediaKind::history;
  reference.direct_path = notification.direct_path();
  const auto key = Secret<32>::from(notification.media_key());
  if (!key || reference.direct_path.empty()) return give_up(history.number, "malformed");
  reference.media_key = *key;
  reference.file_sha256 = Digest::from(notification.file_sha256());
  reference.file_enc_sha256 = Digest::from(notification.file_enc_sha256());
  is_busy_ = true;
  place_.media->download(reference, [this, history](MediaFailure failure, MediaFile file) {
    if (failure == MediaFailure::none) return read(history, std::move(file));
    is_busy_ = false;
    if (may_pass(failure)) {
      postpone(history.number, to_word(failure));
    } else {
      give_up(history.number, to_word(failure));
    }
    go();
  });
}

void HistoryTaker::read(const AnnouncedHistory& history, MediaFile file) {
  is_busy_ = true;
  {
    Transaction work(place_.session.store);
    work.begin_history(history.number);
    work.commit();
  }
  const Settings& settings = place_.settings;
  reading_ = std::make_unique<Reading>(place_.session.instance, !settings.groups_ignore || settings.sync_full_history);
  reading_->number = history.number;
  reading_->message_id = history.message_id;
  reading_->file = std::move(file);
  posts_.post([this] { read_piece(); });
}

void HistoryTaker::read_piece() {
  Reading& reading = *reading_;
  const auto& account = place_.session.store.account();
  if (!account) return;  // unlinked meanwhile: the store was emptied
  const std::int64_t number = reading.number;
  const auto piece = reading.file.read(reading.fed, kPiece);
  if (!piece) {
    stop_reading();
    postpone(number, to_word(MediaFailure::not_kept));
    return go();
  }
  HistoryError error = HistoryError::none;
  {
    Transaction work(place_.session.store);
    reading.batch.begin(work, *account);
    reading.fed += piece->size();
    error = reading.stream.feed(*piece);
    reading.is_finished = reading.fed == reading.file.size();
    if (reading.is_finished && error == HistoryError::none) error = reading.stream.finish();
    reading.batch.end();
    work.commit();
  }
  if (error != HistoryError::none) {
    stop_reading();
    give_up(number, word_for(error));
    return go();
  }
  if (reading.is_finished) reading.file = MediaFile::of({});
  for (HistoryEvent& event : reading.is_finished ? reading.batch.take_all() : reading.batch.take_full())
    reading.ready.push_back(std::move(event));
  publish();
}

void HistoryTaker::stop_reading() {
  reading_.reset();
  is_busy_ = false;
}

void HistoryTaker::publish() {
  Reading& reading = *reading_;
  while (reading.waiting < kMaxUnpublished && !reading.ready.empty()) {
    ++reading.waiting;
    const auto event = std::make_shared<const HistoryEvent>(std::move(reading.ready.front()));
    reading.ready.pop_front();
    place_.session.outbox.put(
        [this, event] { return publish_history(place_.events.lists, place_.session.instance.key, *event); },
        [this] { place_.session.place.lane->post([this] { published(); }); });
  }
  if (reading.waiting > 0) return;
  posts_.post([this] { reading_->is_finished ? done() : read_piece(); });
}

void HistoryTaker::published() {
  --reading_->waiting;
  publish();
}

// First the disk, then the phone: whoever saw it told must not see it published again after a kill.
void HistoryTaker::done() {
  {
    Transaction work(place_.session.store);
    work.mark_history_published(reading_->number);
    work.commit();
  }
  stop_reading();
  go();
}

void HistoryTaker::give_up(std::int64_t number, std::string_view why) {
  place_.log.warn("a history of the phone was given up",
                  {{"instance", place_.session.instance.name}, {"error", why}});
  Transaction work(place_.session.store);
  work.remove_history(number);
  work.commit();
}

void HistoryTaker::postpone(std::int64_t number, std::string_view why) {
  place_.log.info("a history of the phone could not be fetched yet",
                  {{"instance", place_.session.instance.name}, {"error", why}});
  passed_over_ = number;
  if (!is_online_ || retry_.is_set() || tries_ >= kMaxTries) return;
  retry_.set(kDownloadAgainMs * ++tries_, [this] {
    passed_over_ = 0;
    go();
  });
}

bool HistoryTaker::tell_phone(const std::string& message_id) {
  const auto& account = place_.session.store.account();
  const auto own = account ? Jid::parse(account->jid) : std::nullopt;
  if (!own) return false;
  return place_.session.wire.send(
      Node("receipt", {{"id", message_id}, {"type", "hist_sync"}, {"to", own->account().text()}}));
}

}  // namespace wagate::session_whatsapp
