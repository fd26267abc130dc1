#include "facts.h"

#include "text_pattern.h"
#include "wagate/events/catalog.h"
#include "wagate/events/traits.h"

namespace wagate::filter_rules {
namespace {

// What was sent through this gateway has no from_me: it always is.
bool is_sent(const abi::EventType& type) {
  return type.catalog_index == static_cast<std::uint32_t>(CatalogEvent::send_message) ||
         type.catalog_index == static_cast<std::uint32_t>(CatalogEvent::send_message_update);
}

const abi::FieldInfo* find(const abi::EventType& type, std::string_view name, abi::FieldKind kind) {
  for (std::uint32_t i = 0; i < type.field_count; ++i)
    if (type.fields[i].kind == kind && name == type.fields[i].name) return &type.fields[i];
  return nullptr;
}

template <typename T>
const T& at(const abi::EventView& event, const abi::FieldInfo& field) {
  return *reinterpret_cast<const T*>(static_cast<const char*>(event.facts) + field.offset);
}

}  // namespace

bool Facts::from_a_person() const { return direction == Direction::in && is_person(chat); }

Facts facts_of(const abi::EventView& event) {
  Facts facts;
  facts.instance = event.meta->instance_name;
  if (is_sent(*event.type)) facts.direction = Direction::out;
  for (std::uint32_t i = 0; i < event.type->field_count; ++i) {
    const abi::FieldInfo& field = event.type->fields[i];
    const std::string_view name = field.name;
    if (field.kind == abi::FieldKind::boolean) {
      if (name == "from_me") facts.direction = at<bool>(event, field) ? Direction::out : Direction::in;
      continue;
    }
    if (field.kind != abi::FieldKind::text) continue;
    const std::string_view value = at<StringRef>(event, field);
    if (name == "chat") facts.chat = value, facts.has_chat = true;
    else if (name == "sender") facts.sender = value, facts.has_sender = true;
    else if (name == "message_type") facts.type = value, facts.has_type = true;
    else if (name == "text") facts.text = value, facts.has_text = true;
    else if (name == "push_name") facts.push_name = value;
  }
  return facts;
}

bool has_fact(const abi::EventType& type, Fact fact) {
  switch (fact) {
    case Fact::chat: return find(type, "chat", abi::FieldKind::text);
    case Fact::sender: return find(type, "sender", abi::FieldKind::text);
    case Fact::type: return find(type, "message_type", abi::FieldKind::text);
    case Fact::text: return find(type, "text", abi::FieldKind::text);
    case Fact::direction: return is_sent(type) || find(type, "from_me", abi::FieldKind::boolean);
  }
  return false;
}

}  // namespace wagate::filter_rules
