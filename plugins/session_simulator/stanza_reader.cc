#include "stanza_reader.h"

#include <cstddef>

#include "arguments_json.h"
#include "refusal.h"
#include "wagate/base64.h"
#include "wagate/json_writer.h"

namespace wagate::session_simulator {
namespace {

using StanzaJson = nlohmann::ordered_json;

constexpr std::size_t kMaxStanzaDepth = 32;
constexpr std::size_t kMaxStanzaNodes = 10'000;

// A member that is missing reads as null.
const StanzaJson& stanza_member(const StanzaJson& object, const char* key) {
  static const StanzaJson kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}

// "" for a member that is missing or of another type.
std::string stanza_text(const StanzaJson& object, const char* key) {
  const StanzaJson& value = stanza_member(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

bool is_marked(const StanzaJson& content) {
  const StanzaJson& mark = stanza_member(content, "_placeholder");
  return mark.is_boolean() && mark.get<bool>();
}

// Writes a node and what is below it; checks the shape on the way.
class StanzaWriter {
 public:
  StanzaWriter(const abi::DocumentRef& document, std::string& out) : document_(document), json_(out) {}

  void write(const StanzaJson& node, std::size_t depth) {
    if (depth > kMaxStanzaDepth) refuse_argument("the stanza is nested deeper than 32 levels");
    if (++nodes_ > kMaxStanzaNodes) refuse_argument("the stanza has more than 10000 nodes");
    if (!node.is_object()) refuse_argument("a node of the stanza is not an object");
    const std::string tag = stanza_text(node, "tag");
    if (tag.empty()) refuse_argument("a node of the stanza has no tag; it has to be a text that is not empty");
    const StanzaJson& attributes = stanza_member(node, "attrs");
    if (!attributes.is_object()) refuse_argument("a node of the stanza has no attrs; write {} for none");

    json_.begin_object().field("tag", tag).key("attrs").begin_object();
    for (const auto& [name, value] : attributes.items())
      if (value.is_string()) json_.field(name, value.get_ref<const std::string&>());
    json_.end_object();
    write_content(stanza_member(node, "content"), depth);
    json_.end_object();
  }

 private:
  void write_content(const StanzaJson& content, std::size_t depth) {
    if (content.is_null()) return;
    json_.key("content");
    if (content.is_string()) {
      json_.value(content.get_ref<const std::string&>());
      return;
    }
    if (content.is_array()) {
      json_.begin_array();
      for (const StanzaJson& child : content) write(child, depth + 1);
      json_.end_array();
      return;
    }
    if (!content.is_object() || !is_marked(content))
      refuse_argument("the content of a node is neither nodes, text nor a binary attachment");
    const StanzaJson& number = stanza_member(content, "num");
    if (!number.is_number_unsigned() || number.get<std::uint64_t>() >= document_.attachment_count)
      refuse_argument("a node of the stanza refers to a binary attachment that did not come with it");
    const abi::BytesRef& bytes = document_.attachments[number.get<std::uint64_t>()];
    json_.begin_object()
        .field("$bytes", base64::encode({reinterpret_cast<const char*>(bytes.data), bytes.size}))
        .end_object();
  }

  const abi::DocumentRef& document_;
  JsonWriter json_;
  std::size_t nodes_ = 0;
};

}  // namespace

Stanza read_stanza(const Node& arguments) {
  const StanzaJson& node = stanza_member(Parsed::of(arguments), "stanza");
  if (!node.is_object()) refuse_argument("stanza is missing; it has to be an object {\"tag\": ..., \"attrs\": {...}}");
  Stanza out;
  StanzaWriter(Parsed::all(arguments)->document, out.json).write(node, 1);
  out.tag = stanza_text(node, "tag");
  out.type = stanza_text(stanza_member(node, "attrs"), "type");
  out.to = stanza_text(stanza_member(node, "attrs"), "to");
  return out;
}

}  // namespace wagate::session_simulator
