#include "message/content_writer.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

#include "message/wire_reader.h"
#include "wagate/base64.h"

namespace wagate::session_whatsapp {
namespace {

using Form = WireReader::Form;

constexpr std::uint32_t kQuotedMessageField = 3;  // of ContextInfo
constexpr std::uint32_t kWrappedMessageField = 1;  // of FutureProofMessage

Form form_of(ContentKind kind) {
  switch (kind) {
    case ContentKind::text:
    case ContentKind::bytes:
    case ContentKind::message:
      return Form::bytes;
    case ContentKind::double_number:
    case ContentKind::sfixed64:
      return Form::fixed64;
    case ContentKind::float_number:
    case ContentKind::fixed32:
      return Form::fixed32;
    default:
      return Form::varint;
  }
}

}  // namespace

std::string number_text(double number) {
  if (!std::isfinite(number)) return "null";
  if (number == 0) return "0";
  const double size = std::fabs(number);
  char buffer[64];
  if (size >= 1e-6 && size < 1e21) {
    const auto end = std::to_chars(buffer, buffer + sizeof(buffer), number, std::chars_format::fixed).ptr;
    return {buffer, end};
  }
  const auto end = std::to_chars(buffer, buffer + sizeof(buffer), number, std::chars_format::scientific).ptr;
  std::string text(buffer, end);
  const std::size_t exponent = text.find('e');  // "1e-07": JavaScript writes no zero there
  if (exponent != std::string::npos && text[exponent + 2] == '0') text.erase(exponent + 2, 1);
  return text;
}

bool ContentWriter::write_context(std::string_view wire) {
  normalise_quote_ = true;
  const bool good = object(wire, content::kContextInfo, false, 0);
  normalise_quote_ = false;
  return good;
}

// A single field keeps the place where it came first, and its last value counts.
bool ContentWriter::collect(std::string_view wire, const ContentType& type, Values& singles, Values& lists) {
  WireReader reader(wire);
  while (reader.next()) {
    const ContentField* field = type.field(reader.number());
    if (!field) continue;
    const bool packed = field->repeated && reader.form() == Form::bytes && form_of(field->kind) != Form::bytes;
    if (!packed && reader.form() != form_of(field->kind)) continue;
    if (++values_ > kMaxValues) return false;
    const Value value{field, reader.value(), reader.bytes(), packed};
    if (field->repeated) {
      lists.push_back(value);
      continue;
    }
    const auto known =
        std::find_if(singles.begin(), singles.end(), [&](const Value& entry) { return entry.field == field; });
    if (known == singles.end()) {
      singles.push_back(value);
    } else {
      *known = value;
    }
  }
  return !reader.failed();
}

bool ContentWriter::object(std::string_view wire, const ContentType& type, bool normalise, int depth) {
  if (depth > kMaxDepth) return false;
  Values singles;
  Values lists;
  if (!collect(wire, type, singles, lists)) return false;
  const bool normalise_quote = normalise_quote_ && &type == &content::kContextInfo;
  if (normalise_quote) normalise_quote_ = false;

  json_.begin_object();
  if (style_ == ContentStyle::record) {
    for (std::size_t i = 0; i < type.count; ++i) {
      if (type.fields[i].repeated && !list(type.fields[i], lists, depth)) return false;
    }
  } else {
    std::sort(singles.begin(), singles.end(),
              [](const Value& a, const Value& b) { return a.field->number < b.field->number; });
  }

  std::size_t next_list = 0;
  const auto lists_before = [&](std::uint32_t number) {
    for (; next_list < type.count && type.fields[next_list].number < number; ++next_list) {
      const ContentField& field = type.fields[next_list];
      const auto is_here = [&](const Value& entry) { return entry.field == &field; };
      if (!field.repeated || std::none_of(lists.begin(), lists.end(), is_here)) continue;
      if (!list(field, lists, depth)) return false;
    }
    return true;
  };

  const Value* late = nullptr;
  for (const Value& entry : singles) {
    if (style_ == ContentStyle::protobuf_json && !lists_before(entry.field->number)) return false;
    if (normalise &&
        (entry.field->number == kExtendedTextField || entry.field->number == kDocumentWithCaptionField)) {
      late = &entry;
      continue;
    }
    json_.key(entry.field->name);
    if (normalise_quote && entry.field->number == kQuotedMessageField) {
      if (!object(entry.bytes, content::kMessage, true, depth + 1)) return false;
    } else if (!value(entry, depth)) {
      return false;
    }
  }
  if (style_ == ContentStyle::protobuf_json && !lists_before(~std::uint32_t{0})) return false;

  if (late && late->field->number == kExtendedTextField) {
    json_.field("conversation", bytes_field(late->bytes, 1));
  } else if (late) {
    const std::string_view inner = bytes_field(late->bytes, kWrappedMessageField);
    const ContentField& document = *content::kMessage.field(kDocumentField);
    json_.key(document.name);
    if (!object(bytes_field(inner, kDocumentField), *document.type, false, depth + 2)) return false;
  }
  json_.end_object();
  return true;
}

bool ContentWriter::list(const ContentField& field, const Values& lists, int depth) {
  json_.key(field.name).begin_array();
  for (const Value& entry : lists) {
    if (entry.field != &field) continue;
    if (!entry.packed) {
      if (!value(entry, depth)) return false;
      continue;
    }
    std::string_view rest = entry.bytes;
    while (!rest.empty()) {
      Value element{&field, 0, {}, false};
      if (++values_ > kMaxValues || form_of(field.kind) != Form::varint ||
          !WireReader::take_varint(rest, element.number) || !value(element, depth)) {
        return false;
      }
    }
  }
  json_.end_array();
  return true;
}

bool ContentWriter::value(const Value& entry, int depth) {
  const ContentField& field = *entry.field;
  switch (field.kind) {
    case ContentKind::text:
      json_.value(entry.bytes);
      return true;
    case ContentKind::bytes:
      if (style_ == ContentStyle::record) {
        json_.raw(document_.attach(std::string(entry.bytes)));
      } else {
        json_.value(base64::encode(entry.bytes));
      }
      return true;
    case ContentKind::boolean:
      json_.value(entry.number != 0);
      return true;
    case ContentKind::uint32:
    case ContentKind::fixed32:
      json_.value(static_cast<std::uint64_t>(entry.number & 0xFFFFFFFF));
      return true;
    case ContentKind::int32:
      json_.value(static_cast<int>(static_cast<std::int32_t>(entry.number & 0xFFFFFFFF)));
      return true;
    case ContentKind::enumeration: {
      const auto number = static_cast<std::int32_t>(entry.number & 0xFFFFFFFF);
      const std::string_view name =
          style_ == ContentStyle::protobuf_json ? value_name(field, number) : std::string_view();
      if (name.empty()) {
        json_.value(static_cast<int>(number));
      } else {
        json_.value(name);
      }
      return true;
    }
    case ContentKind::uint64:
      number64(entry.number, true);
      return true;
    case ContentKind::int64:
    case ContentKind::sfixed64:
      if (is_made_here_ && field.name == "senderTimestampMs") {
        json_.value(static_cast<std::int64_t>(entry.number));
        return true;
      }
      number64(entry.number, false);
      return true;
    case ContentKind::double_number:
      json_.raw(number_text(std::bit_cast<double>(entry.number)));
      return true;
    case ContentKind::float_number:
      json_.raw(number_text(std::bit_cast<float>(static_cast<std::uint32_t>(entry.number))));
      return true;
    case ContentKind::message:
      return object(entry.bytes, *field.type, false, depth + 1);
  }
  return false;
}

void ContentWriter::number64(std::uint64_t number, bool is_unsigned) {
  if (style_ == ContentStyle::protobuf_json) {
    json_.value(is_unsigned ? std::to_string(number) : std::to_string(static_cast<std::int64_t>(number)));
    return;
  }
  json_.begin_object()
      .field("low", static_cast<int>(static_cast<std::int32_t>(number & 0xFFFFFFFF)))
      .field("high", static_cast<int>(static_cast<std::int32_t>(number >> 32)))
      .field("unsigned", is_unsigned)
      .end_object();
}

}  // namespace wagate::session_whatsapp
