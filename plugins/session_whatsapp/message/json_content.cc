#include "message/json_content.h"

#include <bit>
#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "wagate/base64.h"

namespace wagate::session_whatsapp {
namespace {

using ContentJson = nlohmann::json;
using Attachments = std::vector<std::string>;

constexpr std::size_t kMaxIndexedBytes = 65'536;

enum WireType : std::uint32_t { kVarint = 0, kEightBytes = 1, kLengthPrefixed = 2, kFourBytes = 5 };

void append_varint(std::string& out, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) out += static_cast<char>(number | 0x80);
  out += static_cast<char>(number);
}

void append_tag(std::string& out, const ContentField& field, WireType type) {
  append_varint(out, std::uint64_t{field.number} << 3 | type);
}

void append_little_endian(std::string& out, std::uint64_t number, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i) out += static_cast<char>(number >> 8 * i & 0xFF);
}

void append_prefixed(std::string& out, const ContentField& field, std::string_view bytes) {
  append_tag(out, field, kLengthPrefixed);
  append_varint(out, bytes.size());
  out += bytes;
}

std::uint64_t half_of(const ContentJson& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_integer()) return 0;
  return static_cast<std::uint32_t>(found->get<std::int64_t>() & 0xFFFFFFFF);
}

// A whole number in any of its forms, in two's complement.
std::optional<std::uint64_t> integer_in(const ContentJson& value) {
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  if (value.is_number_integer()) return static_cast<std::uint64_t>(value.get<std::int64_t>());
  if (value.is_object()) return half_of(value, "high") << 32 | half_of(value, "low");
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  const char* const end = text.data() + text.size();
  std::int64_t number = 0;
  if (const auto [at, error] = std::from_chars(text.data(), end, number); error == std::errc() && at == end)
    return static_cast<std::uint64_t>(number);
  std::uint64_t large = 0;
  if (const auto [at, error] = std::from_chars(text.data(), end, large); error == std::errc() && at == end)
    return large;
  return std::nullopt;
}

// {"0": 12, "1": 255, ...}; nothing for another object.
std::optional<std::string> indexed_bytes(const ContentJson& object) {
  std::string out(object.size(), '\0');
  if (out.size() > kMaxIndexedBytes) return std::nullopt;
  for (const auto& [key, value] : object.items()) {
    std::size_t index = 0;
    const auto [at, error] = std::from_chars(key.data(), key.data() + key.size(), index);
    const bool is_octet = value.is_number_unsigned() && value.get<std::uint64_t>() < 256;
    if (error != std::errc() || at != key.data() + key.size() || index >= out.size() || !is_octet) return std::nullopt;
    out[index] = static_cast<char>(value.get<unsigned>());
  }
  return out;
}

std::optional<std::string> bytes_in(const ContentJson& value, const Attachments& attachments) {
  if (value.is_string()) return base64::decode(value.get_ref<const std::string&>());
  if (!value.is_object()) return std::nullopt;
  const auto number = value.find("num");
  if (!value.contains("_placeholder")) return indexed_bytes(value);
  if (number == value.end() || !number->is_number_unsigned()) return std::nullopt;
  const auto index = number->get<std::uint64_t>();
  return index < attachments.size() ? std::optional(attachments[index]) : std::nullopt;
}

// The number of an enumeration's value by its name.
std::optional<std::uint64_t> named_value(const ContentField& field, const std::string& name) {
  for (std::int32_t value = 0; value < 64; ++value)
    if (value_name(field, value) == name) return static_cast<std::uint64_t>(value);
  return std::nullopt;
}

bool append_object(std::string& out, const ContentJson& object, const ContentType& type, const Attachments& attachments,
                   int depth);

// False only when the depth is too much: a value of another type is left out.
bool append_value(std::string& out, const ContentField& field, const ContentJson& value, const Attachments& attachments,
                  int depth) {
  switch (field.kind) {
    case ContentKind::text:
      if (value.is_string() && value.get_ref<const std::string&>().size() <= JsonContent::kMaxBytes)
        append_prefixed(out, field, value.get_ref<const std::string&>());
      return true;
    case ContentKind::bytes:
      if (const auto bytes = bytes_in(value, attachments); bytes && bytes->size() <= JsonContent::kMaxBytes)
        append_prefixed(out, field, *bytes);
      return true;
    case ContentKind::boolean:
      if (value.is_boolean()) {
        append_tag(out, field, kVarint);
        append_varint(out, value.get<bool>() ? 1 : 0);
      }
      return true;
    case ContentKind::enumeration:
    case ContentKind::uint32:
    case ContentKind::int32:
    case ContentKind::uint64:
    case ContentKind::int64: {
      auto number = integer_in(value);
      if (!number && field.kind == ContentKind::enumeration && value.is_string())
        number = named_value(field, value.get_ref<const std::string&>());
      if (number) {
        append_tag(out, field, kVarint);
        append_varint(out, *number);
      }
      return true;
    }
    case ContentKind::double_number:
      if (value.is_number()) {
        append_tag(out, field, kEightBytes);
        append_little_endian(out, std::bit_cast<std::uint64_t>(value.get<double>()), 8);
      }
      return true;
    case ContentKind::float_number:
      if (value.is_number()) {
        append_tag(out, field, kFourBytes);
        append_little_endian(out, std::bit_cast<std::uint32_t>(value.get<float>()), 4);
      }
      return true;
    case ContentKind::fixed32:
      if (const auto number = integer_in(value)) {
        append_tag(out, field, kFourBytes);
        append_little_endian(out, *number, 4);
      }
      return true;
    case ContentKind::sfixed64:
      if (const auto number = integer_in(value)) {
        append_tag(out, field, kEightBytes);
        append_little_endian(out, *number, 8);
      }
      return true;
    case ContentKind::message: {
      if (!value.is_object()) return true;
      std::string inner;
      if (!append_object(inner, value, *field.type, attachments, depth + 1)) return false;
      append_prefixed(out, field, inner);
      return true;
    }
  }
  return true;
}

bool append_object(std::string& out, const ContentJson& object, const ContentType& type, const Attachments& attachments,
                   int depth) {
  if (depth > JsonContent::kMaxDepth) return false;
  for (std::size_t i = 0; i < type.count; ++i) {
    const ContentField& field = type.fields[i];
    const auto found = object.find(field.name);
    if (found == object.end()) continue;
    if (field.repeated && found->is_array()) {
      for (const ContentJson& each : *found)
        if (!append_value(out, field, each, attachments, depth)) return false;
    } else if (!append_value(out, field, *found, attachments, depth)) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<std::string> JsonContent::read_message(std::string_view json) const {
  const ContentJson root = ContentJson::parse(json, nullptr, false);
  std::string out;
  if (!root.is_object() || !append_object(out, root, content::kMessage, attachments_, 0)) return std::nullopt;
  return out;
}

}  // namespace wagate::session_whatsapp
