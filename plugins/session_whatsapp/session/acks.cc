#include "session/acks.h"

namespace wagate::session_whatsapp {

Node ack_for(const Node& stanza, int error) {
  Node ack("ack");
  ack.set("class", stanza.tag());
  ack.set("id", stanza.attribute("id"));
  ack.set("to", stanza.attribute("from"));
  for (const std::string_view name : {"participant", "recipient"})
    if (stanza.has_attribute(name)) ack.set(name, stanza.attribute(name));
  if (!stanza.is("message") && stanza.has_attribute("type")) ack.set("type", stanza.attribute("type"));
  if (error != 0) ack.set("error", error);
  return ack;
}

bool wants_ack(const Node& stanza) {
  return stanza.is("message") || stanza.is("receipt") || stanza.is("notification") || stanza.is("call");
}

}  // namespace wagate::session_whatsapp
