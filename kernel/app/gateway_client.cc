#include "kernel/app/gateway_client.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/StreamCopier.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "kernel/app/state_key.h"

namespace wagate::app {
namespace {

constexpr char kDefaultUrl[] = "http://localhost:8080";
constexpr int kTimeoutSeconds = 30;

std::string from_environment(const char* name, const std::string& fallback) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? fallback : value;
}

Poco::URI parsed(const std::string& url) {
  try {
    Poco::URI uri(url);
    if ((uri.getScheme() == "http" || uri.getScheme() == "https") && !uri.getHost().empty()) return uri;
  } catch (const Poco::Exception&) {
    // Said below.
  }
  throw Unreachable("\"" + url + "\" is not an address such as http://localhost:8080");
}

}  // namespace

std::vector<Option> GatewayAddress::options() {
  return {{"url", "URL", "where the gateway is (default: WAGATE_URL, else http://localhost:8080)"},
          {"key", "KEY", "key to it (default: AUTHENTICATION_API_KEY, else the generated key in the state directory)"}};
}

GatewayAddress GatewayAddress::from(const Arguments& arguments) {
  GatewayAddress address;
  address.url = arguments.text("url", from_environment("WAGATE_URL", kDefaultUrl));
  while (!address.url.empty() && address.url.back() == '/') address.url.pop_back();
  address.key = arguments.has("key") ? arguments.text("key") : local_key(arguments);
  return address;
}

std::unique_ptr<Poco::Net::HTTPClientSession> GatewayClient::session() const {
  const Poco::URI uri = parsed(address_.url);
  std::unique_ptr<Poco::Net::HTTPClientSession> session;
  if (uri.getScheme() == "https") {
    const Poco::Net::Context::Ptr context = new Poco::Net::Context(
        Poco::Net::Context::TLS_CLIENT_USE, "", Poco::Net::Context::VERIFY_RELAXED, 9, true);
    session = std::make_unique<Poco::Net::HTTPSClientSession>(uri.getHost(), uri.getPort(), context);
  } else {
    session = std::make_unique<Poco::Net::HTTPClientSession>(uri.getHost(), uri.getPort());
  }
  session->setTimeout(Poco::Timespan(kTimeoutSeconds, 0));
  return session;
}

Answer GatewayClient::call(const std::string& method, const std::string& target, const std::string& body,
                           const std::map<std::string, std::string>& headers) const {
  try {
    const auto connection = session();
    Poco::Net::HTTPRequest request(method, parsed(address_.url).getPath() + target, Poco::Net::HTTPMessage::HTTP_1_1);
    if (!address_.key.empty()) request.set("apikey", address_.key);
    for (const auto& [name, value] : headers) request.set(name, value);
    if (!body.empty()) request.setContentType("application/json");
    if (!body.empty() || method == "POST" || method == "PUT") request.setContentLength64(static_cast<Poco::Int64>(body.size()));
    connection->sendRequest(request) << body;

    Poco::Net::HTTPResponse response;
    std::istream& stream = connection->receiveResponse(response);
    Answer answer;
    answer.status = response.getStatus();
    Poco::StreamCopier::copyToString(stream, answer.body);
    for (const auto& [name, value] : response) answer.headers[Poco::toLower(name)] = value;
    return answer;
  } catch (const Poco::Exception& failure) {
    throw Unreachable("no gateway answers at " + address_.url + " (" + failure.displayText() + ")");
  }
}

std::string path_segment(const std::string& text) {
  std::string encoded;
  Poco::URI::encode(text, "/?#[]@!$&'()*+,;=:%", encoded);
  return encoded;
}

std::string sentence_of(const Answer& answer) {
  const auto json = nlohmann::json::parse(answer.body, nullptr, false);
  if (!json.is_object()) return answer.body.empty() ? "status " + std::to_string(answer.status) : answer.body;
  const nlohmann::json* found = &json;
  if (json.contains("response") && json["response"].is_object()) found = &json["response"];
  if (!found->contains("message")) return answer.body;
  found = &(*found)["message"];
  // A sentence, a list of them, or a list of lists: the first one tells.
  while (found->is_array() && !found->empty()) found = &found->front();
  return found->is_string() ? found->get<std::string>() : found->dump();
}

}  // namespace wagate::app
