#include "node/node.h"

#include <algorithm>
#include <charconv>

namespace wagate::session_whatsapp {

std::string_view Node::attribute(std::string_view name) const {
  for (const Attribute& attribute : attributes_)
    if (attribute.first == name) return attribute.second;
  return {};
}

bool Node::has_attribute(std::string_view name) const {
  return std::any_of(attributes_.begin(), attributes_.end(),
                     [&](const Attribute& attribute) { return attribute.first == name; });
}

std::optional<std::int64_t> Node::number(std::string_view name) const {
  const std::string_view text = attribute(name);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Node& Node::set(std::string_view name, std::string_view value) {
  for (Attribute& attribute : attributes_) {
    if (attribute.first != name) continue;
    attribute.second = value;
    return *this;
  }
  attributes_.emplace_back(name, value);
  return *this;
}

const Node* Node::child(std::string_view tag) const {
  for (const Node& node : children_)
    if (node.tag_ == tag) return &node;
  return nullptr;
}

const Node* Node::find(std::initializer_list<std::string_view> path) const {
  const Node* node = this;
  for (const std::string_view step : path) {
    node = node->child(step);
    if (!node) return nullptr;
  }
  return node;
}

Node& Node::add(Node child) {
  content_ = Content::children;
  data_.clear();
  return children_.emplace_back(std::move(child));
}

Node& Node::set_children(std::vector<Node> children) {
  content_ = Content::children;
  data_.clear();
  children_ = std::move(children);
  return *this;
}

Node& Node::set_bytes(std::string bytes) {
  content_ = Content::bytes;
  children_.clear();
  data_ = std::move(bytes);
  return *this;
}

Node& Node::set_text(std::string text) {
  content_ = Content::text;
  children_.clear();
  data_ = std::move(text);
  return *this;
}

Node bytes_node(std::string tag, std::string bytes) {
  Node node(std::move(tag));
  node.set_bytes(std::move(bytes));
  return node;
}

}  // namespace wagate::session_whatsapp
