#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wagate/abi/http.h"

namespace wagate::http_server {

// One mounted handler. Requests keep it alive; unmounting takes the handler out.
struct Mount {
  abi::MountId id = 0;
  std::string method;  // empty: every method
  std::string pattern;
  abi::CorsStyle cors = abi::CorsStyle::none;
  std::uint64_t max_body_bytes = 0;
  abi::HttpHandler* handler = nullptr;
  abi::HttpHeadHandler* head_handler = nullptr;  // null: requests are handed over whole
  std::vector<std::string> parameter_names;  // in order of their segments

  // Set before unmount() waits for the loops: from then on nothing of the handler is called.
  std::atomic<bool> is_gone{false};
};

// Segments of a path that a pattern's parameters took, still encoded.
using PathValues = std::vector<std::string_view>;

// The table of mounts. Immutable while loops read it: a change makes a copy.
//
// The most specific mount wins, compared segment by segment: text before {parameter} before "/*".
// A mount for the method beats one for all methods; when a more specific pattern has no mount for
// the method, a less specific one may.
class Routes {
 public:
  // Checks a pattern; returns the problem, or an empty string.
  static std::string check_pattern(std::string_view pattern);

  // Names of the pattern's parameters, in order.
  static std::vector<std::string> parameter_names(std::string_view pattern);

  // Null when method and pattern are taken.
  std::shared_ptr<Routes> with(const std::shared_ptr<Mount>& mount) const;
  std::shared_ptr<Routes> without(abi::MountId id) const;

  bool is_empty() const { return mounts_.empty(); }
  std::shared_ptr<Mount> by_id(abi::MountId id) const;

  // The mount for the request, or null. HEAD is served by GET.
  const std::shared_ptr<Mount>* find(std::string_view method, std::string_view path, PathValues& values) const;

  // The most specific mount for the path with any method, for preflights.
  const std::shared_ptr<Mount>* find_any(std::string_view path) const;

  // "GET, POST": methods mounted for the path; empty when there are none.
  std::string allowed_methods(std::string_view path) const;

 private:
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> children;
    std::unique_ptr<Node> parameter;
    std::vector<std::shared_ptr<Mount>> here;
    std::vector<std::shared_ptr<Mount>> below;  // "/*"
  };

  void build();
  template <typename Accept>
  static const std::shared_ptr<Mount>* search(const Node& node, std::string_view rest, PathValues& values,
                                              const Accept& accept);

  std::vector<std::shared_ptr<Mount>> mounts_;
  Node root_;
};

}  // namespace wagate::http_server
