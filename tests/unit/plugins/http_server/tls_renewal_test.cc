#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "test_server.h"
#include "tls_client.h"

namespace wagate::http_server::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// A server whose certificate is renewed behind its back.
class TlsRenewal : public ::testing::Test {
 protected:
  TlsRenewal() : server(certificate.config()) {
    server.serve("GET", "/*", [](const auto&) { return "x"; });
  }

  void a_minute_passes() { server.advance(60000); }
  std::string shown() { return TlsClient(server.port()).server_fingerprint(); }

  Certificate certificate;
  TestServer server;
};

TEST_F(TlsRenewal, IsNoticedWithinAMinuteAndDropsNobody) {
  const std::string before = certificate.fingerprint();
  TlsClient old(server.port());
  EXPECT_EQ(old.server_fingerprint(), before);
  old.send(request("GET", "/"));
  EXPECT_THAT(old.read_until("\r\n\r\nx"), HasSubstr("200 OK"));

  certificate.renew();
  EXPECT_EQ(shown(), before) << "nobody has looked yet";
  server.host.time().advance(60000);

  EXPECT_NE(certificate.fingerprint(), before);
  EXPECT_EQ(shown(), certificate.fingerprint());
  EXPECT_THAT(server.host.log().text(), HasSubstr("certificate renewed"));
  old.send(request("GET", "/"));
  EXPECT_THAT(old.read_until("\r\n\r\nx"), HasSubstr("200 OK")) << "it goes on with the old one";
}

TEST_F(TlsRenewal, LeavesTheOldCertificateInUseWhileTheNewOneIsNotComplete) {
  const std::string before = certificate.fingerprint();

  certificate.renew_certificate_only();
  a_minute_passes();
  EXPECT_EQ(shown(), before);
  EXPECT_THAT(server.host.log().text(), HasSubstr("is not the PEM key of tls.certificate"));

  certificate.renew();
  a_minute_passes();
  EXPECT_EQ(shown(), certificate.fingerprint());
}

TEST_F(TlsRenewal, ComplainsOnceAboutFilesThatStayBad) {
  std::ofstream(certificate.certificate_file()) << "no certificate";

  for (int i = 0; i < 5; ++i) a_minute_passes();

  const auto lines = server.host.log().lines();
  EXPECT_EQ(std::count_if(lines.begin(), lines.end(), [](const auto& line) { return line.level == abi::LogLevel::warn &&
                              line.message.find("old certificate stays in use") != std::string::npos; }), 1);
}

TEST_F(TlsRenewal, SurvivesFilesThatAreGoneForAWhile) {
  const std::string before = certificate.fingerprint();
  std::filesystem::remove(certificate.key_file());
  a_minute_passes();
  EXPECT_EQ(shown(), before);

  certificate.renew();
  a_minute_passes();
  EXPECT_EQ(shown(), certificate.fingerprint());
}

TEST_F(TlsRenewal, FollowsALinkThatPointsElsewhereNow) {
  Certificate next;
  std::filesystem::remove(certificate.certificate_file());
  std::filesystem::remove(certificate.key_file());
  std::filesystem::create_symlink(next.certificate_file(), certificate.certificate_file());
  std::filesystem::create_symlink(next.key_file(), certificate.key_file());

  a_minute_passes();

  EXPECT_EQ(shown(), next.fingerprint());
}

TEST_F(TlsRenewal, SaysNothingWhenTheFilesAreWrittenAnewWithTheSameCertificate) {
  const std::string copy = certificate.certificate_file() + ".copy";
  std::filesystem::copy_file(certificate.certificate_file(), copy);
  std::filesystem::rename(copy, certificate.certificate_file());

  a_minute_passes();

  EXPECT_THAT(server.host.log().text(), Not(HasSubstr("certificate renewed")));
  EXPECT_EQ(shown(), certificate.fingerprint());
}

TEST_F(TlsRenewal, IsNotLookedForAfterTheStop) {
  server.plugin->stop();

  EXPECT_EQ(server.host.time().pending_timers(), 0u);
}

TEST(PlainHttp, HasNoFilesToLookAt) {
  TestServer server;

  EXPECT_EQ(server.host.time().pending_timers(), 0u);
}

}  // namespace
}  // namespace wagate::http_server::testing
