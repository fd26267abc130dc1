#include "kernel/module/stamp_reader.h"

#include <elf.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace wagate {
namespace {

static_assert(std::endian::native == std::endian::little, "the stamp reader takes the file's numbers as they are");

#if defined(__x86_64__)
constexpr std::uint16_t kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr std::uint16_t kMachine = EM_AARCH64;
#endif

constexpr std::uint64_t kMaxSections = 65'535;

Status not_a_plugin(const std::string& why) { return {abi::StatusCode::invalid_argument, "is not a plugin: " + why}; }

Status damaged(const std::string& what) {
  return not_a_plugin("its " + what + " lies outside of the file; it is damaged or cut off");
}

template <typename T>
bool read_at(const ByteSource& file, std::uint64_t offset, T& out) {
  return file.read(offset, &out, sizeof(T));
}

// Sections are compared by name, and only one name matters.
bool is_named(const ByteSource& file, const Elf64_Shdr& names, std::uint32_t offset, std::string_view expected) {
  if (offset >= names.sh_size || names.sh_size - offset < expected.size() + 1) return false;
  char name[sizeof(abi::kStampSection)];
  if (expected.size() + 1 > sizeof(name)) return false;
  if (!file.read(names.sh_offset + offset, name, expected.size() + 1)) return false;
  return std::memcmp(name, expected.data(), expected.size()) == 0 && name[expected.size()] == '\0';
}

template <std::size_t kSize>
bool is_bounded_text(const char (&field)[kSize]) {
  const char* end = std::find(field, field + kSize, '\0');
  if (end == field || end == field + kSize) return false;
  return std::all_of(field, end, [](unsigned char c) { return c >= 0x20 && c < 0x7F; });
}

bool is_id(std::string_view id) {
  return std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
}

Result<abi::Stamp> checked_stamp(const abi::Stamp& stamp) {
  const abi::Stamp ours;
  if (std::memcmp(stamp.magic, ours.magic, sizeof(ours.magic)) != 0)
    return not_a_plugin("its stamp begins with other letters than WAGPLG1");
  if (stamp.size < sizeof(abi::Stamp))
    return not_a_plugin("its stamp says it has " + std::to_string(stamp.size) + " bytes instead of " +
                        std::to_string(sizeof(abi::Stamp)));
  if (!is_bounded_text(stamp.id) || !is_id(stamp.id))
    return not_a_plugin("the id in its stamp is empty or has characters other than letters, digits, '.', '_' and '-'");
  if (!is_bounded_text(stamp.version)) return not_a_plugin("the version in its stamp is empty or not text");
  if (!is_bounded_text(stamp.toolchain)) return not_a_plugin("the toolchain in its stamp is empty or not text");
  return stamp;
}

}  // namespace

bool MemoryBytes::read(std::uint64_t offset, void* out, std::size_t size) const {
  if (offset > bytes_.size() || size > bytes_.size() - offset) return false;
  std::memcpy(out, bytes_.data() + offset, size);
  return true;
}

bool FileBytes::read(std::uint64_t offset, void* out, std::size_t size) const {
  if (offset > size_ || size > size_ - offset) return false;
  auto* to = static_cast<char*>(out);
  while (size > 0) {
    const ssize_t got = pread(descriptor_, to, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;  // the file shrank, or the disk fails
    to += got;
    offset += static_cast<std::uint64_t>(got);
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

Result<abi::Stamp> read_stamp(const ByteSource& file) {
  Elf64_Ehdr header;
  if (!read_at(file, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
    return not_a_plugin("it is not an ELF shared object");
  }
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB ||
      header.e_machine != kMachine) {
    return not_a_plugin("it was built for another kind of processor");
  }
  if (header.e_type != ET_DYN) return not_a_plugin("it is an ELF file but not a shared object");
  if (header.e_shoff == 0 || header.e_shentsize != sizeof(Elf64_Shdr))
    return not_a_plugin("its section headers were removed");

  // More than 65,279 sections are counted elsewhere; no plugin has so many.
  const std::uint64_t count = header.e_shnum;
  if (count == 0 || count > kMaxSections || header.e_shstrndx >= count) return damaged("section table");
  if (header.e_shoff > file.size() || count * sizeof(Elf64_Shdr) > file.size() - header.e_shoff)
    return damaged("section table");
  const auto section_at = [&](std::uint64_t index) -> std::optional<Elf64_Shdr> {
    Elf64_Shdr section;
    const std::uint64_t skip = index * sizeof(Elf64_Shdr);
    if (!read_at(file, header.e_shoff + skip, section)) return std::nullopt;
    return section;
  };

  const auto names = section_at(header.e_shstrndx);
  if (!names) return damaged("section table");
  if (names->sh_offset > file.size() || names->sh_size > file.size() - names->sh_offset)
    return damaged("table of section names");

  for (std::uint64_t i = 0; i < count; ++i) {
    const auto section = section_at(i);
    if (!section) return damaged("section table");
    if (!is_named(file, *names, section->sh_name, abi::kStampSection)) continue;
    if (section->sh_type != SHT_PROGBITS || section->sh_size < sizeof(abi::Stamp))
      return not_a_plugin("its stamp is cut off");
    abi::Stamp stamp;
    if (!read_at(file, section->sh_offset, stamp)) return damaged("stamp");
    return checked_stamp(stamp);
  }
  return not_a_plugin("it has no stamp; build it with add_wagate_plugin() and WAGATE_PLUGIN()");
}

}  // namespace wagate
