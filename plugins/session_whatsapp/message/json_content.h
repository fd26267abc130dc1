#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message/content_schema.h"

namespace wagate::session_whatsapp {

// Reads the content of a message back from a record: the opposite of ContentWriter, for records that applications hand
// in (to quote a message, to fetch its file).
//
// Every form such a record comes in is taken: bytes as attachments, as base64 text or as an object with index keys;
// 64-bit integers as halves, text or numbers; enumerations as numbers or names. Members that are not in the tables are
// left out. Nothing when the text is no object, or is nested too deeply.
class JsonContent {
 public:
  static constexpr int kMaxDepth = 32;
  static constexpr std::size_t kMaxBytes = 1'048'576;  // of one value

  // `attachments` are borrowed.
  explicit JsonContent(const std::vector<std::string>& attachments) : attachments_(attachments) {}

  // The wire form of a Message.
  std::optional<std::string> read_message(std::string_view json) const;

 private:
  const std::vector<std::string>& attachments_;
};

}  // namespace wagate::session_whatsapp
