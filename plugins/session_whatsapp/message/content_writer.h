#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "message/content_schema.h"
#include "wagate/document.h"
#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {

// How values look that JSON has no form for.
enum class ContentStyle : std::uint8_t {
  // Message records: bytes as attachments, 64-bit integers in halves, enumerations as numbers, lists that are
  // empty present and in front.
  record,
  // Edits: bytes as base64, 64-bit integers as decimal text, enumerations by name, fields by number.
  protobuf_json,
};

// Writes the content of a message from its wire form, without building anything in between.
//
// The input is from the network: what is no protobuf, is nested too deeply or has too many values is refused.
// Then false is returned and the text written so far is of no use.
class ContentWriter {
 public:
  static constexpr int kMaxDepth = 40;
  static constexpr std::size_t kMaxValues = 65'536;

  // `is_made_here`: not received but composed by this gateway; applications find the time of a reaction as a plain number
  // then.
  ContentWriter(JsonWriter& json, Document& document, ContentStyle style, bool is_made_here = false)
      : json_(json), document_(document), style_(style), is_made_here_(is_made_here) {}

  // One object.
  [[nodiscard]] bool write(std::string_view wire, const ContentType& type) { return object(wire, type, false, 0); }

  // One Message as records have it at the top and in quotes: texts with a context become `conversation`,
  // documents with a caption become `documentMessage`, both as the last field.
  [[nodiscard]] bool write_normalised(std::string_view message) { return object(message, content::kMessage, true, 0); }

  // One ContextInfo whose quoted message is normalised.
  [[nodiscard]] bool write_context(std::string_view wire);

 private:
  struct Value {
    const ContentField* field = nullptr;
    std::uint64_t number = 0;
    std::string_view bytes;
    bool packed = false;  // a list of numbers in one value
  };
  using Values = std::vector<Value>;

  bool object(std::string_view wire, const ContentType& type, bool normalise, int depth);
  bool collect(std::string_view wire, const ContentType& type, Values& singles, Values& lists);
  bool list(const ContentField& field, const Values& lists, int depth);
  bool value(const Value& value, int depth);
  void number64(std::uint64_t number, bool is_unsigned);

  JsonWriter& json_;
  Document& document_;
  const ContentStyle style_;
  const bool is_made_here_;
  std::size_t values_ = 0;
  bool normalise_quote_ = false;
};

// A number as JavaScript writes it; null for what JSON has no form for.
std::string number_text(double number);

}  // namespace wagate::session_whatsapp
