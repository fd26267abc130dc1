#include "command_frame.h"

#include <bitset>
#include <cstddef>

namespace wagate::transport_websocket {
namespace {

constexpr std::size_t kMaxDepth = 256;
constexpr std::size_t kMaxIdBytes = 256;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// Walks JSON text without building anything.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool at_end() const { return pos_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[pos_]; }
  std::size_t position() const { return pos_; }
  std::string_view since(std::size_t start) const { return text_.substr(start, pos_ - start); }

  void skip_space() {
    while (!at_end() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) ++pos_;
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++pos_;
    return true;
  }

  bool string() {
    if (!take('"')) return false;
    while (!at_end()) {
      const char c = text_[pos_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') continue;
      const char escape = peek();
      ++pos_;
      if (escape == 'u') {
        for (int i = 0; i < 4; ++i, ++pos_)
          if (!is_hex(peek())) return false;
      } else if (escape == '\0' || std::string_view("\"\\/bfnrt").find(escape) == std::string_view::npos) {
        return false;
      }
    }
    return false;
  }

  bool scalar() {
    if (peek() == '"') return string();
    for (const std::string_view word : {"true", "false", "null"}) {
      if (text_.substr(pos_, word.size()) != word) continue;
      pos_ += word.size();
      return true;
    }
    return number();
  }

  // One value, however deep; its brackets are kept as bits.
  bool value() {
    std::bitset<kMaxDepth> objects;
    std::size_t depth = 0;
    while (true) {
      skip_space();
      if (const char c = peek(); c == '{' || c == '[') {
        if (depth == kMaxDepth) return false;
        objects[depth++] = c == '{';
        ++pos_;
        skip_space();
        if (peek() != (c == '{' ? '}' : ']')) {
          if (c == '{' && !name()) return false;
          continue;
        }
      } else if (!scalar()) {
        return false;
      }
      // A value has ended, or an empty container is about to.
      while (depth > 0) {
        skip_space();
        const bool object = objects[depth - 1];
        if (take(',')) {
          skip_space();
          if (object && !name()) return false;
          break;
        }
        if (!take(object ? '}' : ']')) return false;
        --depth;
      }
      if (depth == 0) return true;
    }
  }

  bool name() {
    if (!string()) return false;
    skip_space();
    return take(':');
  }

 private:
  bool digits() {
    if (!is_digit(peek())) return false;
    while (is_digit(peek())) ++pos_;
    return true;
  }
  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    return true;
  }

  std::string_view text_;
  std::size_t pos_ = 0;
};

}  // namespace

const char* parse_command_frame(std::string_view text, CommandFrame& frame) {
  static constexpr char kShape[] = R"(a frame must be {"command":"name","id":1,"args":[]})";
  frame = CommandFrame();
  Reader reader(text);
  reader.skip_space();
  if (!reader.take('{')) return kShape;
  reader.skip_space();
  if (reader.take('}')) return kShape;
  do {
    reader.skip_space();
    const std::size_t name_start = reader.position();
    if (!reader.string()) return kShape;
    const std::string_view name = reader.since(name_start);
    reader.skip_space();
    if (!reader.take(':')) return kShape;
    reader.skip_space();
    const std::size_t start = reader.position();
    if (!reader.value()) return kShape;
    const std::string_view value = reader.since(start);
    reader.skip_space();

    if (name == R"("command")") {
      // Names of commands are plain words; one that needs escapes is none of them.
      if (value[0] != '"' || value.find('\\') != std::string_view::npos) return "command must be a plain string";
      frame.name = value.substr(1, value.size() - 2);
    } else if (name == R"("id")") {
      if (value.size() > kMaxIdBytes) return "id must not be longer than 256 bytes";
      frame.id = value;
    } else if (name == R"("args")") {
      if (value[0] != '[') return "args must be an array";
      frame.args = value;
    }
  } while (reader.take(','));
  if (!reader.take('}')) return kShape;
  reader.skip_space();
  if (!reader.at_end()) return kShape;
  return frame.name.empty() ? "command must not be empty" : nullptr;
}

}  // namespace wagate::transport_websocket
