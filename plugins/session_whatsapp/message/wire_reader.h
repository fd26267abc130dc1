#pragma once

#include <cstdint>
#include <string_view>

namespace wagate::session_whatsapp {

// Walks over the fields of one protobuf message without making anything of them.
//
//   WireReader reader(bytes);
//   while (reader.next()) { if (reader.number() == 3) use(reader.bytes()); }
//   if (reader.failed()) ...
class WireReader {
 public:
  enum class Form : std::uint8_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

  explicit WireReader(std::string_view message) : rest_(message) {}

  // Goes to the next field. False at the end, and when what follows is no field.
  bool next();
  bool failed() const { return failed_; }

  std::uint32_t number() const { return number_; }
  Form form() const { return form_; }
  // Of all forms but bytes.
  std::uint64_t value() const { return value_; }
  // Of form bytes.
  std::string_view bytes() const { return bytes_; }

  // Reads one varint off the front. False when there is none.
  static bool take_varint(std::string_view& from, std::uint64_t& value);

 private:
  bool fail();

  std::string_view rest_;
  std::string_view bytes_;
  std::uint64_t value_ = 0;
  std::uint32_t number_ = 0;
  Form form_ = Form::varint;
  bool failed_ = false;
};

// The last field with that number and form bytes, empty when there is none.
std::string_view bytes_field(std::string_view message, std::uint32_t number);

}  // namespace wagate::session_whatsapp
