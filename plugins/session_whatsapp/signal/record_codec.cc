#include "signal/record_codec.h"

#include <limits>
#include <utility>

namespace wagate::session_whatsapp {

RecordWriter& RecordWriter::number(std::uint64_t value) {
  char digits[10];
  std::size_t size = 0;
  while (value >= 0x80) {
    digits[size++] = static_cast<char>(value | 0x80);
    value >>= 7;
  }
  digits[size++] = static_cast<char>(value);
  return fixed({digits, size});
}

RecordWriter& RecordWriter::fixed(std::string_view bytes) {
  std::string& out = out_.writable();
  if (out.capacity() - out.size() < bytes.size()) {
    std::string larger;
    larger.reserve(2 * (out.size() + bytes.size()) + 512);
    larger = out;
    SecretBytes wiped(std::move(out));
    out = std::move(larger);
  }
  out += bytes;
  return *this;
}

std::uint64_t RecordReader::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const std::string_view byte = fixed(1);
    if (byte.empty()) return 0;
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(byte[0]) & 0x7F) << shift;
    if ((static_cast<unsigned char>(byte[0]) & 0x80) == 0) return value;
  }
  good_ = false;
  return 0;
}

std::uint32_t RecordReader::number32() {
  const std::uint64_t value = number();
  if (value <= std::numeric_limits<std::uint32_t>::max()) return static_cast<std::uint32_t>(value);
  good_ = false;
  return 0;
}

std::size_t RecordReader::count(std::size_t limit) {
  const std::uint64_t value = number();
  if (value <= limit) return static_cast<std::size_t>(value);
  good_ = false;
  return 0;
}

PublicKey RecordReader::key() {
  const auto value = PublicKey::from_raw(fixed(32));
  return value ? *value : PublicKey();
}

KeyPair RecordReader::pair() {
  KeyPair pair;
  pair.secret = secret<32>();
  pair.pub = key();
  return pair;
}

std::string_view RecordReader::fixed(std::size_t size) {
  if (!good_ || rest_.size() < size) {
    good_ = false;
    return {};
  }
  const std::string_view bytes = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return bytes;
}

}  // namespace wagate::session_whatsapp
