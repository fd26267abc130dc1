#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace wagate::auth_hosts {

// An IPv4 or IPv6 address. IPv4 addresses that are written in IPv6 (::ffff:10.0.0.1) are IPv4: a
// dual-stack listener sees IPv4 peers that way.
class IpAddress {
 public:
  // Nothing when the text is no address. A zone ("fe80::1%eth0") is left out.
  static std::optional<IpAddress> parse(std::string_view text);

  bool is_v4() const { return bits_ == 32; }
  int bits() const { return bits_; }  // 32 or 128

  // Whether the first `count` bits are equal; false across families.
  bool shares_prefix(const IpAddress& other, int count) const;

  // Whether a bit behind the first `count` is set.
  bool has_bits_behind(int count) const;

 private:
  std::array<std::uint8_t, 16> bytes_{};  // the first 4 for IPv4
  int bits_ = 0;
};

}  // namespace wagate::auth_hosts
