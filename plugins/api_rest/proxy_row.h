#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "json.h"

// The "proxy" section of an instance: through what its session reaches WhatsApp. It is stored as the
// row that clients know: {"id","enabled","host","port","protocol","username","password","createdAt",
// "updatedAt","instanceId"}.
namespace wagate::api_rest {

struct ProxyRow {
  std::string id;
  bool enabled = false;
  std::string host;
  std::string port;
  std::string protocol;  // "http", "https", "socks4", "socks5"
  std::string username;
  std::string password;  // secret
  std::string created_at;
  std::string updated_at;
};

// What is wrong with a proxy, in the words of the original first; empty when nothing is. One that is
// off may be anything. Nobody is asked whether it works: that shows when the session connects.
std::vector<std::string> why_not_a_proxy(const ProxyRow& proxy);

// A client's {"enabled","host","port","protocol","username","password"}; without an id and times.
ProxyRow proxy_from(const Json& block);

// `row` with the id and times of a stored one: those of `previous`, or new ones when it is null.
ProxyRow stamped(ProxyRow row, const ProxyRow* previous, const std::string& now);

// The stored row of an instance; false when none is set.
bool read_proxy(std::string_view sections_json, ProxyRow& out);

// The row as text; with the id of its instance unless that is empty. Without `with_password` the
// password is null.
std::string write_proxy(const ProxyRow& row, std::string_view instance_id, bool with_password);

}  // namespace wagate::api_rest
