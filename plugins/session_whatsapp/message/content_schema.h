#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wagate::session_whatsapp {

// What the contents of messages look like, for writing them as documents straight from their wire form: every
// field applications get, its number and its name. Fields that are not in the tables are left out of documents;
// so is what holds key material, on purpose.
enum class ContentKind : std::uint8_t {
  text, bytes, boolean, uint32, int32, uint64, int64, double_number, float_number, fixed32, sfixed64, enumeration,
  message,
};

struct ContentType;

struct ContentField {
  std::uint32_t number = 0;
  std::string_view name;
  ContentKind kind = ContentKind::text;
  bool repeated = false;
  const ContentType* type = nullptr;  // of a message
  const char* values = nullptr;       // of an enumeration: "0 NONE 1 VIDEO"
};

struct ContentType {
  const ContentField* fields = nullptr;  // ascending by number
  std::size_t count = 0;

  // Null when applications do not get that field.
  const ContentField* field(std::uint32_t number) const;
  const ContentField* named(std::string_view name) const;
};

namespace content {

extern const ContentType kMessage;
extern const ContentType kContextInfo;
extern const ContentType kProtocolMessage;

}  // namespace content

// Numbers of fields of Message that are treated in a special way.
inline constexpr std::uint32_t kConversationField = 1;
inline constexpr std::uint32_t kExtendedTextField = 6;
inline constexpr std::uint32_t kDocumentField = 7;
inline constexpr std::uint32_t kDocumentWithCaptionField = 53;

// The name of an enumeration's value, empty when it has none.
std::string_view value_name(const ContentField& field, std::int32_t value);

}  // namespace wagate::session_whatsapp
