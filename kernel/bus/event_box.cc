#include "kernel/bus/event_box.h"

#include <algorithm>
#include <cstring>

namespace wagate {

namespace {

constexpr std::size_t round_up(std::size_t n) { return (n + 7) & ~std::size_t{7}; }

template <typename T>
T& field_at(void* facts, std::uint32_t offset) {
  return *reinterpret_cast<T*>(static_cast<char*>(facts) + offset);
}

template <typename T>
const T& field_at(const void* facts, std::uint32_t offset) {
  return *reinterpret_cast<const T*>(static_cast<const char*>(facts) + offset);
}

// Hands out the space behind the struct.
class Space {
 public:
  explicit Space(char* start) : next_(start) {}

  char* take(const void* bytes, std::size_t size) {
    char* at = next_;
    if (size > 0) std::memcpy(at, bytes, size);
    next_ += size;
    return at;
  }

 private:
  char* next_;
};

}  // namespace

EventBox EventBox::copy(const abi::EventType& type, const void* facts, std::uint64_t facts_size) {
  const std::size_t known = std::min<std::size_t>(facts_size, type.facts_size);
  const auto has = [&](const abi::FieldInfo& field, std::size_t size) { return field.offset + size <= known; };

  // First the size: struct, lists of attachments (aligned), then bytes without alignment.
  std::size_t total = round_up(type.facts_size);
  for (std::uint32_t i = 0; i < type.field_count; ++i) {
    const abi::FieldInfo& field = type.fields[i];
    if (field.kind == abi::FieldKind::text && has(field, sizeof(abi::StringRef))) {
      total += field_at<abi::StringRef>(facts, field.offset).size;
    } else if (field.kind == abi::FieldKind::document && has(field, sizeof(abi::DocumentRef))) {
      const auto& document = field_at<abi::DocumentRef>(facts, field.offset);
      total += document.json.size + document.attachment_count * sizeof(abi::BytesRef);
      for (std::uint64_t k = 0; k < document.attachment_count; ++k) total += document.attachments[k].size;
    }
  }

  EventBox box;
  auto block = std::make_shared_for_overwrite<std::uint64_t[]>(round_up(total) / 8);
  char* const start = reinterpret_cast<char*>(block.get());
  std::memcpy(start, facts, known);
  std::memset(start + known, 0, round_up(type.facts_size) - known);

  // A type has at most one document, so its list of attachments comes first and is aligned.
  Space space(start + round_up(type.facts_size));
  for (std::uint32_t i = 0; i < type.field_count; ++i) {
    const abi::FieldInfo& field = type.fields[i];
    if (field.kind != abi::FieldKind::document || !has(field, sizeof(abi::DocumentRef))) continue;
    auto& document = field_at<abi::DocumentRef>(static_cast<void*>(start), field.offset);
    auto* list = reinterpret_cast<abi::BytesRef*>(
        space.take(document.attachments, document.attachment_count * sizeof(abi::BytesRef)));
    for (std::uint64_t k = 0; k < document.attachment_count; ++k)
      list[k].data = reinterpret_cast<const std::uint8_t*>(space.take(list[k].data, list[k].size));
    document.attachments = document.attachment_count > 0 ? list : nullptr;
    document.json.data = space.take(document.json.data, document.json.size);
  }
  for (std::uint32_t i = 0; i < type.field_count; ++i) {
    const abi::FieldInfo& field = type.fields[i];
    if (field.kind != abi::FieldKind::text || !has(field, sizeof(abi::StringRef))) continue;
    auto& text = field_at<abi::StringRef>(static_cast<void*>(start), field.offset);
    text.data = space.take(text.data, text.size);
  }
  box.block_ = std::move(block);
  box.bytes_ = round_up(total) + sizeof(EventBox);
  return box;
}

}  // namespace wagate
