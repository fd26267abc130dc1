#include "wagate/session_events.h"

#include <gtest/gtest.h>

#include "wagate/testing/fake_host.h"

namespace wagate {
namespace {

struct Reporter {
  testing::FakeHost host;
  SessionEvents events{host.context()};

  std::vector<std::string> documents() {
    std::vector<std::string> out;
    for (const auto& event : host.bus().events()) out.push_back(event.document.json);
    return out;
  }
};

TEST(SessionEvents, WritesTheFourConnectionStates) {
  Reporter report;
  report.events.connecting(1, "shop-01");
  report.events.open(1, "shop-01", "5511960000009@s.whatsapp.net", "Shop", "");

  EXPECT_EQ(report.documents(),
            (std::vector<std::string>{
                R"({"instance":"shop-01","state":"connecting","statusReason":200})",
                R"({"instance":"shop-01","wuid":"5511960000009@s.whatsapp.net","profileName":"Shop",)"
                R"("profilePictureUrl":null,"state":"open","statusReason":200})"}));
}

TEST(SessionEvents, ShowsAQrCodeWithNullForNoPairingCode) {
  Reporter report;
  report.events.qr_code(1, "shop-01", "2@a,b", "data:image/png;base64,AA==", "");

  EXPECT_EQ(report.documents().at(0),
            R"({"qrcode":{"instance":"shop-01","pairingCode":null,"code":"2@a,b","base64":"data:image/png;base64,AA=="}})");
}

TEST(SessionEvents, TellsTheLimitOfCodesAndThenTheRefusal) {
  Reporter report;
  report.events.qr_limit_reached(1, "shop-01");

  EXPECT_EQ(report.host.bus().names(), (std::vector<std::string>{"qrcode.updated", "connection.update"}));
  EXPECT_EQ(report.documents().at(0), R"({"message":"QR code limit reached, please login again","statusCode":500})");
  EXPECT_EQ(report.documents().at(1), R"({"instance":"shop-01","state":"refused","statusReason":428})");
}

TEST(SessionEvents, ClosesForGoodWithThreeEventsInOrder) {
  Reporter report;
  report.events.closed(1, "shop-01", 401, "2026-01-15T18:20:01.044Z", R"({"error":{}})");

  EXPECT_EQ(report.host.bus().names(),
            (std::vector<std::string>{"status.instance", "logout.instance", "connection.update"}));
  EXPECT_EQ(report.documents().at(0),
            R"({"instance":"shop-01","status":"closed","disconnectionAt":"2026-01-15T18:20:01.044Z",)"
            R"("disconnectionReasonCode":401,"disconnectionObject":"{\"error\":{}}"})");
  EXPECT_EQ(report.documents().at(1), "null");
  EXPECT_EQ(report.documents().at(2), R"({"instance":"shop-01","state":"close","statusReason":401})");
}

}  // namespace
}  // namespace wagate
