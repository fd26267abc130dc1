#include "routes.h"

#include <algorithm>

namespace wagate::http_server {

namespace {

// Takes the first segment off "/a/b": "a", leaving "/b".
std::string_view take_segment(std::string_view& rest) {
  const std::size_t end = rest.find('/', 1);
  const std::string_view segment = rest.substr(1, end == std::string_view::npos ? end : end - 1);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end);
  return segment;
}

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

const std::shared_ptr<Mount>* choose(const std::vector<std::shared_ptr<Mount>>& mounts, std::string_view method) {
  const std::shared_ptr<Mount>* fallback = nullptr;
  for (const auto& mount : mounts) {
    if (mount->method == method) return &mount;
    if (mount->method.empty()) fallback = &mount;
  }
  if (method == "HEAD") {
    if (const auto* get = choose(mounts, "GET")) return get;
  }
  return fallback;
}

}  // namespace

std::string Routes::check_pattern(std::string_view pattern) {
  if (pattern.empty() || pattern.front() != '/') return "a pattern begins with \"/\"";
  std::string_view rest = pattern;
  std::vector<std::string_view> names;
  while (!rest.empty()) {
    const std::string_view segment = take_segment(rest);
    if (segment == "*") {
      if (!rest.empty()) return "\"/*\" is only possible at the end";
    } else if (is_parameter(segment)) {
      const std::string_view name = segment.substr(1, segment.size() - 2);
      if (std::find(names.begin(), names.end(), name) != names.end()) return "a parameter appears twice";
      names.push_back(name);
    } else if (segment.find_first_of("{}*?#") != std::string_view::npos) {
      return "a segment is text, \"{name}\", or \"*\" at the end";
    }
  }
  return {};
}

std::vector<std::string> Routes::parameter_names(std::string_view pattern) {
  std::vector<std::string> names;
  while (!pattern.empty()) {
    const std::string_view segment = take_segment(pattern);
    if (is_parameter(segment)) names.emplace_back(segment.substr(1, segment.size() - 2));
  }
  return names;
}

std::shared_ptr<Routes> Routes::with(const std::shared_ptr<Mount>& mount) const {
  for (const auto& other : mounts_)
    if (other->method == mount->method && other->pattern == mount->pattern) return nullptr;
  auto changed = std::make_shared<Routes>();
  changed->mounts_ = mounts_;
  changed->mounts_.push_back(mount);
  changed->build();
  return changed;
}

std::shared_ptr<Routes> Routes::without(abi::MountId id) const {
  auto changed = std::make_shared<Routes>();
  for (const auto& mount : mounts_)
    if (mount->id != id) changed->mounts_.push_back(mount);
  changed->build();
  return changed;
}

std::shared_ptr<Mount> Routes::by_id(abi::MountId id) const {
  for (const auto& mount : mounts_)
    if (mount->id == id) return mount;
  return nullptr;
}

void Routes::build() {
  for (const auto& mount : mounts_) {
    Node* node = &root_;
    std::string_view rest = mount->pattern;
    bool takes_all_below = false;
    while (!rest.empty()) {
      const std::string_view segment = take_segment(rest);
      if (segment == "*") {
        takes_all_below = true;
      } else if (is_parameter(segment)) {
        if (!node->parameter) node->parameter = std::make_unique<Node>();
        node = node->parameter.get();
      } else {
        auto& child = node->children[std::string(segment)];
        if (!child) child = std::make_unique<Node>();
        node = child.get();
      }
    }
    (takes_all_below ? node->below : node->here).push_back(mount);
  }
}

template <typename Accept>
const std::shared_ptr<Mount>* Routes::search(const Node& node, std::string_view rest, PathValues& values,
                                             const Accept& accept) {
  if (rest.empty()) return accept(node.here);
  std::string_view below = rest;
  const std::string_view segment = take_segment(below);
  if (const auto child = node.children.find(segment); child != node.children.end()) {
    if (const auto* found = search(*child->second, below, values, accept)) return found;
  }
  if (node.parameter && !segment.empty()) {
    values.push_back(segment);
    if (const auto* found = search(*node.parameter, below, values, accept)) return found;
    values.pop_back();
  }
  return accept(node.below);
}

const std::shared_ptr<Mount>* Routes::find(std::string_view method, std::string_view path, PathValues& values) const {
  values.clear();
  if (path.empty() || path.front() != '/') return nullptr;
  return search(root_, path, values, [method](const auto& mounts) { return choose(mounts, method); });
}

const std::shared_ptr<Mount>* Routes::find_any(std::string_view path) const {
  PathValues values;
  if (path.empty() || path.front() != '/') return nullptr;
  return search(root_, path, values, [](const auto& mounts) { return mounts.empty() ? nullptr : &mounts.front(); });
}

std::string Routes::allowed_methods(std::string_view path) const {
  std::vector<std::string> methods;
  PathValues values;
  if (path.empty() || path.front() != '/') return {};
  search(root_, path, values, [&methods](const auto& mounts) -> const std::shared_ptr<Mount>* {
    for (const auto& mount : mounts)
      if (std::find(methods.begin(), methods.end(), mount->method) == methods.end()) methods.push_back(mount->method);
    return nullptr;
  });
  std::string list;
  for (const std::string& method : methods) list += (list.empty() ? "" : ", ") + method;
  return list;
}

}  // namespace wagate::http_server
