#include "kernel/log/log_line.h"

#include <algorithm>

#include "kernel/core/time_format.h"

namespace wagate {
namespace {

constexpr std::string_view kMasked = "***";
constexpr std::size_t kUnitColumn = 18;  // names up to this long line up

// The bytes of the UTF-8 character at the start of `text`, or 0 when there is none.
std::size_t utf8_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  std::size_t size = first >= 0xC2 && first <= 0xDF ? 2 : first >= 0xE0 && first <= 0xEF ? 3
                     : first >= 0xF0 && first <= 0xF4 ? 4 : 0;
  if (size == 0 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  if (first == 0xE0 && byte(1) < 0xA0) return 0;  // overlong
  if (first == 0xED && byte(1) > 0x9F) return 0;  // surrogate
  if (first == 0xF0 && byte(1) < 0x90) return 0;
  if (first == 0xF4 && byte(1) > 0x8F) return 0;
  return size;
}

// U+0080..U+009F are control characters too: terminals obey them.
bool is_control(std::string_view character) {
  const unsigned char first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  return first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

void append_hex(std::string& out, std::string_view prefix, unsigned char byte) {
  constexpr char kHex[] = "0123456789abcdef";
  out += prefix;
  out += kHex[byte >> 4];
  out += kHex[byte & 0x0F];
}

// Text between double quotes. `byte_escape` introduces two hexadecimal digits.
void append_escaped(std::string& out, std::string_view text, bool quoted, std::string_view byte_escape) {
  const bool cut = text.size() > kMaxLogValue;
  std::size_t end = std::min(text.size(), kMaxLogValue);
  while (cut && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text = text.substr(0, end);
  while (!text.empty()) {
    const std::size_t size = utf8_size(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(size, 1));
    const unsigned char last = static_cast<unsigned char>(character.back());
    if (size == 0) {
      append_hex(out, byte_escape, last);
    } else if (is_control(character)) {
      if (character == "\n") out += "\\n";
      else if (character == "\r") out += "\\r";
      else if (character == "\t") out += "\\t";
      else append_hex(out, byte_escape, last);
    } else {
      if (quoted && (character == "\"" || character == "\\")) out += '\\';
      out += character;
    }
    text.remove_prefix(character.size());
  }
  if (cut) out += "...";
}

// Values that need no quotes: not empty, and nothing that a reader or a program could take for the
// end of the value.
bool is_plain(std::string_view text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), [](unsigned char c) {
    return c <= 0x20 || c == '"' || c == '=' || c == '\\' || c == 0x7F || c >= 0x80;
  });
}

std::string_view shown(const abi::LogField& field, bool show_personal) {
  return (field.flags & abi::kLogPersonal) && !show_personal ? kMasked : field.value.view();
}

}  // namespace

std::string text_log_line(const LogLine& line, bool show_personal) {
  std::string out = iso_utc(line.unix_ms);
  out += ' ';
  std::string level(log_level_name(line.level));
  level.resize(5, ' ');
  out += level;
  out += ' ';
  const std::size_t unit_start = out.size();
  append_escaped(out, line.unit, false, "\\x");
  const std::size_t unit_size = out.size() - unit_start;
  out.append(unit_size < kUnitColumn ? kUnitColumn - unit_size : 0, ' ');
  out += "  ";
  append_escaped(out, line.message, false, "\\x");
  for (std::uint64_t i = 0; i < line.field_count; ++i) {
    out += i == 0 ? "  " : " ";
    append_escaped(out, line.fields[i].key.view(), false, "\\x");
    out += '=';
    const std::string_view value = shown(line.fields[i], show_personal);
    const bool plain = is_plain(value);
    if (!plain) out += '"';
    append_escaped(out, value, !plain, "\\x");
    if (!plain) out += '"';
  }
  return out;
}

std::string json_log_line(const LogLine& line, bool show_personal) {
  const auto text = [](std::string& out, std::string_view value) {
    out += '"';
    append_escaped(out, value, true, "\\u00");
    out += '"';
  };
  std::string out = "{\"time\":\"" + iso_utc(line.unix_ms) + "\",\"level\":\"";
  out += log_level_name(line.level);
  out += "\",\"unit\":";
  text(out, line.unit);
  out += ",\"message\":";
  text(out, line.message);
  if (line.field_count > 0) {
    out += ",\"fields\":{";
    for (std::uint64_t i = 0; i < line.field_count; ++i) {
      if (i > 0) out += ',';
      text(out, line.fields[i].key.view());
      out += ':';
      text(out, shown(line.fields[i], show_personal));
    }
    out += '}';
  }
  out += '}';
  return out;
}

}  // namespace wagate
