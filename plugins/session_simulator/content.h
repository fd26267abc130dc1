#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "media.h"
#include "prng.h"
#include "record.h"
#include "wagate/document.h"
#include "wagate/json_writer.h"

namespace wagate::session_simulator {

// The content of a message as applications get it: bytes as attachments, 64-bit numbers in halves, empty
// repeated fields first and present.
class ContentWriter {
 public:
  ContentWriter(JsonWriter& json, Document& document, Prng& choices)
      : json_(json), document_(document), choices_(choices) {}

  void bytes(std::string_view name, std::string value) { json_.key(name).raw(document_.attach(std::move(value))); }
  void random_bytes(std::string_view name, std::size_t count) { bytes(name, choices_.bytes(count)); }

  void number64(std::string_view name, std::int64_t value, bool is_unsigned) {
    json_.key(name)
        .begin_object()
        .field("low", static_cast<std::int64_t>(static_cast<std::int32_t>(value & 0xFFFFFFFF)))
        .field("high", static_cast<std::int64_t>(static_cast<std::int32_t>(value >> 32)))
        .field("unsigned", is_unsigned)
        .end_object();
  }

  void empty_list(std::string_view name) { json_.key(name).begin_array().end_array(); }

  // Hash and size of a file.
  void file_facts(std::string_view file) {
    bytes("fileSha256", sha256(file));
    number64("fileLength", static_cast<std::int64_t>(file.size()), true);
  }

  JsonWriter& json() { return json_; }
  Prng& choices() { return choices_; }

 private:
  JsonWriter& json_;
  Document& document_;
  Prng& choices_;
};

// Whether the message carries a contextInfo.
bool has_context(const Draft& draft);

// Writes contextInfo. `normalised`: the copy beside the message, where quoted texts are `conversation`.
void write_context(ContentWriter& out, const Draft& draft, const std::string& thumbnail, bool normalised);

// Writes what stands in `message`. `thumbnail` is that of a quoted picture.
void write_content(ContentWriter& out, const Draft& draft, const std::string& thumbnail);

// The directory every encrypted file is found in.
std::string media_path(Prng& choices);

}  // namespace wagate::session_simulator
