#include <cstdint>
#include <utility>

#include "node/codec.h"
#include "node/inflate.h"
#include "node/jid.h"
#include "node/token_table.h"
#include "node/wire.h"

namespace wagate::session_whatsapp {
namespace {

// Reads one node from bytes of the network. The first error ends everything; after it every read fails.
class NodeReader {
 public:
  NodeReader(std::string_view bytes, const NodeLimits& limits) : bytes_(bytes), limits_(limits) {}

  bool read_all(Node& node) {
    if (!read_node(node, read_byte(), 0)) return false;
    return at_ == bytes_.size() || fail(NodeError::trailing);
  }

  NodeError error() const { return error_; }

 private:
  bool fail(NodeError error) {
    if (error_ == NodeError::none) error_ = error;
    return false;
  }
  bool ok() const { return error_ == NodeError::none; }

  bool count_values(std::size_t more) {
    values_ += more;
    return values_ <= limits_.values || fail(NodeError::too_large);
  }

  // 0 after an error.
  std::uint8_t read_byte() {
    if (at_ == bytes_.size()) fail(NodeError::truncated);
    return ok() ? static_cast<std::uint8_t>(bytes_[at_++]) : 0;
  }

  std::uint32_t read_integer(int size) {
    std::uint32_t value = 0;
    for (int i = 0; i < size; ++i) value = value << 8 | read_byte();
    return value;
  }

  std::string_view read_bytes(std::size_t size) {
    if (size > bytes_.size() - at_) fail(NodeError::truncated);
    if (!ok()) return {};
    const std::string_view out = bytes_.substr(at_, size);
    at_ += size;
    return out;
  }

  // Whether `tag` begins a list, and its size.
  bool read_list_size(std::uint8_t tag, std::size_t& size) {
    switch (tag) {
      case wire::kListEmpty: size = 0; return ok();
      case wire::kList8: size = read_byte(); return ok();
      case wire::kList16: size = read_integer(2); return ok();
      default: return fail(NodeError::malformed);
    }
  }

  static bool is_list(std::uint8_t tag) {
    return tag == wire::kListEmpty || tag == wire::kList8 || tag == wire::kList16;
  }
  static bool is_binary(std::uint8_t tag) {
    return tag == wire::kBinary8 || tag == wire::kBinary20 || tag == wire::kBinary32;
  }

  std::string_view read_binary(std::uint8_t tag) {
    std::size_t size = 0;
    if (tag == wire::kBinary8) size = read_byte();
    if (tag == wire::kBinary20) size = read_integer(3) & wire::kMaxBinary20;
    if (tag == wire::kBinary32) size = read_integer(4);
    return ok() ? read_bytes(size) : std::string_view();
  }

  std::string read_packed(std::uint8_t tag) {
    const std::uint8_t start = read_byte();
    const std::string_view halves = read_bytes(start & 0x7F);
    std::string out;
    out.reserve(halves.size() * 2);
    for (const char pair : halves) {
      out += unpack(tag, static_cast<std::uint8_t>(pair) >> 4);
      // In text of odd length the very last half is padding.
      const bool is_last = out.size() == halves.size() * 2 - 1;
      if (is_last && (start & 0x80)) break;
      out += unpack(tag, static_cast<std::uint8_t>(pair) & 15);
    }
    if (halves.empty() && (start & 0x80)) fail(NodeError::malformed);
    return out;
  }

  char unpack(std::uint8_t tag, int half) {
    if (tag == wire::kHex8) return "0123456789ABCDEF"[half];
    if (half > 11) fail(NodeError::malformed);
    return half > 11 ? '\0' : "0123456789-."[half];
  }

  // Text in any of its forms; `tag` is read already.
  std::string read_text(std::uint8_t tag) {
    if (!ok()) return {};
    if (is_binary(tag)) return std::string(read_binary(tag));
    switch (tag) {
      case wire::kListEmpty: return {};
      case wire::kHex8:
      case wire::kNibble8: return read_packed(tag);
      case wire::kJidPair: return read_jid_pair();
      case wire::kDeviceJid: return read_device_jid();
      case wire::kMessengerJid: return read_messenger_jid();
      case wire::kInteropJid: return read_interop_jid();
      default: break;
    }
    Token token{0, tag};
    if (tag >= wire::kDictionary0 && tag <= wire::kDictionary3) token = {tag, read_byte()};
    const auto word = token_word(token);
    if (!word) {
      fail(NodeError::malformed);
      return {};
    }
    return std::string(*word);
  }

  // A part of a JID: text that is not a JID itself, which keeps this from recursing.
  std::string read_jid_part() {
    const std::uint8_t tag = read_byte();
    const bool is_jid = tag == wire::kJidPair || tag == wire::kDeviceJid || tag == wire::kMessengerJid ||
                        tag == wire::kInteropJid;
    if (is_jid) {
      fail(NodeError::malformed);
      return {};
    }
    return read_text(tag);
  }

