#include "node.h"

#include <nlohmann/json.hpp>

#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

constexpr int kMaxLevels = 32;
constexpr int kMaxNodes = 10000;

class Writer {
 public:
  explicit Writer(std::string& out) : json_(out) {}

  std::string node(const Json& stanza, int level) {
    if (level > kMaxLevels) return "stanza is nested more than 32 levels deep";
    if (++nodes_ > kMaxNodes) return "stanza has more than 10000 nodes";
    if (!stanza.is_object()) return "every node of stanza must be an object";
    const auto tag = stanza.find("tag");
    if (tag == stanza.end() || !tag->is_string() || tag->get_ref<const std::string&>().empty())
      return "every node of stanza needs a text \"tag\"";
    const auto attrs = stanza.find("attrs");
    if (attrs == stanza.end() || !attrs->is_object()) return "every node of stanza needs an object \"attrs\"";

    json_.begin_object().field("tag", tag->get_ref<const std::string&>()).key("attrs").begin_object();
    for (const auto& [name, value] : attrs->items())
      if (value.is_string()) json_.field(name, value.get_ref<const std::string&>());
    json_.end_object();
    const auto content = stanza.find("content");
    if (content != stanza.end() && !content->is_null()) {
      json_.key("content");
      if (std::string wrong = write_content(*content, level); !wrong.empty()) return wrong;
    }
    json_.end_object();
    return {};
  }

 private:
  std::string write_content(const Json& content, int level) {
    if (content.is_string()) {
      json_.value(content.get_ref<const std::string&>());
      return {};
    }
    if (!content.is_array())
      return "content of a node must be a text or an array of nodes; bytes cannot be sent by REST";
    json_.begin_array();
    for (const Json& child : content)
      if (std::string wrong = node(child, level + 1); !wrong.empty()) return wrong;
    json_.end_array();
    return {};
  }

  JsonWriter json_;
  int nodes_ = 0;
};

}  // namespace

std::string write_node(const Json& stanza, std::string& out) { return Writer(out).node(stanza, 1); }

}  // namespace wagate::api_rest
