#include "kernel/app/doctor.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace wagate::app {
namespace {

using testing::HasSubstr;

struct Scripted {
  int status = 200;
  std::string body;
  std::string allow_origin;
};

// A gateway that says what the test wants, by path.
class FakeGateway : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit FakeGateway(std::map<std::string, Scripted> script) : script_(std::move(script)) {}

  Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override { return new Handler(script_); }

 private:
  class Handler : public Poco::Net::HTTPRequestHandler {
   public:
    explicit Handler(const std::map<std::string, Scripted>& script) : script_(script) {}
    void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override {
      const std::string path = request.getURI().substr(0, request.getURI().find('?'));
      const auto found = script_.find(path);
      const Scripted answer = found == script_.end() ? Scripted{404, R"({"status":404})", ""} : found->second;
      response.setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answer.status));
      if (!answer.allow_origin.empty()) response.set("Access-Control-Allow-Origin", answer.allow_origin);
      response.sendBuffer(answer.body.data(), answer.body.size());
    }

   private:
    const std::map<std::string, Scripted>& script_;
  };

  const std::map<std::string, Scripted> script_;
};

std::map<std::string, Scripted> healthy() {
  return {{"/", {200, "{}", ""}},
          {"/instance/fetchInstances", {200, R"([{"name":"shop-01"}])", ""}},
          {"/socket.io/", {200, "0{}", "https://app.example.org"}},
          {"/instance/connectionState/shop-01", {200, R"({"instance":{"instanceName":"shop-01","state":"open"}})", ""}},
          {"/websocket/find/shop-01", {200, R"({"enabled":true,"events":["MESSAGES_UPSERT"]})", ""}}};
}

// The last finding for a gateway that answers by `script`.
Finding diagnosis(std::map<std::string, Scripted> script, const Complaint& complaint = {}, const std::string& key = "key") {
  Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0));
  Poco::Net::HTTPServer server(new FakeGateway(std::move(script)), socket, new Poco::Net::HTTPServerParams);
  server.start();
  const GatewayClient client({"http://127.0.0.1:" + std::to_string(socket.address().port()), key});
  const Finding last = examine(client, complaint).back();
  server.stopAll(true);
  return last;
}

TEST(Doctor, SaysThatNobodyAnswers) {
  // A port that was free a moment ago: nobody listens there.
  Poco::UInt16 port = 0;
  {
    const Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0));
    port = socket.address().port();
  }
  const auto findings = examine(GatewayClient({"http://127.0.0.1:" + std::to_string(port), "key"}), {});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_FALSE(findings[0].ok);
  EXPECT_THAT(findings[0].remedy, HasSubstr("wagate serve"));
}

TEST(Doctor, SaysThatTheKeyIsUnknown) {
  auto script = healthy();
  script["/instance/fetchInstances"] = {401, R"({"response":{"message":"Unauthorized"}})", ""};
  EXPECT_THAT(diagnosis(script).text, HasSubstr("does not know this key"));
  EXPECT_THAT(diagnosis(healthy(), {}, "").text, HasSubstr("no key is known here"));
}

TEST(Doctor, SaysThatTheHandshakeIsRefused) {
  auto script = healthy();
  script["/socket.io/"] = {403, R"({"code":4,"message":"Host not allowed"})", ""};
  const Finding finding = diagnosis(script);
  EXPECT_THAT(finding.text, HasSubstr("Host not allowed"));
  EXPECT_THAT(finding.remedy, HasSubstr("WEBSOCKET_ALLOWED_HOSTS"));
  script.erase("/socket.io/");
  EXPECT_THAT(diagnosis(script).text, HasSubstr("no Socket.IO endpoint"));
}

TEST(Doctor, SaysThatAnOriginIsNotListed) {
  EXPECT_THAT(diagnosis(healthy(), {"", "", "https://evil.example.com"}).remedy, HasSubstr("CORS_ORIGIN"));
}

TEST(Doctor, SaysThatTheInstanceDoesNotExist) {
  EXPECT_THAT(diagnosis(healthy(), {"shop-99", "", ""}).text, HasSubstr("no instance \"shop-99\""));
  auto script = healthy();
  script["/instance/fetchInstances"] = {200, "[]", ""};
  EXPECT_THAT(diagnosis(script).text, HasSubstr("there is no instance"));
  script["/instance/fetchInstances"] = {200, R"([{"name":"a"},{"name":"b"}])", ""};
  EXPECT_THAT(diagnosis(script).remedy, HasSubstr("--instance NAME"));
}

TEST(Doctor, SaysThatTheInstanceIsNotConnected) {
  auto script = healthy();
  script["/instance/connectionState/shop-01"] = {200, R"({"instance":{"state":"close"}})", ""};
  EXPECT_THAT(diagnosis(script).text, HasSubstr("session is closed"));
}

TEST(Doctor, SaysThatTheEventIsNotSelected) {
  EXPECT_THAT(diagnosis(healthy(), {"", "CALL", ""}).text, HasSubstr("CALL is not among the 1"));
  EXPECT_THAT(diagnosis(healthy(), {"", "nonsense", ""}).text, HasSubstr("there is no event"));
  auto script = healthy();
  script["/websocket/find/shop-01"] = {200, R"({"enabled":false,"events":[]})", ""};
  EXPECT_THAT(diagnosis(script).text, HasSubstr("not switched on"));
}

TEST(Doctor, SaysThatAClientCannotJoin) {
  // Everything before is fine, the event given by its wire name too; a WebSocket is not served here.
  const Finding finding = diagnosis(healthy(), {"shop-01", "messages.upsert", "https://app.example.org"});
  EXPECT_FALSE(finding.ok);
  EXPECT_THAT(finding.text, HasSubstr("/shop-01"));
}

}  // namespace
}  // namespace wagate::app
