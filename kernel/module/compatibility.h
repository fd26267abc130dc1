#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "wagate/abi/stamp.h"

namespace wagate {

// Which plugins a kernel can load: the same major version of the contract, a minor version that is
// not newer, and the same layout of the structs that cross.
struct KernelAbi {
  std::uint16_t major;
  std::uint16_t minor;
  std::uint64_t layout;

  static KernelAbi own();
};

// Why the plugin cannot be loaded, as a sentence; nothing when it can.
std::optional<std::string> incompatibility(const abi::Stamp& stamp, const std::filesystem::path& file,
                                           const KernelAbi& kernel);

// "auth-ldap 1.4.0 (/usr/lib/wagate/plugins/auth-ldap.so)"
std::string plugin_title(const abi::Stamp& stamp, const std::filesystem::path& file);

}  // namespace wagate
