#include "kernel/bus/event_draft.h"

#include <cstring>

#include "kernel/bus/event_box.h"

namespace wagate {

namespace {

using abi::FieldKind;
using abi::StatusCode;

std::string named(const abi::EventType& type, std::string_view field) {
  return "\"" + std::string(type.id) + "\" has no field \"" + std::string(field) + "\"";
}

std::string of_other_kind(const abi::EventType& type, std::string_view field, const char* wanted) {
  return "field \"" + std::string(field) + "\" of \"" + type.id + "\" is not " + wanted;
}

}  // namespace

const abi::DocumentRef* EventDraft::document() const {
  for (std::uint32_t i = 0; i < type_->field_count; ++i) {
    if (type_->fields[i].kind == FieldKind::document)
      return reinterpret_cast<const abi::DocumentRef*>(static_cast<const char*>(facts_) + type_->fields[i].offset);
  }
  return nullptr;
}

EventDraft EventDraft::as(const abi::EventType& version) const {
  const EventBox box = EventBox::copy(version, facts_, type_->facts_size);
  EventDraft copy(version, box.facts(), meta);
  copy.kept_ = kept_;  // what the metadata refers to
  copy.keep(box.block());
  return copy;
}

const abi::FieldInfo* EventDraft::find(std::string_view name) const {
  for (std::uint32_t i = 0; i < type_->field_count; ++i) {
    if (name == type_->fields[i].name) return &type_->fields[i];
  }
  return nullptr;
}

void* EventDraft::writable_facts() {
  if (!own_facts_) {
    auto copy = std::make_shared_for_overwrite<std::uint64_t[]>((type_->facts_size + 7) / 8);
    std::memcpy(copy.get(), facts_, type_->facts_size);
    own_facts_ = copy.get();
    facts_ = own_facts_;
    keep(std::move(copy));
  }
  return own_facts_;
}

StatusCode EventDraft::set_text(std::string_view field, std::string_view value, abi::ErrorOut& error) {
  const abi::FieldInfo* found = find(field);
  if (!found) return abi::fail(error, StatusCode::not_found, named(*type_, field));
  if (found->kind != FieldKind::text)
    return abi::fail(error, StatusCode::invalid_argument, of_other_kind(*type_, field, "a text"));

  auto text = std::make_shared<const std::string>(value);
  char* const facts = static_cast<char*>(writable_facts());
  *reinterpret_cast<abi::StringRef*>(facts + found->offset) = abi::StringRef(*text);
  keep(std::move(text));
  return StatusCode::ok;
}

StatusCode EventDraft::set_integer(std::string_view field, std::int64_t value, abi::ErrorOut& error) {
  const abi::FieldInfo* found = find(field);
  if (!found) return abi::fail(error, StatusCode::not_found, named(*type_, field));
  if (found->kind != FieldKind::integer && found->kind != FieldKind::boolean)
    return abi::fail(error, StatusCode::invalid_argument, of_other_kind(*type_, field, "an integer or a boolean"));

  char* const place = static_cast<char*>(writable_facts()) + found->offset;
  if (found->kind == FieldKind::integer) {
    *reinterpret_cast<std::int64_t*>(place) = value;
  } else {
    *reinterpret_cast<bool*>(place) = value != 0;
  }
  return StatusCode::ok;
}

StatusCode EventDraft::set_document(const abi::DocumentRef& document, abi::ErrorOut& error) {
  const abi::FieldInfo* found = nullptr;
  for (std::uint32_t i = 0; i < type_->field_count && !found; ++i) {
    if (type_->fields[i].kind == FieldKind::document) found = &type_->fields[i];
  }
  if (!found)
    return abi::fail(error, StatusCode::invalid_argument, "\"" + std::string(type_->id) + "\" has no document");
  if (document.json.empty()) return abi::fail(error, StatusCode::invalid_argument, "a document cannot be empty; write null");
  if (document.attachment_count > abi::kMaxAttachments)
    return abi::fail(error, StatusCode::invalid_argument,
                     "a document has at most " + std::to_string(abi::kMaxAttachments) + " attachments, not " +
                         std::to_string(document.attachment_count));

  struct Copy {
    std::string bytes;
    std::vector<abi::BytesRef> attachments;
  };
  auto copy = std::make_shared<Copy>();
  std::size_t total = document.json.size;
  for (std::uint64_t i = 0; i < document.attachment_count; ++i) total += document.attachments[i].size;
  copy->bytes.reserve(total);
  copy->bytes.append(document.json.view());
  for (std::uint64_t i = 0; i < document.attachment_count; ++i) {
    const abi::BytesRef& bytes = document.attachments[i];
    const auto* at = reinterpret_cast<const std::uint8_t*>(copy->bytes.data() + copy->bytes.size());
    copy->bytes.append(reinterpret_cast<const char*>(bytes.data), bytes.size);
    copy->attachments.emplace_back(at, bytes.size);
  }
  char* const facts = static_cast<char*>(writable_facts());
  *reinterpret_cast<abi::DocumentRef*>(facts + found->offset) =
      abi::DocumentRef(abi::StringRef(copy->bytes.data(), document.json.size), copy->attachments.data(),
                       copy->attachments.size());
  keep(std::move(copy));
  return StatusCode::ok;
}

}  // namespace wagate