  std::string read_jid_pair() {
    std::string user = read_jid_part();
    const std::string server = read_jid_part();
    if (server.empty()) fail(NodeError::malformed);
    return std::move(user) + "@" + server;
  }

  std::string read_device_jid() {
    const std::uint8_t domain = read_byte();
    Jid jid;
    jid.device = read_byte();
    jid.user = read_jid_part();
    switch (domain) {
      case wire::kDomainPn: jid.server = kPnServer; break;
      case wire::kDomainLid: jid.server = kLidServer; break;
      case wire::kDomainHosted: jid.server = kHostedServer; break;
      case wire::kDomainHostedLid: jid.server = kHostedLidServer; break;
      default:
        jid.server = kPnServer;
        jid.agent = domain;
    }
    return jid.text();
  }

  std::string read_messenger_jid() {
    Jid jid;
    jid.user = read_jid_part();
    jid.device = static_cast<std::uint16_t>(read_integer(2));
    jid.server = read_jid_part();
    return jid.text();
  }

  std::string read_interop_jid() {
    Jid jid;
    jid.user = read_jid_part();
    jid.device = static_cast<std::uint16_t>(read_integer(2));
    jid.integrator = static_cast<std::uint16_t>(read_integer(2));
    jid.server = read_jid_part();
    return jid.text();
  }

  bool read_node(Node& node, std::uint8_t tag, std::size_t depth) {
    if (depth > limits_.depth) return fail(NodeError::too_deep);
    std::size_t size = 0;
    if (!read_list_size(tag, size)) return false;
    if (size == 0) return fail(NodeError::malformed);
    const std::size_t attribute_count = (size - 1) / 2;
    if (!count_values(1 + attribute_count)) return false;

    node.set_tag(read_text(read_byte()));
    if (!ok()) return false;
    if (node.tag().empty()) return fail(NodeError::malformed);

    for (std::size_t i = 0; i < attribute_count; ++i) {
      std::string name = read_text(read_byte());
      std::string value = read_text(read_byte());
      if (!ok()) return false;
      node.append_attribute(std::move(name), std::move(value));
    }
    return size % 2 != 0 || read_content(node, depth);
  }

  bool read_content(Node& node, std::size_t depth) {
    const std::uint8_t tag = read_byte();
    if (!ok()) return false;
    if (is_binary(tag)) {
      node.set_bytes(std::string(read_binary(tag)));
      return ok();
    }
    if (!is_list(tag)) {
      node.set_text(read_text(tag));
      return ok();
    }
    std::size_t count = 0;
    if (!read_list_size(tag, count)) return false;
    // A node has two bytes at least: a list that says it is longer than the input could hold is not reserved for.
    if (count > (bytes_.size() - at_) / 2) return fail(NodeError::truncated);
    std::vector<Node> children(count);
    for (Node& child : children)
      if (!read_node(child, read_byte(), depth + 1)) return false;
    node.set_children(std::move(children));
    return true;
  }

  std::string_view bytes_;
  const NodeLimits& limits_;
  std::size_t at_ = 0;
  std::size_t values_ = 0;
  NodeError error_ = NodeError::none;
};

}  // namespace

std::string_view to_word(NodeError error) {
  switch (error) {
    case NodeError::none: return "none";
    case NodeError::truncated: return "truncated";
    case NodeError::malformed: return "malformed";
    case NodeError::too_deep: return "too_deep";
    case NodeError::too_large: return "too_large";
    case NodeError::bad_deflate: return "bad_deflate";
    case NodeError::trailing: return "trailing_bytes";
  }
  return "unknown";
}

std::optional<Node> decode_frame(std::string_view frame, NodeError& error, const NodeLimits& limits) {
  error = NodeError::truncated;
  if (frame.empty()) return std::nullopt;
  const auto flags = static_cast<std::uint8_t>(frame.front());
  std::string_view body = frame.substr(1);

  std::string inflated;
  if (flags & wire::kFlagDeflated) {
    InflateError inflate_error = InflateError::none;
    auto unpacked = inflate(body, limits.inflated_bytes, inflate_error);
    if (!unpacked) {
      error = inflate_error == InflateError::too_large ? NodeError::too_large : NodeError::bad_deflate;
      return std::nullopt;
    }
    inflated = std::move(*unpacked);
    body = inflated;
  }

  NodeReader reader(body, limits);
  Node node;
  const bool complete = reader.read_all(node);
  error = reader.error();
  if (!complete) return std::nullopt;
  return node;
}

}  // namespace wagate::session_whatsapp
