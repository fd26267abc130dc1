#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "chat/chat_part.h"
#include "chat/chat_place.h"
#include "history/history_batch.h"
#include "media/media_file.h"
#include "session/alarm.h"
#include "session/lane_posts.h"
#include "store/transaction.h"

namespace wagate::session_whatsapp {

// Publishes the histories the phone has announced, one after the other: downloads the file, reads it piece by piece, and
// goes on when what came of a piece was published. The phone is told when all of it was.
//
// Announcements are in the store, put there with the message that brought them. One that was interrupted is read from its
// beginning by the next process: an application may see a part twice, and never not at all.
class HistoryTaker final : public ChatPart {
 public:
  static constexpr std::int64_t kMaxBegun = 3;  // one that ends the process each time must not do so for ever
  static constexpr int kMaxTries = 4;           // of downloads that find no host, between two logins
  static constexpr std::size_t kPiece = 16u << 10;
  static constexpr std::size_t kMaxUnpublished = 16;  // events in the outbox: others have something to tell, too

  // Outlives it.
  explicit HistoryTaker(ChatPlace& place);
  ~HistoryTaker() override;

  void online() override;
  void offline() override;

  // Another one is in the store.
  void announced() { go(); }

 private:
  struct Reading;

  void go();
  void begin(AnnouncedHistory history);
  void read(const AnnouncedHistory& history, MediaFile file);
  void read_piece();
  void stop_reading();
  void publish();
  void published();
  void done();
  void give_up(std::int64_t number, std::string_view why);
  void postpone(std::int64_t number, std::string_view why);
  bool tell_phone(const std::string& message_id);

  ChatPlace& place_;
  LanePosts posts_;
  Alarm retry_;
  bool is_online_ = false;
  bool is_busy_ = false;
  int tries_ = 0;
  std::int64_t passed_over_ = 0;  // up to this number they wait for the next try
  std::unique_ptr<Reading> reading_;
};

}  // namespace wagate::session_whatsapp
