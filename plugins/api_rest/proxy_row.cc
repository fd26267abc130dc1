#include "proxy_row.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "selection_row.h"
#include "stamps.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

constexpr const char* kProtocols[] = {"http", "https", "socks4", "socks5"};

// A name or an address, without anything that could end the authority of a URL.
bool is_proxy_host(std::string_view host) {
  return !host.empty() && host.size() <= 255 && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
           c == '_' || c == ':' || c == '[' || c == ']';
  });
}

bool is_port(std::string_view port) {
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string_view::npos) return false;
  int number = 0;
  for (const char c : port) number = number * 10 + (c - '0');
  return number >= 1 && number <= 65535;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

std::vector<std::string> why_not_a_proxy(const ProxyRow& proxy) {
  if (!proxy.enabled) return {};
  if (!is_proxy_host(proxy.host)) return {"Invalid proxy", "\"host\" must be a name or an address"};
  if (!is_port(proxy.port)) return {"Invalid proxy", "\"port\" must be a number from 1 to 65535"};
  if (std::none_of(std::begin(kProtocols), std::end(kProtocols),
                   [&](const char* one) { return proxy.protocol == one; }))
    return {"Invalid proxy", "\"protocol\" must be http, https, socks4 or socks5"};
  if (proxy.username.size() > 255 || proxy.password.size() > 255 || has_control(proxy.username) ||
      has_control(proxy.password))
    return {"Invalid proxy", "\"username\" and \"password\" can have 255 bytes and no control characters"};
  return {};
}

ProxyRow proxy_from(const Json& block) {
  ProxyRow row;
  row.enabled = flag_in(block, "enabled");
  row.host = text_at(block, "host");
  row.port = text_at(block, "port");
  row.protocol = text_at(block, "protocol");
  row.username = text_at(block, "username");
  row.password = text_at(block, "password");
  return row;
}

ProxyRow stamped(ProxyRow row, const ProxyRow* previous, const std::string& now) {
  row.id = previous ? previous->id : new_row_id();
  row.created_at = previous ? previous->created_at : now;
  row.updated_at = now;
  return row;
}

bool read_proxy(std::string_view sections_json, ProxyRow& out) {
  const Json section = section_of(sections_json, "proxy");
  if (section.is_null()) return false;
  out = proxy_from(section);
  out.id = text_at(section, "id");
  out.created_at = text_at(section, "createdAt");
  out.updated_at = text_at(section, "updatedAt");
  return true;
}

std::string write_proxy(const ProxyRow& row, std::string_view instance_id, bool with_password) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().field("id", row.id).field("enabled", row.enabled).field("host", row.host).field("port", row.port)
      .field("protocol", row.protocol).field("username", row.username)
      .field_or_null("password", with_password ? std::string_view(row.password) : std::string_view())
      .field("createdAt", row.created_at).field("updatedAt", row.updated_at);
  if (!instance_id.empty()) json.field("instanceId", instance_id);
  json.end_object();
  return out;
}

}  // namespace wagate::api_rest
