#include "kernel/bus/event_types.h"

#include <algorithm>
#include <optional>

#include "wagate/events/catalog.h"

namespace wagate {

namespace {

using abi::EventType;
using abi::FieldInfo;
using abi::FieldKind;
using abi::StatusCode;

std::uint32_t size_of(FieldKind kind) {
  switch (kind) {
    case FieldKind::text: return sizeof(abi::StringRef);
    case FieldKind::boolean: return sizeof(bool);
    case FieldKind::integer: return sizeof(std::int64_t);
    case FieldKind::document: return sizeof(abi::DocumentRef);
  }
  return 0;
}

std::string_view text(const char* pointer) { return pointer ? std::string_view(pointer) : std::string_view(); }

// What makes a declaration unusable by itself, or nothing.
std::optional<std::string> defect(const EventType& type) {
  const std::string id(text(type.id));
  if (id.empty() || id.size() > 200) return "an event type needs an id of 1 to 200 characters, such as \"com.example.my-event/1\"";
  const auto refuse = [&](std::string what) { return "event type \"" + id + "\": " + std::move(what); };
  if (type.size < sizeof(EventType)) return refuse("its description is shorter than this gateway's; build the plugin with a current SDK");
  if (!type.fields || type.field_count == 0 || type.field_count > EventTypes::kMaxFields)
    return refuse("it needs 1 to " + std::to_string(EventTypes::kMaxFields) + " fields");
  if (type.facts_size == 0 || type.facts_size > EventTypes::kMaxFactsSize)
    return refuse("its struct has " + std::to_string(type.facts_size) + " bytes; the limit is " +
                  std::to_string(EventTypes::kMaxFactsSize));
  std::uint32_t documents = 0;
  for (std::uint32_t i = 0; i < type.field_count; ++i) {
    const FieldInfo& field = type.fields[i];
    const std::string name(text(field.name));
    if (name.empty()) return refuse("field number " + std::to_string(i + 1) + " has no name");
    const std::uint32_t size = size_of(field.kind);
    if (size == 0) return refuse("field \"" + name + "\" is of a kind this gateway does not know; update the gateway");
    if (field.offset > type.facts_size || size > type.facts_size - field.offset)
      return refuse("field \"" + name + "\" lies outside of the struct");
    if (field.kind != FieldKind::boolean && field.offset % alignof(void*) != 0)
      return refuse("field \"" + name + "\" is not aligned");
    if (field.kind == FieldKind::document && ++documents > 1) return refuse("it has more than one document");
    for (std::uint32_t k = 0; k < i; ++k)
      if (text(type.fields[k].name) == name) return refuse("it has two fields named \"" + name + "\"");
  }
  if (type.catalog_index != abi::kNotInCatalog &&
      (type.catalog_index >= kCatalogSize || id != kCatalog[type.catalog_index].id))
    return refuse("it claims place " + std::to_string(type.catalog_index) + " of the catalogue, which belongs to another event");
  return std::nullopt;
}

// How `b` (declared by `unit_b`) contradicts `a`, or nothing.
std::optional<std::string> difference(const EventType& a, const std::string& unit_a, const EventType& b,
                                      const std::string& unit_b) {
  const auto say = [&](const std::string& what) {
    return "event type \"" + std::string(text(a.id)) + "\" means one thing to \"" + unit_a + "\" and another to \"" +
           unit_b + "\": " + what + "; build both with the same header, or give the new struct the next revision number";
  };
  if (text(a.wire) != text(b.wire)) return say("its wire name differs");
  if (text(a.config) != text(b.config)) return say("its configuration name differs");
  if (a.catalog_index != b.catalog_index) return say("its place in the catalogue differs");
  const std::uint32_t common = std::min(a.field_count, b.field_count);
  for (std::uint32_t i = 0; i < common; ++i) {
    const FieldInfo& x = a.fields[i];
    const FieldInfo& y = b.fields[i];
    if (text(x.name) != text(y.name))
      return say("field number " + std::to_string(i + 1) + " is \"" + std::string(text(x.name)) + "\" for the one and \"" +
                 std::string(text(y.name)) + "\" for the other");
    if (x.kind != y.kind) return say("field \"" + std::string(text(x.name)) + "\" is of another kind");
    if (x.offset != y.offset) return say("field \"" + std::string(text(x.name)) + "\" has another place");
  }
  const EventType& shorter = a.field_count <= b.field_count ? a : b;
  const EventType& longer = a.field_count <= b.field_count ? b : a;
  if (shorter.field_count == longer.field_count) {
    if (a.facts_size != b.facts_size) return say("the struct has another size");
    return std::nullopt;
  }
  for (std::uint32_t i = common; i < longer.field_count; ++i) {
    if (longer.fields[i].offset < shorter.facts_size)
      return say("field \"" + std::string(text(longer.fields[i].name)) + "\" was added inside the older struct");
  }
  return std::nullopt;
}

}  // namespace

std::unique_ptr<EventTypes::Copy> EventTypes::copy(const std::string& unit, const EventType& type) {
  auto out = std::make_unique<Copy>();
  const auto keep = [&](const char* pointer) { return out->texts.emplace_back(text(pointer)).c_str(); };
  out->unit = unit;
  out->type = type;
  out->type.size = sizeof(EventType);
  out->type.id = keep(type.id);
  out->type.wire = keep(type.wire);
  out->type.config = keep(type.config);
  out->fields.assign(type.fields, type.fields + type.field_count);
  for (FieldInfo& field : out->fields) field.name = keep(field.name);
  out->type.fields = out->fields.data();
  return out;
}

StatusCode EventTypes::declare(const std::string& unit, const EventType& type, abi::EventTypeId* number,
                               abi::ErrorOut& error) {
  if (const auto problem = defect(type)) return abi::fail(error, StatusCode::invalid_argument, *problem);

  std::lock_guard lock(mutex_);
  std::unique_ptr<Record>& record = by_id_[type.id];
  if (!record) {
    if (last_number_ + 1 >= kMaxTypes) {
      by_id_.erase(type.id);
      return abi::fail(error, StatusCode::resource_exhausted,
                       "no more than " + std::to_string(kMaxTypes - 1) + " types of events can be declared");
    }
    record = std::make_unique<Record>();
    record->versions.push_back(copy(unit, type));
    record->bus_type.number = ++last_number_;
    record->bus_type.type.store(&record->versions.back()->type, std::memory_order_release);
    table_[last_number_].store(&record->bus_type, std::memory_order_release);
    *number = last_number_;
    return StatusCode::ok;
  }

  for (const std::unique_ptr<Copy>& version : record->versions) {
    if (const auto problem = difference(version->type, version->unit, type, unit))
      return abi::fail(error, StatusCode::already_exists, *problem);
  }
  const std::uint32_t known = record->bus_type.type.load(std::memory_order_relaxed)->field_count;
  if (type.field_count > known) {
    record->versions.push_back(copy(unit, type));
    record->bus_type.type.store(&record->versions.back()->type, std::memory_order_release);
  }
  *number = record->bus_type.number;
  return StatusCode::ok;
}

}  // namespace wagate
