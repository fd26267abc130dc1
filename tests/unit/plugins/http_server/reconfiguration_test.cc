#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_server.h"
#include "tls_client.h"
#include "wagate/testing/fake_config.h"

namespace wagate::http_server::testing {
namespace {

using wagate::testing::FakeConfig;

// A changed configuration as the kernel hands it over.
void prepare(TestServer& server, const std::string& rest) {
  FakeConfig next(R"({"host":"127.0.0.1","port":0)" + (rest.empty() ? rest : "," + rest) + "}");
  server.plugin->prepare(ConfigReader(next));
}

std::string problem_of(TestServer& server, const std::string& rest) {
  try {
    prepare(server, rest);
  } catch (const std::exception& failure) {
    return failure.what();
  }
  return "";
}

std::string allowed_origin(TestServer& server, const std::string& origin) {
  return server.get("/", "Origin: " + origin + "\r\n").headers["access-control-allow-origin"];
}

TEST(Reconfiguration, ReplacesTheOriginsOnCommit) {
  TestServer server(R"({"threads":2,"cors":{"origins":["https://a.example"]}})");
  server.serve("GET", "/", [](const auto&) { return "x"; }, abi::CorsStyle::rest);
  EXPECT_EQ(allowed_origin(server, "https://a.example"), "https://a.example");

  prepare(server, R"("threads":2,"cors":{"origins":["https://b.example"]})");
  EXPECT_EQ(allowed_origin(server, "https://b.example"), "") << "prepared is not applied";
  server.plugin->commit();

  for (int i = 0; i < 4; ++i) {  // both loops
    EXPECT_EQ(allowed_origin(server, "https://b.example"), "https://b.example");
    EXPECT_EQ(allowed_origin(server, "https://a.example"), "");
  }
}

TEST(Reconfiguration, RefusesOriginsThatContradictEachOther) {
  TestServer server;

  EXPECT_THAT(problem_of(server, R"("cors":{"origins":["*"],"credentials":true})"), ::testing::HasSubstr("cors.origins"));
}

TEST(Reconfiguration, ReplacesTheCertificateOnCommitAndDropsNobody) {
  Certificate first, second;
  TestServer server(first.config());
  server.serve("GET", "/", [](const auto&) { return "x"; });
  TlsClient old(server.port());

  prepare(server, R"("type":"https",)" + second.tls());
  EXPECT_EQ(TlsClient(server.port()).server_fingerprint(), first.fingerprint());
  server.plugin->commit();

  EXPECT_EQ(TlsClient(server.port()).server_fingerprint(), second.fingerprint());
  EXPECT_THAT(server.host.log().text(), ::testing::HasSubstr("certificate replaced"));
  old.send(request("GET", "/"));
  EXPECT_THAT(old.read_until("\r\n\r\nx"), ::testing::HasSubstr("200 OK"));

  second.renew();
  server.host.time().advance(60000);
  EXPECT_EQ(TlsClient(server.port()).server_fingerprint(), second.fingerprint()) << "the new files are watched now";
}

TEST(Reconfiguration, RefusesACertificateThatIsNotUsableAndKeepsTheOldOne) {
  Certificate certificate;
  TestServer server(certificate.config());

  EXPECT_THAT(problem_of(server, R"("type":"https","tls":{"certificate":"/nowhere","private_key":"/nowhere"})"),
              ::testing::HasSubstr("cannot be read"));
  server.plugin->commit();
  EXPECT_EQ(TlsClient(server.port()).server_fingerprint(), certificate.fingerprint());
}

TEST(Reconfiguration, NamesWhatNeedsARestart) {
  TestServer server;

  EXPECT_EQ(problem_of(server, ""), "");
  EXPECT_THAT(problem_of(server, R"("threads":3)"), ::testing::StartsWith("threads cannot change"));
  EXPECT_THAT(problem_of(server, R"("type":"https")"), ::testing::StartsWith("type cannot change"));
  EXPECT_THAT(problem_of(server, R"("limits":{"drain_ms":1})"), ::testing::StartsWith("limits cannot change"));
}

}  // namespace
}  // namespace wagate::http_server::testing
