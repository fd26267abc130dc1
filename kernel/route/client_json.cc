#include "kernel/route/client_json.h"

#include <cstdint>
#include <string_view>

#include <nlohmann/json.hpp>

#include "wagate/json_writer.h"

// What clients and command handlers write is read with a parser here; events never are.
namespace wagate {

namespace {

using Json = nlohmann::ordered_json;

// The brackets that are open at the deepest place. A look before the parser builds anything.
std::size_t bracket_depth(std::string_view text) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

// Writes a stanza again while it is checked.
class NodeWriter {
 public:
  NodeWriter(JsonWriter& out, std::uint64_t attachments) : out_(out), attachments_(attachments) {}

  // Empty, or what is wrong.
  std::string write(const Json& node, std::size_t depth) {
    if (depth > kMaxNodeDepth) return "the stanza is nested deeper than " + std::to_string(kMaxNodeDepth) + " nodes";
    if (++nodes_ > kMaxNodes) return "the stanza has more than " + std::to_string(kMaxNodes) + " nodes";
    if (!node.is_object()) return "a node of the stanza is not an object";

    const auto tag = node.find("tag");
    if (tag == node.end() || !tag->is_string() || tag->get_ref<const std::string&>().empty())
      return "a node of the stanza needs a \"tag\" that is a text and not empty";
    const auto attrs = node.find("attrs");
    if (attrs == node.end() || !attrs->is_object()) return "a node of the stanza needs \"attrs\", an object";

    out_.begin_object().field("tag", tag->get_ref<const std::string&>()).key("attrs").begin_object();
    for (const auto& [name, value] : attrs->items()) {
      if (value.is_string()) out_.field(name, value.get_ref<const std::string&>());
    }
    out_.end_object();

    const auto content = node.find("content");
    if (content != node.end() && !content->is_null()) {
      out_.key("content");
      if (std::string problem = write_content(*content, depth); !problem.empty()) return problem;
    }
    out_.end_object();
    return {};
  }

 private:
  std::string write_content(const Json& content, std::size_t depth) {
    if (content.is_string()) {
      out_.value(content.get_ref<const std::string&>());
      return {};
    }
    if (content.is_array()) {
      out_.begin_array();
      for (const Json& child : content) {
        if (std::string problem = write(child, depth + 1); !problem.empty()) return problem;
      }
      out_.end_array();
      return {};
    }
    if (content.is_object() && content.value("_placeholder", Json(false)) == Json(true)) {
      const Json num = content.value("num", Json());
      if (!num.is_number_unsigned() || num.get<std::uint64_t>() >= attachments_)
        return "the \"content\" of a node refers to an attachment that was not sent";
      out_.begin_object().field("_placeholder", true).field("num", num.get<std::uint64_t>()).end_object();
      return {};
    }
    return "the \"content\" of a node has to be a list of nodes, a text, or bytes sent as an attachment";
  }

  JsonWriter& out_;
  const std::uint64_t attachments_;
  std::size_t nodes_ = 0;
};

}  // namespace

std::string parse_send_node(const abi::DocumentRef& arguments, SendNodeRequest& out) {
  const std::string_view text = arguments.json;
  if (text.size() > kMaxSendNodeBytes)
    return "the command has " + std::to_string(text.size()) + " bytes; the limit is " + std::to_string(kMaxSendNodeBytes);
  // List of arguments, object, and two brackets for each level of nodes, plus attributes.
  if (bracket_depth(text) > 2 * kMaxNodeDepth + 4)
    return "the stanza is nested deeper than " + std::to_string(kMaxNodeDepth) + " nodes";
  const Json list = Json::parse(text, nullptr, false);
  if (!list.is_array() || list.empty() || !list[0].is_object())
    return "sendNode takes one object: {\"instanceId\": ..., \"stanza\": {...}}";
  const Json& payload = list[0];

  if (const auto instance = payload.find("instanceId"); instance != payload.end() && !instance->is_null()) {
    if (!instance->is_string()) return "\"instanceId\" has to be a text";
    out.instance = instance->get<std::string>();
  }
  const auto stanza = payload.find("stanza");
  if (stanza == payload.end()) return "\"stanza\" is missing";
  out.arguments.clear();
  JsonWriter json(out.arguments);
  json.begin_object().key("stanza");
  NodeWriter writer(json, arguments.attachment_count);
  if (std::string problem = writer.write(*stanza, 1); !problem.empty()) return problem;
  json.end_object();
  return {};
}

std::string parse_channels(abi::StringRef json, std::vector<std::string>& out) {
  if (json.empty()) return {};
  const Json list = Json::parse(json.view(), nullptr, false);
  if (!list.is_array()) return "channels() has to answer a JSON array of texts, such as [\"/custom\"]";
  for (const Json& entry : list) {
    if (!entry.is_string()) return "channels() has to answer a JSON array of texts, such as [\"/custom\"]";
    const std::string channel = entry.get<std::string>();
    if (channel.size() < 2 || channel.size() > 256 || channel[0] != '/' ||
        channel.find_first_of(",?#") != std::string::npos)
      return "channel \"" + channel + "\" has to begin with / and have 2 to 256 characters without , ? and #";
    out.push_back(channel);
  }
  return {};
}

}  // namespace wagate
