#pragma once

#include <cstdint>

#include "wagate/abi/basic.h"

namespace wagate::abi {

// Says what a plugin file is without running any of its code.
//
// Loading a shared library runs its static constructors before any function can be asked
// anything. The kernel therefore reads this struct from the bytes of the file, out of the ELF
// section kStampSection, and decides before dlopen(). It holds no pointers, so it reads the same
// from the file as from memory. add_wagate_plugin() and WAGATE_PLUGIN() write it.
struct Stamp {
  char magic[8] = {'W', 'A', 'G', 'P', 'L', 'G', '1', '\0'};
  std::uint32_t size = sizeof(Stamp);
  std::uint16_t abi_major = kAbiMajor;
  std::uint16_t abi_minor = kAbiMinor;
  std::uint64_t layout = 0;  // hash over the sizes and offsets of the boundary structs, see layout.h
  char id[64] = {};          // reverse-DNS or a plain name: "com.example.auth-ldap"
  char version[24] = {};     // semver of the plugin
  char toolchain[64] = {};   // "gcc 12.2; libstdc++": reported, never enforced
};

static_assert(sizeof(Stamp) == 176);

inline constexpr char kStampSection[] = ".wagate_stamp";

}  // namespace wagate::abi
