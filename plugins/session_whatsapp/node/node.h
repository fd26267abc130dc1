#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wagate::session_whatsapp {

// A stanza or a part of one: what both sides of a connection exchange.
//
// Attribute values and JIDs are text here, whatever form they had on the wire, so a number that came packed
// and one that came plain compare equal. A JID without user reads "@s.whatsapp.net".
//
//   Node ping = Node("iq", {{"type", "get"}, {"xmlns", "w:p"}, {"to", kServerJid}});
//   ping.add(Node("ping"));
//
//   if (const Node* error = answer.child("error")) code = error->number("code");
class Node {
 public:
  using Attribute = std::pair<std::string, std::string>;

  enum class Content : std::uint8_t {
    none,
    children,
    bytes,
    text,  // written as a token or packed where that is possible, and as bytes otherwise
  };

  Node() = default;
  explicit Node(std::string tag) : tag_(std::move(tag)) {}
  Node(std::string tag, std::vector<Attribute> attributes) : tag_(std::move(tag)), attributes_(std::move(attributes)) {}

  const std::string& tag() const { return tag_; }
  bool is(std::string_view tag) const { return tag_ == tag; }
  void set_tag(std::string tag) { tag_ = std::move(tag); }

  // In the order of the wire. One with an empty value is not sent.
  const std::vector<Attribute>& attributes() const { return attributes_; }
  // Empty when there is none.
  std::string_view attribute(std::string_view name) const;
  bool has_attribute(std::string_view name) const;
  // The attribute as a decimal number; nothing when it is absent or is none.
  std::optional<std::int64_t> number(std::string_view name) const;
  // Adds the attribute, or replaces its value.
  Node& set(std::string_view name, std::string_view value);
  Node& set(std::string_view name, std::int64_t value) { return set(name, std::to_string(value)); }
  // Adds the attribute without looking whether it is there; of two with one name the first counts.
  void append_attribute(std::string name, std::string value) {
    attributes_.emplace_back(std::move(name), std::move(value));
  }

  Content content() const { return content_; }

  // Empty unless content() is children.
  const std::vector<Node>& children() const { return children_; }
  // The first child with that tag, or null.
  const Node* child(std::string_view tag) const;
  // Children along a path of tags: node.find({"usync", "list"}). Null when one is missing.
  const Node* find(std::initializer_list<std::string_view> path) const;
  // Adds a child; bytes or text the node had are gone. Returns the child.
  Node& add(Node child);
  Node& set_children(std::vector<Node> children);

  // Bytes or text; empty for other content.
  const std::string& data() const { return data_; }
  // Replace the content.
  Node& set_bytes(std::string bytes);
  Node& set_text(std::string text);

  friend bool operator==(const Node&, const Node&) = default;

 private:
  std::string tag_;
  std::vector<Attribute> attributes_;
  Content content_ = Content::none;
  std::vector<Node> children_;
  std::string data_;
};

// <tag>bytes</tag>
Node bytes_node(std::string tag, std::string bytes);

}  // namespace wagate::session_whatsapp
