#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "chat/chat_place.h"
#include "session/reply_box.h"

namespace wagate::session_whatsapp {

// Lists the groups of the account with their pictures, which are asked for one by one, some at once. Used on the lane.
class AllGroups {
 public:
  static constexpr std::size_t kMaxPictures = 256;      // of the first groups; the others are told without
  static constexpr std::size_t kPicturesAtATime = 16;
  static constexpr std::int64_t kPatienceMs = 10'000;   // with pictures; then the list is told without the rest
  static constexpr std::size_t kMaxListings = 8;

  explicit AllGroups(ChatPlace& place) : place_(place) {}

  void fetch(const ReplyBox& reply);

 private:
  struct Listing;

  void ask_for_pictures(std::uint64_t number);
  void answer(std::uint64_t number);

  ChatPlace& place_;
  std::map<std::uint64_t, std::shared_ptr<Listing>> listings_;  // under way
  std::uint64_t last_ = 0;
};

}  // namespace wagate::session_whatsapp
