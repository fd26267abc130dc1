#include "host_list.h"

#include <charconv>
#include <utility>

#include "wagate/plugin.h"

namespace wagate::auth_hosts {

namespace {

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

// The number of a prefix, or -1.
int number_of(std::string_view text) {
  int number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && !text.empty() ? number : -1;
}

}  // namespace

HostList::HostList(std::string key, const std::vector<std::string>& entries) : key_(std::move(key)) {
  for (const std::string& raw : entries) {
    const std::string entry = trimmed(raw);
    if (entry == "*") {
      everyone_ = true;
    } else {
      blocks_.push_back(parse(entry));
    }
  }
}

HostList::Block HostList::parse(const std::string& entry) const {
  const std::string where = key_ + ": \"" + entry + "\" ";
  const auto slash = entry.find('/');
  const auto written = entry.substr(0, slash);
  const auto address = IpAddress::parse(written);
  if (!address)
    throw PluginError(where +
                      "is not an IP address, a CIDR block such as 10.0.0.0/8, or *; host names are not looked up");
  if (slash == std::string::npos) return {*address, address->bits()};

  // A prefix of an IPv4 address that is written in IPv6 counts 96 bits that are gone.
  const bool is_mapped = address->is_v4() && written.find(':') != std::string::npos;
  const int offset = is_mapped ? 96 : 0;
  const int prefix = number_of(std::string_view(entry).substr(slash + 1)) - offset;
  if (prefix < 0 || prefix > address->bits())
    throw PluginError(where + "has a prefix length that is not a number from " + std::to_string(offset) + " to " +
                      std::to_string(address->bits() + offset));
  if (address->has_bits_behind(prefix))
    throw PluginError(where + "is not the first address of its block; leave /" + std::to_string(prefix + offset) +
                      " out to list the one address, or set the bits behind the prefix to zero");
  return {*address, prefix};
}

bool HostList::contains(std::string_view peer) const {
  if (everyone_) return true;
  const auto address = IpAddress::parse(peer);
  if (!address) return false;
  for (const Block& block : blocks_)
    if (block.address.shares_prefix(*address, block.prefix)) return true;
  return false;
}

}  // namespace wagate::auth_hosts
