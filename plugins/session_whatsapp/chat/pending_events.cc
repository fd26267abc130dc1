#include "chat/pending_events.h"

#include <string>

#include "crypto/bytes.h"

namespace wagate::session_whatsapp {
namespace {

// The numbers of the first event that is kept and of the next one, 8 bytes each.
constexpr std::string_view kRange = "events";

struct Range {
  std::uint64_t first = 0;
  std::uint64_t next = 0;
};

Range load_range(Transaction& work) {
  const std::string bytes = work.value(kRange);
  if (bytes.size() != 16) return {};
  const std::string_view view(bytes);
  return {read_big_endian(view.substr(0, 8)), read_big_endian(view.substr(8))};
}

void save_range(Transaction& work, const Range& range) {
  std::string bytes;
  append_big_endian(bytes, range.first, 8);
  append_big_endian(bytes, range.next, 8);
  work.set_value(kRange, bytes);
}

std::string name_of_event(std::uint64_t number) { return "event/" + std::to_string(number); }

}  // namespace

std::uint64_t PendingEvents::add(Transaction& work, const proto::StoredEvent& event) {
  Range range = load_range(work);
  const std::uint64_t number = range.next++;
  work.set_value(name_of_event(number), event.SerializeAsString());
  save_range(work, range);
  return number;
}

void PendingEvents::remove(Transaction& work, std::uint64_t number) {
  Range range = load_range(work);
  // A file that was made anew meanwhile counts from its own beginning.
  if (number < range.first || number >= range.next) return;
  for (; range.first <= number; ++range.first) work.remove_value(name_of_event(range.first));
  save_range(work, range);
}

std::vector<std::pair<std::uint64_t, proto::StoredEvent>> PendingEvents::load() {
  Transaction work(store_);
  const Range range = load_range(work);
  std::vector<std::pair<std::uint64_t, proto::StoredEvent>> events;
  for (std::uint64_t number = range.first; number < range.next; ++number) {
    proto::StoredEvent event;
    const std::string bytes = work.value(name_of_event(number));
    if (!bytes.empty() && event.ParseFromString(bytes)) events.emplace_back(number, std::move(event));
  }
  return events;
}

}  // namespace wagate::session_whatsapp
