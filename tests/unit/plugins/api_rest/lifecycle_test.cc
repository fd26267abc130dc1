#include "rest_fixture.h"

// Requests that end otherwise than by their answer, and a unit that stops.
namespace wagate::api_rest {
namespace {

class Lifecycle : public RestTest {
 protected:
  explicit Lifecycle(const std::string& config = "{}") : RestTest(config) {}
};

TEST_F(Lifecycle, ForgetsAClientThatWentAwayAndStillFinishesItsWork) {
  const auto answer = get("/instance/connect/shop-01");

  server_.abort(answer);

  EXPECT_TRUE(answer->released);
  show_code("2@abc");
  EXPECT_THAT(instances_.calls(), ::testing::ElementsAre("connect shop-01 "));
}

TEST_F(Lifecycle, DropsAnAnswerThatComesAfterItsClientWentAway) {
  const auto answer = post("/message/sendText/shop-01", R"({"number":"1","text":"hi"})");
  server_.abort(answer);

  commands_.will_succeed(Document("{}"));
  commands_.answer_next();

  EXPECT_TRUE(answer->body.empty());
}

TEST_F(Lifecycle, AnswersThoseWhoWaitForACodeWhenItStops) {
  const auto answer = get("/instance/connect/shop-01");

  stop();

  EXPECT_EQ(answer->status, 200u);
  EXPECT_EQ(answer->body, R"({"count":0})");
  EXPECT_EQ(instances_.observers(), 0u);
  EXPECT_EQ(host_.time().pending_timers(), 0u);
}

TEST_F(Lifecycle, AnswersThoseWhoseBodyHasNotComeWhenItStops) {
  wagate::testing::HttpCall call{.method = "POST", .target = "/message/sendText/shop-01", .body = "{}"};
  call.headers = {{"apikey", kGlobalKey}, {"content-type", "application/json"}};
  const Answer answer = server_.begin(call);
  host_.executor().run_all();

  stop();

  EXPECT_EQ(answer->status, 503u);
  EXPECT_EQ(message(answer), R"(["The gateway is stopping"])");
}

TEST_F(Lifecycle, MountsNothingAfterItStopped) {
  stop();

  const auto answer = get("/");

  EXPECT_EQ(answer->status, 404u);
  EXPECT_EQ(answer->body, "");
}

TEST_F(Lifecycle, StartsAgain) {
  stop();
  unit_->start();

  EXPECT_EQ(get("/", "")->status, 200u);
}

TEST_F(Lifecycle, NamesThePathThatAnotherUnitHasTaken) {
  ApiRest second(host_.context());
  try {
    second.start();
    FAIL() << "mounted a path twice";
  } catch (const PluginError& error) {
    EXPECT_STREQ(error.what(), "cannot serve GET /: the path is taken");
  }
  EXPECT_EQ(instances_.observers(), 1u);
}

TEST_F(Lifecycle, RefusesABodyOverTheLimit) {
  const std::string body(16 * 1024 * 1024 + 1, ' ');

  EXPECT_EQ(post("/instance/create", body)->status, 413u);
}

class FewCalls : public Lifecycle {
 protected:
  FewCalls() : Lifecycle(R"({"max_calls":2})") {}
};

TEST_F(FewCalls, AreEnoughAgainWhenOneHasEnded) {
  const std::string text = R"({"number":"1","text":"hi"})";
  post("/message/sendText/shop-01", text);
  post("/message/sendText/shop-01", text);

  const auto third = post("/message/sendText/shop-01", text);
  EXPECT_EQ(third->status, 503u);
  EXPECT_EQ(message(third), R"(["Too many requests at once; try again later"])");

  commands_.will_succeed(Document("{}"));
  commands_.answer_next();
  EXPECT_EQ(get("/instance/connectionState/shop-01")->status, 200u);
  commands_.answer_next();
}

}  // namespace
}  // namespace wagate::api_rest
