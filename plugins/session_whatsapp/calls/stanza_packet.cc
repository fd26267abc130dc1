#include "calls/stanza_packet.h"

namespace wagate::session_whatsapp {
namespace {

constexpr int kMaxPacketDepth = 32;

void write_packet_node(JsonWriter& json, Document& document, const Node& node, int depth) {
  json.begin_object().field("tag", node.tag()).key("attrs").begin_object();
  for (const auto& [name, value] : node.attributes()) json.field(name, value);
  json.end_object();
  switch (node.content()) {
    case Node::Content::none: break;
    case Node::Content::bytes: json.field_raw("content", document.attach(node.data())); break;
    case Node::Content::text: json.field("content", node.data()); break;
    case Node::Content::children:
      json.key("content").begin_array();
      if (depth < kMaxPacketDepth)
        for (const Node& child : node.children()) write_packet_node(json, document, child, depth + 1);
      json.end_array();
      break;
  }
  json.end_object();
}

}  // namespace

void write_packet(JsonWriter& json, Document& document, const Node& stanza) {
  write_packet_node(json, document, stanza, 1);
}

}  // namespace wagate::session_whatsapp
