#include "session/proxy_json.h"

#include <charconv>
#include <nlohmann/json.hpp>

namespace wagate::session_whatsapp {
namespace {

std::string text_member(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) return {};
  if (found->is_number_integer()) return found->dump();
  return found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

std::optional<HttpProxy> read_proxy_json(std::string_view json, std::string& problem) {
  problem.clear();
  if (json.empty()) return std::nullopt;
  const auto root = nlohmann::json::parse(json, nullptr, false);
  if (!root.is_object()) {
    problem = "the proxy of the instance is not an object";
    return std::nullopt;
  }
  const auto enabled = root.find("enabled");
  if (enabled == root.end() || !enabled->is_boolean() || !enabled->get<bool>()) return std::nullopt;

  const std::string protocol = text_member(root, "protocol");
  if (protocol != "http") {
    problem = "this provider takes proxies of the protocol \"http\" only; it asks them to tunnel with CONNECT";
    return std::nullopt;
  }
  HttpProxy proxy;
  proxy.host = text_member(root, "host");
  const std::string port = text_member(root, "port");
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), proxy.port);
  if (proxy.host.empty() || error != std::errc() || end != port.data() + port.size() || proxy.port == 0) {
    problem = "the proxy of the instance needs a host and a port between 1 and 65535";
    return std::nullopt;
  }
  const std::string username = text_member(root, "username");
  if (!username.empty()) proxy.credentials = username + ":" + text_member(root, "password");
  return proxy;
}

}  // namespace wagate::session_whatsapp
