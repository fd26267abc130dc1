#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "node/node.h"

// What server and phone say while a device is linked by QR code.
namespace wagate::session_whatsapp::testing {

// Offers so many references for codes: "2@ref0", "2@ref1" ...
inline Node pair_device(std::string id, int references) {
  Node iq("iq", {{"type", "set"}, {"xmlns", "md"}, {"id", std::move(id)}});
  Node& list = iq.add(Node("pair-device").set_children({}));
  for (int i = 0; i < references; ++i) list.add(bytes_node("ref", "2@ref" + std::to_string(i)));
  return iq;
}

// The phone has scanned a code, and states who the device is.
inline Node pair_success(std::string id, std::string identity, std::string jid = "49151:7@s.whatsapp.net") {
  Node iq("iq", {{"type", "set"}, {"xmlns", "md"}, {"id", std::move(id)}});
  Node& success = iq.add(Node("pair-success"));
  success.add(bytes_node("device-identity", std::move(identity)));
  success.add(Node("device", {{"jid", std::move(jid)}, {"lid", "8877:7@lid"}}));
  success.add(Node("platform", {{"name", "android"}}));
  return iq;
}

inline std::string decode_base64(std::string_view text) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) break;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFF);
  }
  return out;
}

// What the phone reads in the code besides the keys: the fourth of its five parts.
inline std::string adv_secret_in(const std::string& code) {
  std::vector<std::string> parts(1);
  for (const char c : code) c == ',' ? parts.emplace_back() : parts.back() += c;
  return decode_base64(parts.at(3));
}

}  // namespace wagate::session_whatsapp::testing
