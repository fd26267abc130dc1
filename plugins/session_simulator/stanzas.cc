#include "stanzas.h"

#include "wagate/json_writer.h"

namespace wagate::session_simulator {

std::string presence_stanza(std::string_view type, std::string_view name) {
  std::string out;
  JsonWriter(out)
      .begin_object()
      .field("tag", "presence")
      .key("attrs")
      .begin_object()
      .field("type", type)
      .field("name", name)
      .end_object()
      .end_object();
  return out;
}

std::string chat_state_stanza(std::string_view chat, std::string_view state) {
  // A recording is a way of composing.
  const bool recording = state == "recording";
  std::string out;
  JsonWriter json(out);
  json.begin_object()
      .field("tag", "chatstate")
      .key("attrs")
      .begin_object()
      .field("to", chat)
      .end_object()
      .key("content")
      .begin_array()
      .begin_object()
      .field("tag", recording ? std::string_view("composing") : state)
      .key("attrs")
      .begin_object();
  if (recording) json.field("media", "audio");
  json.end_object().end_object().end_array().end_object();
  return out;
}

std::string receipt_stanza(std::string_view chat, std::string_view message_id, std::string_view participant) {
  std::string out;
  JsonWriter json(out);
  json.begin_object()
      .field("tag", "receipt")
      .key("attrs")
      .begin_object()
      .field("to", chat)
      .field("id", message_id)
      .field("type", "read");
  if (!participant.empty()) json.field("participant", participant);
  json.end_object().end_object();
  return out;
}

}  // namespace wagate::session_simulator
