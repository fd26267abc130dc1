#include "socketio/json_scan.h"

#include <array>
#include <optional>

namespace wagate::transport_socketio {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<unsigned> hex4(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  unsigned value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const char c = text[i];
    unsigned digit;
    if (is_digit(c)) {
      digit = static_cast<unsigned>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<unsigned>(c - 'a') + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<unsigned>(c - 'A') + 10;
    } else {
      return std::nullopt;
    }
    value = value << 4 | digit;
  }
  return value;
}

class Scanner {
 public:
  Scanner(std::string_view text, std::uint32_t attachments, JsonSummary& summary)
      : text_(text), attachments_(attachments), summary_(summary) {}

  bool run();

 private:
  // One open array or object.
  struct Level {
    bool object = false;
    bool saw_marker = false;  // "_placeholder": true, as its last occurrence says
    bool num_fits = false;    // "num" is an integer below the number of attachments
    enum class Key : std::uint8_t { other, marker, num } key = Key::other;
  };

  bool at_end() const { return pos_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[pos_]; }
  void skip_space() {
    while (!at_end() && (text_[pos_] == ' ' || text_[pos_] == '\t' || text_[pos_] == '\n' || text_[pos_] == '\r')) ++pos_;
  }
  bool literal(std::string_view word) {
    if (text_.substr(pos_, word.size()) != word) return false;
    pos_ += word.size();
    return true;
  }
  bool string();
  bool number();
  bool key();
  void value_ended(JsonKind kind, std::size_t start);
  bool open(bool object);

  std::string_view text_;
  std::uint32_t attachments_;
  JsonSummary& summary_;
  std::size_t pos_ = 0;
  std::size_t depth_ = 0;
  std::size_t first_start_ = 0;   // of the first element of the outermost array
  bool first_ended_ = false;
  std::array<Level, kMaxJsonDepth> levels_;
};

bool Scanner::string() {
  ++pos_;  // the quote
  while (!at_end()) {
    const auto c = static_cast<unsigned char>(text_[pos_]);
    if (c == '"') {
      ++pos_;
      return true;
    }
    if (c < 0x20) return false;
    if (c != '\\') {
      ++pos_;
      continue;
    }
    if (++pos_ >= text_.size()) return false;
    switch (text_[pos_]) {
      case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
        ++pos_;
        break;
      case 'u':
        if (!hex4(text_.substr(pos_ + 1))) return false;
        pos_ += 5;
        break;
      default:
        return false;
    }
  }
  return false;
}

bool Scanner::number() {
  if (peek() == '-') ++pos_;
  if (!is_digit(peek())) return false;
  if (peek() == '0') {
    ++pos_;
  } else {
    while (is_digit(peek())) ++pos_;
  }
  if (peek() == '.') {
    ++pos_;
    if (!is_digit(peek())) return false;
    while (is_digit(peek())) ++pos_;
  }
  if (peek() == 'e' || peek() == 'E') {
    ++pos_;
    if (peek() == '+' || peek() == '-') ++pos_;
    if (!is_digit(peek())) return false;
    while (is_digit(peek())) ++pos_;
  }
  return true;
}

// A member's name and its colon.
bool Scanner::key() {
  const std::size_t start = pos_;
  if (peek() != '"' || !string()) return false;
  const std::string_view quoted = text_.substr(start, pos_ - start);
  const bool escaped = quoted.find('\\') != std::string_view::npos;
  const std::string name = escaped && quoted.size() < 128 ? unquote_json(quoted) : std::string();
  const std::string_view plain = escaped ? std::string_view(name) : quoted.substr(1, quoted.size() - 2);
  levels_[depth_ - 1].key = plain == "_placeholder" ? Level::Key::marker
                            : plain == "num"        ? Level::Key::num
                                                    : Level::Key::other;
  skip_space();
  if (peek() != ':') return false;
  ++pos_;
  skip_space();
  return true;
}

