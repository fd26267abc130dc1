#include "websocket_frame.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cstring>

#include "utf8.h"

namespace wagate::http_server {

namespace {

bool may_be_sent_by_a_client(std::uint16_t code) {
  if (code >= 3000 && code <= 4999) return true;
  return code >= 1000 && code <= 1014 && code != 1004 && code != kCloseNoCode && code != kCloseBroken;
}

bool is_base64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

}  // namespace

std::size_t encode_frame_header(Opcode opcode, std::uint64_t payload_size, unsigned char (&out)[kMaxServerHeader]) {
  out[0] = static_cast<unsigned char>(0x80 | static_cast<unsigned char>(opcode));
  if (payload_size < 126) {
    out[1] = static_cast<unsigned char>(payload_size);
    return 2;
  }
  const int length_bytes = payload_size < 65536 ? 2 : 8;
  out[1] = length_bytes == 2 ? 126 : 127;
  for (int i = 0; i < length_bytes; ++i) {
    out[2 + i] = static_cast<unsigned char>(payload_size >> (8 * (length_bytes - 1 - i)));
  }
  return 2 + static_cast<std::size_t>(length_bytes);
}

std::string control_frame(Opcode opcode, std::string_view payload) {
  payload = payload.substr(0, kMaxControlPayload);
  std::string frame;
  frame.reserve(2 + payload.size());
  frame += static_cast<char>(0x80 | static_cast<unsigned char>(opcode));
  frame += static_cast<char>(payload.size());
  frame += payload;
  return frame;
}

std::string close_frame(std::uint32_t code, std::string_view reason) {
  if (code == 0) return control_frame(Opcode::close, {});
  std::size_t size = std::min(reason.size(), kMaxControlPayload - 2);
  while (size < reason.size() && size > 0 && (static_cast<unsigned char>(reason[size]) & 0xC0) == 0x80) --size;
  std::string payload;
  payload += static_cast<char>(code >> 8);
  payload += static_cast<char>(code);
  payload += reason.substr(0, size);
  return control_frame(Opcode::close, payload);
}

ClosePayload parse_close_payload(std::string_view payload) {
  ClosePayload parsed;
  if (payload.empty()) return parsed;
  if (payload.size() == 1) {
    parsed.error = kCloseProtocolError;
    return parsed;
  }
  const auto high = static_cast<unsigned char>(payload[0]);
  const auto low = static_cast<unsigned char>(payload[1]);
  parsed.code = static_cast<std::uint16_t>(high << 8 | low);
  parsed.reason = payload.substr(2);
  if (!may_be_sent_by_a_client(parsed.code))
    parsed.error = kCloseProtocolError;
  else if (!is_utf8(parsed.reason))
    parsed.error = kCloseBadText;
  return parsed;
}

void apply_mask(char* data, std::size_t size, const unsigned char (&key)[4], std::uint64_t phase) {
  unsigned char turned[8];
  for (int i = 0; i < 8; ++i) turned[i] = key[(phase + static_cast<std::uint64_t>(i)) & 3];
  std::uint64_t wide;
  std::memcpy(&wide, turned, sizeof(wide));
  std::size_t at = 0;
  for (; at + 8 <= size; at += 8) {
    std::uint64_t word;
    std::memcpy(&word, data + at, sizeof(word));
    word ^= wide;
    std::memcpy(data + at, &word, sizeof(word));
  }
  for (; at < size; ++at) data[at] = static_cast<char>(static_cast<unsigned char>(data[at]) ^ turned[at & 7]);
}

std::string accept_value(std::string_view key) {
  std::string text(key);
  text += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // fixed by RFC 6455
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  unsigned char encoded[4 * ((SHA_DIGEST_LENGTH + 2) / 3) + 1];
  const int size = EVP_EncodeBlock(encoded, digest, SHA_DIGEST_LENGTH);
  return std::string(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(size));
}

bool is_websocket_key(std::string_view key) {
  return key.size() == 24 && key.substr(22) == "==" && std::all_of(key.begin(), key.begin() + 22, is_base64);
}

}  // namespace wagate::http_server
