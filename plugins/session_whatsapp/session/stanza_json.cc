#include "session/stanza_json.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace wagate::session_whatsapp {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxDepth = 32;
constexpr std::size_t kMaxNodes = 10'000;

class StanzaReader {
 public:
  StanzaReader(const abi::DocumentRef& document, std::string& problem) : document_(document), problem_(problem) {}

  std::optional<Node> read(const Json& json, std::size_t depth) {
    if (depth > kMaxDepth) return refuse("the stanza is nested deeper than 32 levels");
    if (++nodes_ > kMaxNodes) return refuse("the stanza has more than 10000 nodes");
    if (!json.is_object()) return refuse("a node of the stanza is not an object");
    const auto tag = json.find("tag");
    if (tag == json.end() || !tag->is_string() || tag->get_ref<const std::string&>().empty())
      return refuse("a node of the stanza has no tag; it has to be a text that is not empty");
    Node node(tag->get<std::string>());

    if (const auto attributes = json.find("attrs"); attributes != json.end()) {
      if (!attributes->is_object()) return refuse("the attrs of a node are not an object");
      for (const auto& [name, value] : attributes->items()) {
        if (value.is_null()) continue;
        if (!value.is_string() && !value.is_number_integer())
          return refuse("an attribute of a node is neither text nor a whole number");
        node.append_attribute(name, value.is_string() ? value.get<std::string>() : value.dump());
      }
    }
    if (const auto content = json.find("content"); content != json.end() && !content->is_null())
      if (!read_content(*content, node, depth)) return std::nullopt;
    return node;
  }

 private:
  bool read_content(const Json& content, Node& node, std::size_t depth) {
    if (content.is_string()) {
      node.set_text(content.get<std::string>());
      return true;
    }
    if (content.is_array()) {
      std::vector<Node> children;
      for (const Json& child : content) {
        auto read_child = read(child, depth + 1);
        if (!read_child) return false;
        children.push_back(std::move(*read_child));
      }
      node.set_children(std::move(children));
      return true;
    }
    const auto number = content.is_object() ? content.find("num") : content.end();
    if (!content.is_object() || !content.contains("_placeholder") || number == content.end())
      return refuse("the content of a node is neither nodes, text nor a binary attachment").has_value();
    if (!number->is_number_unsigned() || number->get<std::uint64_t>() >= document_.attachment_count)
      return refuse("a node of the stanza refers to a binary attachment that did not come with it").has_value();
    const abi::BytesRef& bytes = document_.attachments[number->get<std::uint64_t>()];
    node.set_bytes(std::string(reinterpret_cast<const char*>(bytes.data), bytes.size));
    return true;
  }

  std::optional<Node> refuse(std::string_view sentence) {
    problem_ = sentence;
    return std::nullopt;
  }

  const abi::DocumentRef& document_;
  std::string& problem_;
  std::size_t nodes_ = 0;
};

}  // namespace

std::optional<Node> read_stanza_json(const abi::DocumentRef& arguments, std::string& problem) {
  const std::string_view text = arguments.json;
  const Json root = Json::parse(text, nullptr, false);
  const auto stanza = root.is_object() ? root.find("stanza") : root.end();
  if (!root.is_object() || stanza == root.end()) {
    problem = "stanza is missing; it has to be an object {\"tag\": ..., \"attrs\": {...}}";
    return std::nullopt;
  }
  return StanzaReader(arguments, problem).read(*stanza, 1);
}

}  // namespace wagate::session_whatsapp