void Scanner::value_ended(JsonKind kind, std::size_t start) {
  if (depth_ == 0) {
    summary_.kind = kind;
    return;
  }
  Level& level = levels_[depth_ - 1];
  const std::string_view text = text_.substr(start, pos_ - start);
  if (level.object) {
    if (level.key == Level::Key::marker) level.saw_marker = kind == JsonKind::boolean && text == "true";
    if (level.key == Level::Key::num) {
      level.num_fits = false;
      if (kind == JsonKind::number && text.size() <= 9 && text.find_first_not_of("0123456789") == std::string_view::npos) {
        std::uint32_t index = 0;
        for (const char c : text) index = index * 10 + static_cast<std::uint32_t>(c - '0');
        level.num_fits = index < attachments_;
      }
    }
  } else if (depth_ == 1 && !first_ended_) {
    first_ended_ = true;
    summary_.first_kind = kind;
    summary_.first = text;
  }
}

bool Scanner::open(bool object) {
  if (depth_ == kMaxJsonDepth) return false;
  levels_[depth_] = Level();
  levels_[depth_].object = object;
  ++depth_;
  ++pos_;
  skip_space();
  return true;
}

bool Scanner::run() {
  // Where each open container began is needed only for the outermost first element; deeper ones are
  // judged by their flags.
  skip_space();
  bool want_value = true;
  while (true) {
    if (want_value) {
      if (depth_ == 1 && !levels_[0].object && !first_ended_) first_start_ = pos_;
      const std::size_t start = pos_;
      const char c = peek();
      if (c == '{' || c == '[') {
        if (!open(c == '{')) return false;
        if (peek() == (c == '{' ? '}' : ']')) {
          if (depth_ == 1 && c == '[') summary_.empty_array = true;
          want_value = false;  // the loop below closes it
          continue;
        }
        if (c == '{' && !key()) return false;
        continue;
      }
      JsonKind kind;
      if (c == '"') {
        if (!string()) return false;
        kind = JsonKind::string;
      } else if (c == 't' || c == 'f') {
        if (!literal(c == 't' ? "true" : "false")) return false;
        kind = JsonKind::boolean;
      } else if (c == 'n') {
        if (!literal("null")) return false;
        kind = JsonKind::null;
      } else {
        if (!number()) return false;
        kind = JsonKind::number;
      }
      value_ended(kind, start);
      want_value = false;
    }

    skip_space();
    if (depth_ == 0) return at_end();
    const bool object = levels_[depth_ - 1].object;
    if (peek() == ',') {
      if (depth_ == 1 && !object && !summary_.has_more) {
        summary_.has_more = true;
        summary_.rest = text_.substr(pos_ + 1);  // the closing bracket is cut off at the end
      }
      ++pos_;
      skip_space();
      if (object && !key()) return false;
      want_value = true;
      continue;
    }
    if (peek() != (object ? '}' : ']')) return false;
    const Level closed = levels_[depth_ - 1];
    if (closed.object && closed.saw_marker) {
      ++summary_.placeholders;
      if (!closed.num_fits) summary_.bad_placeholder = true;
    }
    if (depth_ == 1 && summary_.has_more) {
      summary_.rest.remove_suffix(text_.size() - pos_);
    }
    ++pos_;
    --depth_;
    value_ended(object ? JsonKind::object : JsonKind::array, depth_ == 1 ? first_start_ : pos_);
  }
}

void append_utf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | code >> 18);
    out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

}  // namespace

bool scan_json(std::string_view text, std::uint32_t attachments, JsonSummary& summary) {
  summary = JsonSummary();
  return Scanner(text, attachments, summary).run();
}

std::string unquote_json(std::string_view quoted) {
  std::string out;
  if (quoted.size() < 2) return out;
  const std::string_view text = quoted.substr(1, quoted.size() - 2);
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 >= text.size()) {
      out += text[i];
      continue;
    }
    switch (text[++i]) {
      case 'b': out += '\b'; break;
      case 'f': out += '\f'; break;
      case 'n': out += '\n'; break;
      case 'r': out += '\r'; break;
      case 't': out += '\t'; break;
      case 'u': {
        unsigned code = hex4(text.substr(i + 1)).value_or(0xFFFD);
        i += 4;
        if (code >= 0xD800 && code <= 0xDBFF && text.substr(i + 1, 2) == "\\u") {
          const unsigned low = hex4(text.substr(i + 3)).value_or(0);
          if (low >= 0xDC00 && low <= 0xDFFF) {
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            i += 6;
          }
        }
        append_utf8(out, code >= 0xD800 && code <= 0xDFFF ? 0xFFFD : code);
        break;
      }
      default: out += text[i]; break;  // quote, backslash, slash
    }
  }
  return out;
}

}  // namespace wagate::transport_socketio
