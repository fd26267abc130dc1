#include "kernel/module/compatibility.h"

#include <cstdint>

#include "wagate/abi/layout.h"

namespace wagate {
namespace {

std::string hex(std::uint64_t number) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out(16, '0');
  for (int i = 15; i >= 0; --i, number >>= 4) out[static_cast<std::size_t>(i)] = kDigits[number & 0xF];
  return out;
}

std::string version_text(std::uint16_t major, std::uint16_t minor) {
  return std::to_string(major) + "." + std::to_string(minor);
}

std::string spoken(const KernelAbi& kernel) {
  std::string text = version_text(kernel.major, 0);
  if (kernel.minor > 0) text += " to " + version_text(kernel.major, kernel.minor);
  return text;
}

}  // namespace

KernelAbi KernelAbi::own() { return {abi::kAbiMajor, abi::kAbiMinor, abi::layout_fingerprint()}; }

std::optional<std::string> incompatibility(const abi::Stamp& stamp, const std::filesystem::path& file,
                                           const KernelAbi& kernel) {
  const std::string title = plugin_title(stamp, file);
  const std::string id = stamp.id;
  if (stamp.abi_major != kernel.major || stamp.abi_minor > kernel.minor) {
    std::string sentence = title + " was built for plugin ABI " + version_text(stamp.abi_major, stamp.abi_minor) +
                           "; this kernel speaks " + spoken(kernel) + ". ";
    if (stamp.abi_major < kernel.major) return sentence + "Install " + id + " built with SDK " + spoken(kernel) + ".";
    return sentence + "Install " + id + " built with SDK " + version_text(kernel.major, kernel.minor) +
           (kernel.minor > 0 ? " or older" : "") + ", or upgrade the gateway.";
  }
  if (stamp.layout != kernel.layout) {
    return title + " lays out the structs of plugin ABI " + version_text(stamp.abi_major, stamp.abi_minor) +
           " differently from this kernel (" + hex(stamp.layout) + " instead of " + hex(kernel.layout) +
           "; built with " + stamp.toolchain +
           "). Rebuild it with an unchanged SDK and without options that change the layout of structs.";
  }
  return std::nullopt;
}

std::string plugin_title(const abi::Stamp& stamp, const std::filesystem::path& file) {
  return std::string(stamp.id) + " " + stamp.version + " (" + file.string() + ")";
}

}  // namespace wagate
