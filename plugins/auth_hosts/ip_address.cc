#include "ip_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string>

namespace wagate::auth_hosts {

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string address(text.substr(0, text.find('%')));
  if (address.size() != std::char_traits<char>::length(address.c_str())) return std::nullopt;  // a zero byte inside

  IpAddress out;
  if (::inet_pton(AF_INET, address.c_str(), out.bytes_.data()) == 1) {
    out.bits_ = 32;
    return out;
  }
  if (::inet_pton(AF_INET6, address.c_str(), out.bytes_.data()) != 1) return std::nullopt;
  out.bits_ = 128;

  constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  if (!std::equal(kMapped.begin(), kMapped.end(), out.bytes_.begin())) return out;
  std::copy_n(out.bytes_.begin() + 12, 4, out.bytes_.begin());
  std::fill(out.bytes_.begin() + 4, out.bytes_.end(), std::uint8_t{0});
  out.bits_ = 32;
  return out;
}

bool IpAddress::shares_prefix(const IpAddress& other, int count) const {
  if (bits_ != other.bits_) return false;
  const std::size_t whole = static_cast<std::size_t>(count) / 8;
  if (!std::equal(bytes_.begin(), bytes_.begin() + whole, other.bytes_.begin())) return false;
  const int rest = count % 8;
  if (rest == 0) return true;
  const int shift = 8 - rest;
  return (bytes_[whole] >> shift) == (other.bytes_[whole] >> shift);
}

bool IpAddress::has_bits_behind(int count) const {
  for (int bit = count; bit < bits_; ++bit)
    if (bytes_[static_cast<std::size_t>(bit) / 8] & (0x80u >> (bit % 8))) return true;
  return false;
}

}  // namespace wagate::auth_hosts
