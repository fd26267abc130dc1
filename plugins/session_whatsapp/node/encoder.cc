#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include "node/codec.h"
#include "node/jid.h"
#include "node/token_table.h"
#include "node/wire.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMaxPackedLength = 127;

// The half-byte of a character in NIBBLE_8 or HEX_8, or -1.
int nibble_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c == '-') return 10;
  if (c == '.') return 11;
  return -1;
}

int hex_half_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

template <typename HalfOf>
bool can_pack(std::string_view text, HalfOf half_of) {
  return text.size() <= kMaxPackedLength &&
         std::all_of(text.begin(), text.end(), [&](char c) { return half_of(c) >= 0; });
}

class NodeWriter {
 public:
  explicit NodeWriter(std::string& out) : out_(out) {}

  void write_node(const Node& node) {
    const auto& attributes = node.attributes();
    const auto sent = static_cast<std::size_t>(
        std::count_if(attributes.begin(), attributes.end(), [](const auto& a) { return !a.second.empty(); }));
    const bool has_content = node.content() != Node::Content::none;
    write_list_size(1 + 2 * sent + (has_content ? 1 : 0));
    write_text(node.tag());
    for (const auto& [name, value] : attributes) {
      if (value.empty()) continue;
      write_text(name);
      write_attribute_value(value);
    }
    switch (node.content()) {
      case Node::Content::none: break;
      case Node::Content::bytes: write_binary(node.data()); break;
      case Node::Content::text: write_text(node.data()); break;
      case Node::Content::children:
        write_list_size(node.children().size());
        for (const Node& child : node.children()) write_node(child);
    }
  }

 private:
  void write_byte(std::size_t value) { out_ += static_cast<char>(static_cast<std::uint8_t>(value)); }

  void write_integer(std::size_t value, int size) {
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) write_byte(value >> shift);
  }

  void write_list_size(std::size_t size) {
    if (size > 0xFFFF) throw std::length_error("a list of a stanza has more than 65535 entries");
    if (size == 0) {
      write_byte(wire::kListEmpty);
    } else if (size < 256) {
      write_byte(wire::kList8);
      write_byte(size);
    } else {
      write_byte(wire::kList16);
      write_integer(size, 2);
    }
  }

  void write_binary(std::string_view bytes) {
    if (bytes.size() < 256) {
      write_byte(wire::kBinary8);
      write_byte(bytes.size());
    } else if (bytes.size() <= wire::kMaxBinary20) {
      write_byte(wire::kBinary20);
      write_integer(bytes.size(), 3);
    } else {
      if (bytes.size() > std::numeric_limits<std::uint32_t>::max())
        throw std::length_error("a value of a stanza has more than four gigabytes");
      write_byte(wire::kBinary32);
      write_integer(bytes.size(), 4);
    }
    out_ += bytes;
  }

  template <typename HalfOf>
  void write_packed(std::uint8_t tag, std::string_view text, HalfOf half_of) {
    write_byte(tag);
    const bool is_odd = text.size() % 2 != 0;
    write_byte((is_odd ? 0x80u : 0u) | (text.size() + 1) / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
      const int low = i + 1 < text.size() ? half_of(text[i + 1]) : 15;
      write_byte(static_cast<std::size_t>(half_of(text[i]) << 4 | low));
    }
  }

  void write_text(std::string_view text) {
    if (text.empty()) return write_binary(text);
    if (const auto token = find_token(text)) {
      if (token->dictionary != 0) write_byte(token->dictionary);
      return write_byte(token->index);
    }
    if (can_pack(text, nibble_of)) return write_packed(wire::kNibble8, text, nibble_of);
    if (can_pack(text, hex_half_of)) return write_packed(wire::kHex8, text, hex_half_of);
    write_binary(text);
  }

  void write_attribute_value(std::string_view value) {
    const auto jid = Jid::parse(value);
    if (jid && jid->text() == value) return write_jid(*jid);
    write_text(value);
  }

  void write_jid(const Jid& jid) {
    if (jid.server == kMessengerServer) {
      write_byte(wire::kMessengerJid);
      write_text(jid.user);
      write_integer(jid.device, 2);
      return write_text(jid.server);
    }
    if (jid.server == kInteropServer) {
      write_byte(wire::kInteropJid);
      write_text(jid.user);
      write_integer(jid.device, 2);
      write_integer(jid.integrator, 2);
      return write_text(jid.server);
    }
    const int domain = domain_of(jid);
    const bool is_hosted = jid.server == kHostedServer || jid.server == kHostedLidServer;
    if (domain >= 0 && jid.device <= 255 && !jid.user.empty() && (jid.device > 0 || jid.agent > 0 || is_hosted)) {
      write_byte(wire::kDeviceJid);
      write_byte(static_cast<std::size_t>(domain));
      write_byte(jid.device);
      return write_text(jid.user);
    }
    write_byte(wire::kJidPair);
    // A device that no device JID can hold stays part of the user.
    const std::string user = jid.text().substr(0, jid.text().size() - jid.server.size() - 1);
    if (user.empty()) {
      write_byte(wire::kListEmpty);
    } else {
      write_text(user);
    }
    write_text(jid.server);
  }

  // The domain type of a device JID, or -1 for a server without one.
  static int domain_of(const Jid& jid) {
    if (jid.server == kPnServer) {
      const bool is_other_domain = jid.agent == wire::kDomainLid || jid.agent == wire::kDomainHosted ||
                                   jid.agent == wire::kDomainHostedLid;
      return is_other_domain ? -1 : jid.agent;
    }
    if (jid.agent != 0) return -1;
    if (jid.server == kLidServer) return wire::kDomainLid;
    if (jid.server == kHostedServer) return wire::kDomainHosted;
    if (jid.server == kHostedLidServer) return wire::kDomainHostedLid;
    return -1;
  }

  std::string& out_;
};

}  // namespace

std::string encode_frame(const Node& node) {
  std::string out(1, '\0');
  NodeWriter(out).write_node(node);
  return out;
}

}  // namespace wagate::session_whatsapp
