#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <filesystem>
#include <fstream>

#include "test_server.h"
#include "tls_client.h"

namespace wagate::http_server::testing {
namespace {

TEST(Https, ServesRequestsAndLargeAnswers) {
  Certificate certificate;
  TestServer server(certificate.config());
  server.serve("GET", "/*",
               [](const abi::HttpRequest& request) { return std::string(request.secure ? 2000000u : 1u, 'x'); });
  EXPECT_THAT(server.host.runtime().announced[0], ::testing::StartsWith("https://"));
  TlsClient client(server.port());
  ASSERT_TRUE(client.is_open());
  EXPECT_EQ(client.protocol(), "http/1.1");

  for (int i = 0; i < 2; ++i) {
    client.send(request("GET", "/"));
    EXPECT_THAT(client.read_until("\r\n\r\n"), ::testing::HasSubstr("Content-Length: 2000000"));
    EXPECT_EQ(client.read(2000000), std::string(2000000, 'x'));
  }
}

TEST(Https, CarriesWebSockets) {
  Peers peers;
  Certificate certificate;
  TestServer server(certificate.config());
  peers.message = [](abi::WebSocketPeer& peer, std::string_view data, bool) {
    for (int i = 0; i < 100; ++i) peer.send_text(data);
  };
  server.serve_websocket("/ws", peers);
  TlsClient client(server.port());
  client.send(
      "GET /ws HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  ASSERT_THAT(client.read_until("\r\n\r\n"), ::testing::HasSubstr("101"));

  client.send(client_frame(kText, std::string(1000, 'm')));

  std::string expected;
  for (int i = 0; i < 100; ++i) expected += std::string("\x81\x7E\x03\xE8") + std::string(1000, 'm');
  EXPECT_EQ(client.read(expected.size()), expected);
}

TEST(Https, KeepsTheBytesInOrderForAClientThatReadsLate) {
  Peers peers;
  Certificate certificate;
  TestServer server(certificate.config());
  abi::WebSocketOptions options;
  options.max_queue_bytes = 64u << 20;
  server.serve_websocket("/ws", peers, options);
  TlsClient client(server.port());
  client.send(
      "GET /ws HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  ASSERT_THAT(client.read_until("\r\n\r\n"), ::testing::HasSubstr("101"));
  ASSERT_TRUE(peers.journal.wait_for("open"));

  std::string expected;
  for (int i = 0; i < 10000; ++i) {
    const std::string text = std::to_string(100000 + i) + std::string(994, 'm');
    expected += "\x81\x7E\x03\xE8" + text;
    server.plugin->post(0, make_task([&peers, text] { peers.open.at(0)->send_text(text); }));
  }
  server.on_loop([] {});

  EXPECT_TRUE(client.read(expected.size()) == expected);
}

TEST(Https, RefusesTls11) {
  Certificate certificate;
  TestServer server(certificate.config());

  EXPECT_FALSE(TlsClient(server.port(), TLS1_1_VERSION).is_open());
  EXPECT_TRUE(TlsClient(server.port(), TLS1_2_VERSION).is_open());
}

TEST(Https, NamesAKeyThatDoesNotBelongToTheCertificate) {
  Certificate one, other;
  wagate::testing::FakeHost host(R"({"host":"127.0.0.1","port":0,"type":"https","tls":{"certificate":")" +
                                 one.certificate_file() + R"(","private_key":")" + other.key_file() + R"("}})");
  auto plugin = host.make<HttpServerPlugin>();

  try {
    plugin->start();
    FAIL() << "it started";
  } catch (const std::exception& failure) {
    EXPECT_THAT(failure.what(),
                ::testing::HasSubstr("tls.private_key \"" + other.key_file() + "\" is not the PEM key"));
  }
}

// The sentence with which a server refuses to start.
std::string refusal(const std::string& certificate, const std::string& key) {
  wagate::testing::FakeHost host(R"({"host":"127.0.0.1","port":0,"type":"https","tls":{"certificate":")" + certificate +
                                 R"(","private_key":")" + key + R"("}})");
  auto plugin = host.make<HttpServerPlugin>();
  try {
    plugin->start();
  } catch (const std::exception& failure) {
    EXPECT_TRUE(host.runtime().announced.empty());
    return failure.what();
  }
  return "it started";
}

TEST(Https, IsNeverReplacedByPlainHttpWhenTheCertificateIsNotUsable) {
  Certificate certificate;
  const std::string garbage = certificate.certificate_file() + ".txt";
  std::ofstream(garbage) << "no certificate";

  EXPECT_THAT(refusal("", certificate.key_file()), ::testing::HasSubstr("tls.certificate is not set"));
  EXPECT_THAT(refusal(certificate.certificate_file(), ""), ::testing::HasSubstr("SSL_CONF_PRIVKEY"));
  EXPECT_THAT(refusal("/nowhere/chain.pem", certificate.key_file()),
              ::testing::HasSubstr("tls.certificate \"/nowhere/chain.pem\" cannot be read: No such file"));
  EXPECT_THAT(refusal(garbage, certificate.key_file()), ::testing::HasSubstr("is not a PEM certificate chain"));
}

TEST(Https, DoesNotAnswerPlainHttp) {
  Certificate certificate;
  TestServer server(certificate.config());
  RawClient client = server.connect();

  client.send(request("GET", "/"));

  EXPECT_EQ(client.read_to_end().find("HTTP/1.1 "), std::string::npos);
}

TEST(Https, SaysInTheLogWhichCertificateItHasAndWhenItExpires) {
  Certificate certificate;
  TestServer server(certificate.config());

  const auto lines = server.host.log().lines();
  const auto line = std::find_if(lines.begin(), lines.end(), [](const auto& one) { return one.message == "certificate in use"; });
  ASSERT_NE(line, lines.end());
  EXPECT_EQ(line->fields.at("sha256"), certificate.fingerprint());
  EXPECT_THAT(line->fields.at("expires"), ::testing::MatchesRegex("20[0-9][0-9]-[0-9-]*T[0-9:]*Z"));
}

}  // namespace
}  // namespace wagate::http_server::testing
