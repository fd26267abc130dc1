#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <type_traits>

#include "wagate/abi/event.h"

namespace wagate {

using abi::BytesRef;
using abi::DocumentRef;
using abi::StringRef;

// Specialised for every event struct:
//
//   template <> struct EventTraits<MyEvent> {
//     static constexpr const char* id = "com.example.my-event/1";
//     static constexpr const char* wire = "my.event";      // "" when it never leaves the gateway
//     static constexpr const char* config = "MY_EVENT";
//     static constexpr std::uint32_t catalog_index = abi::kNotInCatalog;
//     static constexpr abi::FieldInfo fields[] = {WAGATE_FIELD(MyEvent, chat), ...};
//   };
//
// A field may be StringRef, bool, std::int64_t or (one of them, named `document`) DocumentRef.
template <typename E>
struct EventTraits;

template <typename E>
concept Event = std::is_trivially_copyable_v<E> && std::is_standard_layout_v<E> && requires {
  EventTraits<E>::id;
  EventTraits<E>::fields;
};

namespace detail {

template <typename T>
consteval abi::FieldKind field_kind() {
  if constexpr (std::is_same_v<T, StringRef>) return abi::FieldKind::text;
  else if constexpr (std::is_same_v<T, bool>) return abi::FieldKind::boolean;
  else if constexpr (std::is_same_v<T, std::int64_t>) return abi::FieldKind::integer;
  else if constexpr (std::is_same_v<T, DocumentRef>) return abi::FieldKind::document;
  else static_assert(!sizeof(T), "a field of an event is a StringRef, a bool, a std::int64_t or a DocumentRef");
}

consteval std::uint32_t field_flags(std::uint32_t flags = 0) { return flags; }

}  // namespace detail

// One row of a field table: WAGATE_FIELD(MyEvent, chat) or WAGATE_FIELD(MyEvent, chat, abi::kPersonal).
#define WAGATE_FIELD(Struct, member, ...)                                                      \
  ::wagate::abi::FieldInfo {                                                                   \
    #member, ::wagate::detail::field_kind<decltype(Struct::member)>(), offsetof(Struct, member), \
        ::wagate::detail::field_flags(__VA_ARGS__), 0                                          \
  }

template <Event E>
inline constexpr abi::EventType kEventType{sizeof(abi::EventType),
                                           EventTraits<E>::catalog_index,
                                           EventTraits<E>::id,
                                           EventTraits<E>::wire,
                                           EventTraits<E>::config,
                                           EventTraits<E>::fields,
                                           static_cast<std::uint32_t>(std::size(EventTraits<E>::fields)),
                                           sizeof(E)};

// The event as an `E`, or null when it is of another type.
template <Event E>
const E* event_as(const abi::EventView& view) {
  if (StringRef(view.type->id) != StringRef(EventTraits<E>::id)) return nullptr;
  return static_cast<const E*>(view.facts);
}

// A fact by name, whatever the type of event; empty when it has none of that name and kind.
inline StringRef event_text(const abi::EventView& view, std::string_view name) {
  for (std::uint32_t i = 0; i < view.type->field_count; ++i) {
    const abi::FieldInfo& field = view.type->fields[i];
    if (field.kind == abi::FieldKind::text && name == field.name)
      return *reinterpret_cast<const StringRef*>(static_cast<const char*>(view.facts) + field.offset);
  }
  return {};
}

// The document of any event; null when the type has none.
inline const DocumentRef* event_document(const abi::EventView& view) {
  for (std::uint32_t i = 0; i < view.type->field_count; ++i) {
    const abi::FieldInfo& field = view.type->fields[i];
    if (field.kind == abi::FieldKind::document)
      return reinterpret_cast<const DocumentRef*>(static_cast<const char*>(view.facts) + field.offset);
  }
  return nullptr;
}

}  // namespace wagate
