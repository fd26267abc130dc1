#include "address_policy.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstdint>
#include <cstring>

namespace wagate::http_client {

namespace {

struct Ipv4Block {
  std::uint32_t network;
  int bits;
};

constexpr std::uint32_t ipv4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return (a << 24) | (b << 16) | (c << 8) | d;
}

constexpr Ipv4Block kNotPublic[] = {
    {ipv4(0, 0, 0, 0), 8},       {ipv4(10, 0, 0, 0), 8},      {ipv4(100, 64, 0, 0), 10}, {ipv4(127, 0, 0, 0), 8},
    {ipv4(169, 254, 0, 0), 16},  {ipv4(172, 16, 0, 0), 12},   {ipv4(192, 0, 0, 0), 24},  {ipv4(192, 0, 2, 0), 24},
    {ipv4(192, 88, 99, 0), 24},  {ipv4(192, 168, 0, 0), 16},  {ipv4(198, 18, 0, 0), 15}, {ipv4(198, 51, 100, 0), 24},
    {ipv4(203, 0, 113, 0), 24},  {ipv4(224, 0, 0, 0), 4},     {ipv4(240, 0, 0, 0), 4},
};

bool is_public_ipv4(std::uint32_t address) {
  for (const Ipv4Block& block : kNotPublic) {
    if (((address ^ block.network) >> (32 - block.bits)) == 0) return false;
  }
  return true;
}

std::uint32_t ipv4_at(const std::uint8_t* bytes) { return ipv4(bytes[0], bytes[1], bytes[2], bytes[3]); }

bool is_public_ipv6(const std::uint8_t* bytes) {
  static constexpr std::uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  static constexpr std::uint8_t kNat64[12] = {0x00, 0x64, 0xFF, 0x9B};
  if (std::memcmp(bytes, kMapped, 12) == 0 || std::memcmp(bytes, kNat64, 12) == 0) return is_public_ipv4(ipv4_at(bytes + 12));
  if (bytes[0] == 0x20 && bytes[1] == 0x02) return is_public_ipv4(ipv4_at(bytes + 2));  // 6to4
  // Only 2000::/3 is given out, and of that not Teredo, ORCHID, documentation.
  if ((bytes[0] & 0xE0) != 0x20) return false;
  if (bytes[0] == 0x20 && bytes[1] == 0x01) {
    if (bytes[2] == 0x0D && bytes[3] == 0xB8) return false;
    if ((bytes[2] & 0xFE) == 0x00) return false;  // 2001::/23, protocol assignments
  }
  return !(bytes[0] == 0x3F && bytes[1] == 0xFF && (bytes[2] & 0xF0) == 0x00);  // 3fff::/20
}

}  // namespace

bool is_public_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof(in));
    return is_public_ipv4(ntohl(in.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 in6{};
    std::memcpy(&in6, &address, sizeof(in6));
    return is_public_ipv6(in6.sin6_addr.s6_addr);
  }
  return false;
}

}  // namespace wagate::http_client
