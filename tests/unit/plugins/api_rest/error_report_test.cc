#include "media_fixture.h"

namespace wagate::api_rest {
namespace {

using ::testing::IsEmpty;

class ErrorReport : public SendingTest {
 protected:
  explicit ErrorReport(
      const std::string& config =
          R"({"errors_webhook_enabled":true,"errors_webhook_url":"http://10.0.0.9/errors"})")
      : SendingTest(config) {}
};

TEST_F(ErrorReport, IsPostedForEveryFailedRequestAndHoldsNoKey) {
  host_.runtime().server_url = "https://wa.example.org";

  post("/message/sendText/shop-01", R"({"text":"Hello"})");

  ASSERT_EQ(client_.sent.size(), 1u);
  EXPECT_EQ(client_.sent[0].method, "POST");
  EXPECT_EQ(client_.sent[0].url, "http://10.0.0.9/errors");
  EXPECT_EQ(client_.sent[0].headers["Content-Type"], "application/json");
  AnyJson envelope = AnyJson::parse(client_.sent[0].body);
  EXPECT_TRUE(envelope["date_time"].is_string());
  envelope.erase("date_time");
  EXPECT_EQ(envelope.dump(),
            R"({"event":"error","data":{"error":"Bad Request","message":[["instance requires property \"number\""]],)"
            R"("status":400,"response":{"message":[["instance requires property \"number\""]]}},)"
            R"("server_url":"https://wa.example.org"})");
}

TEST_F(ErrorReport, IsNotPostedForARequestThatSucceeds) {
  get("/instance/fetchInstances");

  EXPECT_THAT(client_.sent, IsEmpty());
}

TEST_F(ErrorReport, IsLeftOutWhileTooManyAreOnTheirWay) {
  for (int i = 0; i < 30; ++i) get("/nope");
  EXPECT_EQ(client_.sent.size(), 16u);

  client_.will_answer(500, "");
  client_.answer_next();
  get("/nope");

  EXPECT_EQ(client_.sent.size(), 17u);
  EXPECT_THAT(host_.log().text(), ::testing::HasSubstr("errors could not be reported status=500"));
}

class ErrorReportOff : public ErrorReport {
 protected:
  ErrorReportOff() : ErrorReport(R"({"errors_webhook_url":"http://10.0.0.9/errors"})") {}
};

TEST_F(ErrorReportOff, IsNotPosted) {
  get("/nope");

  EXPECT_THAT(client_.sent, IsEmpty());
}

}  // namespace
}  // namespace wagate::api_rest
