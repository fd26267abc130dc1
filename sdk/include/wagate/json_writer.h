#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wagate {

// Writes JSON by appending to one string: no tree, no allocation beyond the string's own.
//
//   std::string out;
//   JsonWriter json(out);
//   json.begin_object().field("instance", name).key("ids").begin_array().value(1).end_array().end_object();
//
// Commas are its business. The caller keeps begin and end paired; a mistake there gives wrong JSON,
// not a crash. Text must be UTF-8; bytes that are not become U+FFFD, so the output always is.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  JsonWriter& key(std::string_view name) {
    separate();
    append_quoted(out_, name);
    out_ += ':';
    after_value_ = false;
    return *this;
  }

  JsonWriter& value(std::string_view text) {
    separate();
    append_quoted(out_, text);
    return done();
  }
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(bool truth) { return raw(truth ? "true" : "false"); }
  JsonWriter& value(std::int64_t number) { return raw(std::to_string(number)); }
  JsonWriter& value(std::uint64_t number) { return raw(std::to_string(number)); }
  JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(unsigned number) { return value(static_cast<std::uint64_t>(number)); }
  JsonWriter& null() { return raw("null"); }

  // JSON text that is already written.
  JsonWriter& raw(std::string_view json) {
    separate();
    out_ += json;
    return done();
  }

  template <typename T>
  JsonWriter& field(std::string_view name, const T& content) {
    return key(name).value(content);
  }
  JsonWriter& field_null(std::string_view name) { return key(name).null(); }
  JsonWriter& field_raw(std::string_view name, std::string_view json) { return key(name).raw(json); }

  // The text, or null when it is empty.
  JsonWriter& field_or_null(std::string_view name, std::string_view text) {
    return text.empty() ? field_null(name) : field(name, text);
  }

  // Appends `text` as a JSON string, quotes included.
  static void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    std::size_t start = 0;
    std::size_t i = 0;
    while (i < text.size()) {
      const auto c = static_cast<unsigned char>(text[i]);
      if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
        ++i;
        continue;
      }
      if (c >= 0x80) {
        if (const std::size_t length = sequence_length(text, i)) {
          i += length;
          continue;
        }
      }
      out.append(text.data() + start, i - start);
      append_escape(out, c);
      start = ++i;
    }
    out.append(text.data() + start, text.size() - start);
    out += '"';
  }

 private:
  // Length of the well-formed UTF-8 sequence at `i` (RFC 3629: no overlong forms, no surrogates), or 0.
  static std::size_t sequence_length(std::string_view text, std::size_t i) {
    const auto at = [&](std::size_t k) { return k < text.size() ? static_cast<unsigned char>(text[k]) : 0u; };
    const auto tail = [&](std::size_t k) { return (at(k) & 0xC0u) == 0x80u; };
    const unsigned c = at(i);
    if (c >= 0xC2 && c <= 0xDF) return tail(i + 1) ? 2 : 0;
    if (c >= 0xE0 && c <= 0xEF) {
      if (!tail(i + 1) || !tail(i + 2)) return 0;
      if (c == 0xE0 && at(i + 1) < 0xA0) return 0;
      if (c == 0xED && at(i + 1) > 0x9F) return 0;
      return 3;
    }
    if (c >= 0xF0 && c <= 0xF4) {
      if (!tail(i + 1) || !tail(i + 2) || !tail(i + 3)) return 0;
      if (c == 0xF0 && at(i + 1) < 0x90) return 0;
      if (c == 0xF4 && at(i + 1) > 0x8F) return 0;
      return 4;
    }
    return 0;
  }

  static void append_escape(std::string& out, unsigned char c) {
    static constexpr char kHex[] = "0123456789abcdef";
    switch (c) {
      case '"': out += "\\\""; return;
      case '\\': out += "\\\\"; return;
      case '\n': out += "\\n"; return;
      case '\r': out += "\\r"; return;
      case '\t': out += "\\t"; return;
      case '\b': out += "\\b"; return;
      case '\f': out += "\\f"; return;
      default: break;
    }
    if (c >= 0x80) {
      out += "\xEF\xBF\xBD";
      return;
    }
    out += "\\u00";
    out += kHex[c >> 4];
    out += kHex[c & 15];
  }

  void separate() {
    if (after_value_) out_ += ',';
  }
  JsonWriter& done() {
    after_value_ = true;
    return *this;
  }
  JsonWriter& open(char bracket) {
    separate();
    out_ += bracket;
    after_value_ = false;
    return *this;
  }
  JsonWriter& close(char bracket) {
    out_ += bracket;
    return done();
  }

  std::string& out_;
  bool after_value_ = false;
};

}  // namespace wagate
