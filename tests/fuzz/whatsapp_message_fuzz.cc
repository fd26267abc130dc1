// The plaintext of a message, from padding to document. What is written has to be JSON that refers to each attachment
// once; what is refused leaves nothing behind.
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "message/compose.h"
#include "message/content_writer.h"
#include "message/message_record.h"
#include "message/padding.h"

namespace {

using namespace wagate::session_whatsapp;

void must(bool truth) {
  if (!truth) __builtin_trap();
}

void must_be_json(const std::string& text) { must(nlohmann::json::accept(text)); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  static_cast<void>(unpadded(input));

  MessageRecord record;
  record.message = std::string(input);
  wagate::Document document;
  if (write_record(document.json, document, record, "instance")) {
    must_be_json(document.json);
    for (std::size_t i = 0; i < document.attachments.size(); ++i) {
      must(document.json.find("\"num\":" + std::to_string(i) + "}") != std::string::npos);
    }
  } else {
    must(document.json.empty() && document.attachments.empty());
  }

  const ContentFacts facts = facts_of(input);
  must(!facts.type.empty());
  static_cast<void>(has_content(input));

  wagate::Document edit;
  wagate::JsonWriter json(edit.json);
  if (ContentWriter(json, edit, ContentStyle::protobuf_json).write(input, content::kProtocolMessage)) {
    must_be_json(edit.json);
    must(edit.attachments.empty());
  }

  proto::Message parsed;
  if (parsed.ParseFromArray(input.data(), static_cast<int>(input.size()))) {
    static_cast<void>(marks_of(parsed));
    must(proto::Message().ParseFromString(for_own_devices(input, "chat@s.whatsapp.net")));
  }
  return 0;
}
