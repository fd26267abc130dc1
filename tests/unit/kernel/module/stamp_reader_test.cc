#include "kernel/module/stamp_reader.h"

#include <elf.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wagate {
namespace {

std::vector<char> bytes_of(const std::string& name) {
  std::ifstream in(std::string(WAGATE_FIXTURE_DIR) + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Result<abi::Stamp> read(const std::vector<char>& bytes) {
  return read_stamp(MemoryBytes(std::as_bytes(std::span(bytes))));
}

TEST(StampReader, ReadsIdAndVersionFromTheBytesOfAPluginFile) {
  const auto stamp = read(bytes_of("good.so"));

  ASSERT_TRUE(stamp) << stamp.error().sentence();
  EXPECT_STREQ(stamp->id, "good");
  EXPECT_STREQ(stamp->version, "0.1.0");
  EXPECT_EQ(stamp->abi_major, abi::kAbiMajor);
}

TEST(StampReader, RefusesEveryBeginningOfAPluginFileWithASentence) {
  const auto whole = bytes_of("good.so");
  ASSERT_GT(whole.size(), 1000u);
  for (std::size_t size = 0; size < whole.size(); size += size < 200 ? 1 : 997) {
    const auto stamp = read({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});

    ASSERT_FALSE(stamp) << size;
    EXPECT_TRUE(stamp.error().sentence().starts_with("is not a plugin: ")) << stamp.error().sentence();
  }
}

TEST(StampReader, RefusesASectionTableThatPointsOutOfTheFile) {
  auto bytes = bytes_of("good.so");
  Elf64_Ehdr header;
  std::memcpy(&header, bytes.data(), sizeof(header));
  header.e_shoff = ~std::uint64_t{0} - 8;  // the sum with any index would overflow
  std::memcpy(bytes.data(), &header, sizeof(header));

  EXPECT_EQ(read(bytes).error().sentence(),
            "is not a plugin: its section table lies outside of the file; it is damaged or cut off");
}

TEST(StampReader, RefusesAnotherProcessor) {
  auto bytes = bytes_of("good.so");
  bytes[offsetof(Elf64_Ehdr, e_machine)] = 1;
  bytes[offsetof(Elf64_Ehdr, e_machine) + 1] = 0;

  EXPECT_EQ(read(bytes).error().sentence(), "is not a plugin: it was built for another kind of processor");
}

TEST(StampReader, RefusesAStampWithoutAnEndOfItsId) {
  auto bytes = bytes_of("good.so");
  static constexpr std::string_view kMagic = "WAGPLG1";
  ASSERT_NE(std::search(bytes.begin(), bytes.end(), kMagic.begin(), kMagic.end()), bytes.end());
  // The section in the file, not the letters in some constant: both are filled, so it does not matter.
  for (auto it = bytes.begin(); (it = std::search(it, bytes.end(), kMagic.begin(), kMagic.end())) != bytes.end(); ++it) {
    const auto id = offsetof(abi::Stamp, id);
    if (static_cast<std::size_t>(bytes.end() - it) > id + sizeof(abi::Stamp::id))
      std::fill_n(it + id, sizeof(abi::Stamp::id), 'x');
  }

  EXPECT_EQ(
      read(bytes).error().sentence(),
      "is not a plugin: the id in its stamp is empty or has characters other than letters, digits, '.', '_' and '-'");
}

}  // namespace
}  // namespace wagate
