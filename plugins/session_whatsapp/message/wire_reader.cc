#include "message/wire_reader.h"

#include <cstddef>

namespace wagate::session_whatsapp {
namespace {

std::uint64_t take_little_endian(std::string_view& from, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i > 0; --i) value = value << 8 | static_cast<unsigned char>(from[i - 1]);
  from.remove_prefix(size);
  return value;
}

}  // namespace

bool WireReader::take_varint(std::string_view& from, std::uint64_t& value) {
  value = 0;
  for (std::size_t i = 0; i < 10 && i < from.size(); ++i) {
    const auto byte = static_cast<unsigned char>(from[i]);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
    if ((byte & 0x80) == 0) {
      from.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

bool WireReader::fail() {
  failed_ = true;
  rest_ = {};
  return false;
}

bool WireReader::next() {
  if (rest_.empty()) return false;
  std::uint64_t tag = 0;
  if (!take_varint(rest_, tag) || tag >> 3 == 0 || tag >> 3 > 0x1FFFFFFF) return fail();
  number_ = static_cast<std::uint32_t>(tag >> 3);
  bytes_ = {};
  switch (tag & 7) {
    case 0:
      form_ = Form::varint;
      return take_varint(rest_, value_) || fail();
    case 1:
      form_ = Form::fixed64;
      if (rest_.size() < 8) return fail();
      value_ = take_little_endian(rest_, 8);
      return true;
    case 5:
      form_ = Form::fixed32;
      if (rest_.size() < 4) return fail();
      value_ = take_little_endian(rest_, 4);
      return true;
    case 2: {
      form_ = Form::bytes;
      std::uint64_t size = 0;
      if (!take_varint(rest_, size) || size > rest_.size()) return fail();
      bytes_ = rest_.substr(0, static_cast<std::size_t>(size));
      rest_.remove_prefix(bytes_.size());
      return true;
    }
    default:  // groups: nobody writes them any more
      return fail();
  }
}

std::string_view bytes_field(std::string_view message, std::uint32_t number) {
  std::string_view found;
  WireReader reader(message);
  while (reader.next()) {
    if (reader.number() == number && reader.form() == WireReader::Form::bytes) found = reader.bytes();
  }
  return found;
}

}  // namespace wagate::session_whatsapp
