#include "kernel/app/doctor.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <nlohmann/json.hpp>

#include "kernel/app/event_stream.h"
#include "kernel/app/terminal.h"
#include "wagate/events/catalog.h"

namespace wagate::app {
namespace {

using Json = nlohmann::json;

constexpr char kHandshake[] = "/socket.io/?EIO=4&transport=polling";

// What the questions before have found out.
struct Visit {
  const GatewayClient& gateway;
  const Complaint& complaint;
  std::string instance;
  Json rows;
};

Finding off(std::string text, std::string remedy) { return {false, std::move(text), std::move(remedy)}; }
Finding fine(std::string text) { return {true, std::move(text), ""}; }

// MESSAGES_UPSERT for both spellings, or "" when there is no such event.
std::string config_name(const std::string& event) {
  std::string upper = event;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  const auto by_wire = catalog_index_of_wire(event);
  if (by_wire != abi::kNotInCatalog) return kCatalog[by_wire].config;
  const auto by_config = catalog_index_of_config(upper);
  return by_config == abi::kNotInCatalog ? "" : kCatalog[by_config].config;
}

Finding port(Visit& visit) {
  const std::string& url = visit.gateway.address().url;
  try {
    const Answer answer = visit.gateway.call("GET", "/");
    if (answer.status == 200) return fine("a gateway answers at " + url);
    if (answer.status == 404) return fine("something answers at " + url + ", without a REST interface");
    return off("what answers at " + url + " says " + std::to_string(answer.status) + " to GET /",
               "is that address a proxy? Give the gateway's own with --url");
  } catch (const Unreachable& failure) {
    return off(failure.what(), "is the gateway running (\"wagate serve\"), and does --url or WAGATE_URL name its address and port?");
  }
}

Finding key(Visit& visit) {
  if (visit.gateway.address().key.empty()) {
    return off("no key is known here", "give it with --key or AUTHENTICATION_API_KEY");
  }
  const Answer answer = visit.gateway.call("GET", "/instance/fetchInstances");
  if (answer.status == 401) {
    return off("the gateway does not know this key",
               "compare it with AUTHENTICATION_API_KEY of the gateway or with the instance's token; both are case-sensitive, and "
               "blanks count");
  }
  if (answer.status != 200) {
    return off("the gateway answered " + std::to_string(answer.status) + " to a request with the key: " + sentence_of(answer),
               "look into the gateway's log");
  }
  visit.rows = Json::parse(answer.body, nullptr, false);
  return fine("the key is accepted");
}

Finding door(Visit& visit) {
  const Answer answer = visit.gateway.call("GET", kHandshake);
  if (answer.status == 404) {
    return off("there is no Socket.IO endpoint", "is WEBSOCKET_ENABLED=false set, or the Socket.IO transport left out of the configuration?");
  }
  if (answer.status != 200) {
    return off("the Socket.IO handshake is refused: " + sentence_of(answer),
               "the gateway's log has the reason; when it names this machine's address, add that to WEBSOCKET_ALLOWED_HOSTS");
  }
  return fine("the Socket.IO handshake is accepted from this address");
}

Finding origin(Visit& visit) {
  const std::string& page = visit.complaint.origin;
  if (page.empty()) return fine("no --origin given: not asking as a browser page");
  const Answer answer = visit.gateway.call("GET", kHandshake, "", {{"Origin", page}});
  const auto allowed = answer.headers.find("access-control-allow-origin");
  if (answer.status == 200 && allowed != answer.headers.end() && (allowed->second == "*" || allowed->second == page)) {
    return fine("pages of " + page + " may connect");
  }
  return off("pages of " + page + " may not connect", "add it to CORS_ORIGIN: scheme, host and port, without a path");
}

Finding instance(Visit& visit) {
  visit.instance = visit.complaint.instance;
  if (visit.instance.empty()) {
    if (!visit.rows.is_array() || visit.rows.empty()) return off("there is no instance", "make one with \"wagate instances create NAME\"");
    if (visit.rows.size() > 1) {
      return off("there are " + std::to_string(visit.rows.size()) + " instances", "say which one with --instance NAME");
    }
    visit.instance = visit.rows[0].value("name", "");
  }
  const bool there = visit.rows.is_array() && std::any_of(visit.rows.begin(), visit.rows.end(), [&](const Json& row) {
    return row.is_object() && row.value("name", "") == visit.instance;
  });
  if (there) return fine("the instance \"" + visit.instance + "\" exists");
  return off("there is no instance \"" + visit.instance + "\" that this key may see",
             "names are case-sensitive: \"wagate instances list\" shows those of this key");
}

Finding connected(Visit& visit) {
  const Answer answer = visit.gateway.call("GET", "/instance/connectionState/" + path_segment(visit.instance));
  const Json json = Json::parse(answer.body, nullptr, false);
  std::string state;
  if (answer.status == 200 && json.is_object() && json.contains("instance") && json["instance"].is_object()) {
    state = json["instance"].value("state", "");
  }
  if (state == "open") return fine("its session is open");
  const std::string remedy = "run \"wagate instances connect " + visit.instance + "\" and scan the code";
  if (state == "connecting") return off("its session is connecting and not open yet", remedy);
  return off("its session is closed", remedy);
}

Finding selected(Visit& visit) {
  const Answer answer = visit.gateway.call("GET", "/websocket/find/" + path_segment(visit.instance));
  const Json row = Json::parse(answer.body, nullptr, false);
  const std::string set = "POST /websocket/set/" + visit.instance + " with {\"websocket\":{\"enabled\":true,\"events\":[]}} switches all on";
  if (answer.status != 200 || !row.is_object() || !row.value("enabled", false)) {
    return off("its events are not switched on for its namespace", set);
  }
  const Json events = row.value("events", Json::array());
  if (visit.complaint.event.empty()) return fine("events that are switched on: " + std::to_string(events.size()) + "; --event NAME asks about one");
  const std::string wanted = config_name(visit.complaint.event);
  if (wanted.empty()) return off("there is no event \"" + visit.complaint.event + "\"", "use a name such as MESSAGES_UPSERT or messages.upsert");
  if (std::find(events.begin(), events.end(), wanted) != events.end()) return fine("the event " + wanted + " is switched on");
  return off("the event " + wanted + " is not among the " + std::to_string(events.size()) + " that are switched on", set);
}

Finding joined(Visit& visit) {
  try {
    EventStream stream(visit.gateway, "/" + visit.instance);
    return fine("a client can join the namespace /" + visit.instance);
  } catch (const Refused& refusal) {
    return off("a client cannot join the namespace /" + visit.instance + ": " + refusal.what(),
               "use the global key or the token of exactly this instance");
  } catch (const Unreachable& failure) {
    return off(failure.what(), "does a proxy between here and the gateway let WebSockets through?");
  }
}

}  // namespace

std::vector<Finding> examine(const GatewayClient& gateway, const Complaint& complaint) {
  Visit visit{gateway, complaint, "", Json()};
  std::vector<Finding> findings;
  for (const auto& question : {port, key, door, origin, instance, connected, selected, joined}) {
    findings.push_back(question(visit));
    if (!findings.back().ok) break;
  }
  return findings;
}

}  // namespace wagate::app
