#include "outlet.h"

#include <cstddef>
#include <string>
#include <string_view>

#include "wagate/events/all.h"

namespace wagate::session_simulator {
namespace {

struct Source {
  std::string_view name;
  std::uint32_t offset;
};

#define SOURCE(member) \
  Source { #member, offsetof(Facts, member) }
constexpr Source kSources[] = {SOURCE(chat),         SOURCE(sender),       SOURCE(message_id),
                               SOURCE(message_type), SOURCE(push_name),    SOURCE(text),
                               SOURCE(status),       SOURCE(edit_type),    SOURCE(contact),
                               SOURCE(presence),     SOURCE(action),       SOURCE(label_id),
                               SOURCE(name),         SOURCE(call_id),      SOURCE(state),
                               SOURCE(wuid),         SOURCE(profile_name), SOURCE(profile_picture_url),
                               SOURCE(code),         SOURCE(base64),       SOURCE(pairing_code),
                               SOURCE(from_me),      SOURCE(deleted),      SOURCE(is_video),
                               SOURCE(is_group),     SOURCE(raw),          SOURCE(limit_reached),
                               SOURCE(at),           SOURCE(count),        SOURCE(reason_code),
                               SOURCE(status_reason)};
#undef SOURCE

// Bytes of the largest event struct, with room for a few more facts.
constexpr std::size_t kMaxEventSize = 512;

}  // namespace

Outlet::Outlet(const PluginContext& context) : bus_(context.service<abi::Bus>()) {
  for_each_event([&]<typename E>() {
    static_assert(sizeof(E) <= kMaxEventSize);
    const abi::EventType& declared = kEventType<E>;
    Type& type = types_[declared.catalog_index];
    abi::ErrorOut error;
    if (bus_.declare(declared, &type.number, error) != abi::StatusCode::ok)
      throw PluginError(std::string(error.view()));
    type.size = sizeof(E);
    for (std::uint32_t i = 0; i < declared.field_count; ++i) {
      const abi::FieldInfo& field = declared.fields[i];
      if (field.kind == abi::FieldKind::document) type.copies.push_back({field.kind, field.offset, 0});
      for (const Source& source : kSources)
        if (source.name == field.name) type.copies.push_back({field.kind, field.offset, source.offset});
    }
  });
}

abi::StatusCode Outlet::publish(abi::InstanceKey instance, const Happening& happening) const {
  const DocumentView document(happening.document);
  return publish(instance, happening.event, happening.facts, document.ref());
}

abi::StatusCode Outlet::publish(abi::InstanceKey instance, CatalogEvent event, const Facts& facts,
                                const abi::DocumentRef& document) const {
  const Type& type = types_[static_cast<std::size_t>(event)];
  alignas(std::max_align_t) char out[kMaxEventSize] = {};
  const char* in = reinterpret_cast<const char*>(&facts);
  for (const Copy& copy : type.copies) {
    switch (copy.kind) {
      case abi::FieldKind::text:
        new (out + copy.to) StringRef(*reinterpret_cast<const std::string*>(in + copy.from));
        break;
      case abi::FieldKind::boolean:
        new (out + copy.to) bool(*reinterpret_cast<const bool*>(in + copy.from));
        break;
      case abi::FieldKind::integer:
        new (out + copy.to) std::int64_t(*reinterpret_cast<const std::int64_t*>(in + copy.from));
        break;
      case abi::FieldKind::document:
        new (out + copy.to) DocumentRef(document);
        break;
    }
  }
  abi::ErrorOut error;
  return bus_.publish(type.number, instance, out, type.size, error);
}

}  // namespace wagate::session_simulator
