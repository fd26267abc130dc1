#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ip_address.h"

namespace wagate::auth_hosts {

// A list of addresses, CIDR blocks and perhaps "*", as an operator wrote it.
class HostList {
 public:
  // `key` names the list in sentences. Throws PluginError that names the first entry that is wrong:
  // not an address, a prefix that is too long, or a block whose address is not its first one.
  HostList(std::string key, const std::vector<std::string>& entries);

  bool is_empty() const { return blocks_.empty() && !everyone_; }
  bool has_everyone() const { return everyone_; }

  // Whether the peer is listed. Text that is no address is listed only by "*".
  bool contains(std::string_view peer) const;

 private:
  struct Block {
    IpAddress address;
    int prefix;
  };

  Block parse(const std::string& entry) const;

  std::string key_;
  std::vector<Block> blocks_;
  bool everyone_ = false;
};

}  // namespace wagate::auth_hosts
