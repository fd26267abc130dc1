#include "message/chat_timer.h"

#include <algorithm>
#include <string>

#include "crypto/bytes.h"

namespace wagate::session_whatsapp {
namespace {

std::string name_of_timer(std::string_view chat) { return "timer/" + std::string(chat); }

}  // namespace

ChatTimer ChatTimer::of(Transaction& work, std::string_view chat) {
  const std::string bytes = work.value(name_of_timer(chat));
  if (bytes.size() != 12) return {};
  const std::string_view view(bytes);
  return {static_cast<std::uint32_t>(read_big_endian(view.substr(0, 4))),
          static_cast<std::int64_t>(read_big_endian(view.substr(4)))};
}

void ChatTimer::remember(Transaction& work, std::string_view chat) const {
  if (of(work, chat).seconds == std::min(seconds, kMaxSeconds)) return;
  if (seconds == 0) return work.remove_value(name_of_timer(chat));
  std::string bytes;
  append_big_endian(bytes, std::min(seconds, kMaxSeconds), 4);
  append_big_endian(bytes, static_cast<std::uint64_t>(set_at), 8);
  work.set_value(name_of_timer(chat), bytes);
}

}  // namespace wagate::session_whatsapp
