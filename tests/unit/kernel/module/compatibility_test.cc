#include "kernel/module/compatibility.h"

#include <gtest/gtest.h>

#include <cstring>

namespace wagate {
namespace {

constexpr KernelAbi kKernel{1, 2, 0x42};

abi::Stamp stamp(std::uint16_t major, std::uint16_t minor, std::uint64_t layout = 0x42) {
  abi::Stamp made;
  made.abi_major = major;
  made.abi_minor = minor;
  made.layout = layout;
  std::strcpy(made.id, "auth-ldap");
  std::strcpy(made.version, "1.4.0");
  std::strcpy(made.toolchain, "clang 14");
  return made;
}

TEST(Compatibility, AcceptsTheSameAndAnOlderMinorVersion) {
  EXPECT_FALSE(incompatibility(stamp(1, 2), "a.so", kKernel));
  EXPECT_FALSE(incompatibility(stamp(1, 0), "a.so", kKernel));
}

TEST(Compatibility, TellsWhatANewerPluginNeeds) {
  EXPECT_EQ(incompatibility(stamp(1, 3), "/p/auth-ldap.so", kKernel),
            "auth-ldap 1.4.0 (/p/auth-ldap.so) was built for plugin ABI 1.3; this kernel speaks 1.0 to 1.2. Install "
            "auth-ldap "
            "built with SDK 1.2 or older, or upgrade the gateway.");
}

TEST(Compatibility, TellsAPluginOfAnOlderMajorVersionWhatToBuildWith) {
  EXPECT_EQ(
      incompatibility(stamp(0, 9), "/p/a.so", kKernel),
      "auth-ldap 1.4.0 (/p/a.so) was built for plugin ABI 0.9; this kernel speaks 1.0 to 1.2. Install auth-ldap built "
      "with SDK 1.0 to 1.2.");
}

TEST(Compatibility, NamesBothLayoutsAndTheCompiler) {
  EXPECT_EQ(
      incompatibility(stamp(1, 2, 0xbeef), "/p/a.so", kKernel),
      "auth-ldap 1.4.0 (/p/a.so) lays out the structs of plugin ABI 1.2 differently from this kernel (000000000000beef "
      "instead of 0000000000000042; built with clang 14). Rebuild it with an unchanged SDK and without options that "
      "change the layout of structs.");
}

}  // namespace
}  // namespace wagate
