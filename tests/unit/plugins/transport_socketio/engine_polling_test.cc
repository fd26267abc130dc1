#include "fixture.h"

namespace wagate::transport_socketio {
namespace {

using ::testing::HasSubstr;

class EnginePolling : public EchoFixture {};

TEST_F(EnginePolling, EchoesOneAndSeveralPackets) {
  const std::string sid = open();

  const Answer pushed = post(sid, std::string("4one") + kRs + "4two" + kRs + "bAQID");
  EXPECT_EQ(pushed->status, 200u);
  EXPECT_EQ(pushed->body, "ok");
  EXPECT_EQ(pushed->headers["Content-Type"], "text/html");
  EXPECT_EQ(pushed->headers["Cache-Control"], "no-store");

  const Answer polled = get(sid);
  EXPECT_EQ(polled->body, std::string("4one") + kRs + "4two" + kRs + "bAQID");
  EXPECT_EQ(polled->headers["Content-Type"], "text/plain; charset=UTF-8");
}

TEST_F(EnginePolling, HoldsAPollUntilThereIsSomething) {
  const std::string sid = open();
  const Answer poll = get(sid);
  EXPECT_TRUE(poll->pending());

  post(sid, std::string("4a") + kRs + "4b");

  EXPECT_EQ(poll->body, std::string("4a") + kRs + "4b");
}

TEST_F(EnginePolling, EndsTheSessionAtASecondPoll) {
  const std::string sid = open();
  const Answer first = get(sid);
  const Answer second = get(sid);

  EXPECT_EQ(first->status, 200u);
  EXPECT_EQ(first->body, "1");
  EXPECT_EQ(second->status, 400u);
  EXPECT_EQ(second->body, "");
  EXPECT_TRUE(is_unknown(sid));
}

TEST_F(EnginePolling, EndsTheSessionWhenAPollIsAborted) {
  const std::string sid = open();
  const Answer poll = get(sid);

  http.abort(poll);
  http.turn();

  EXPECT_TRUE(poll->released);
  EXPECT_TRUE(is_unknown(sid));
}

TEST_F(EnginePolling, RefusesABinaryPayload) {
  const std::string sid = open();
  const Answer poll = get(sid);

  const Answer pushed = call({.method = "POST", .target = target(sid), .headers = {{"content-type", "application/octet-stream"}}, .body = "4a"});

  EXPECT_EQ(pushed->status, 400u);
  EXPECT_EQ(poll->body, "1");
  EXPECT_TRUE(is_unknown(sid));
}

TEST_F(EnginePolling, TakesEveryOtherContentTypeAsText) {
  const std::string sid = open();
  call({.method = "POST", .target = target(sid), .headers = {{"content-type", "application/x-www-form-urlencoded"}}, .body = "4a"});

  EXPECT_EQ(get(sid)->body, "4a");
}

TEST_F(EnginePolling, TakesABodyOfExactlyTheLimitAndRefusesOneByteMore) {
  const std::string sid = open();

  EXPECT_EQ(post(sid, "4" + std::string(999, 'x'))->status, 200u);
  EXPECT_EQ(post(sid, "4" + std::string(1000, 'x'))->status, 413u);
  EXPECT_EQ(get(sid)->body.size(), 1000u);
}

TEST_F(EnginePolling, RefusesOtherMethodsAndGoesOn) {
  const std::string sid = open();

  EXPECT_EQ(call({.method = "PUT", .target = target(sid)})->status, 405u);
  EXPECT_EQ(post(sid, "4a")->status, 200u);
}

TEST_F(EnginePolling, RefusesAnotherVersionThanTheSessions) {
  const std::string sid = open();

  const Answer answer = call({.target = "/engine.io/?EIO=3&transport=polling&sid=" + sid});
  EXPECT_EQ(answer->body, R"({"code":3,"message":"Bad request"})");
  EXPECT_EQ(post(sid, "4a")->status, 200u);
}

class BadPayload : public EchoFixture, public ::testing::WithParamInterface<std::string> {};

TEST_P(BadPayload, EndsTheSession) {
  const std::string sid = open();

  EXPECT_EQ(post(sid, GetParam())->status, 400u);
  EXPECT_TRUE(is_unknown(sid));
}

INSTANTIATE_TEST_SUITE_P(Table, BadPayload,
                         ::testing::Values("", "\x1e", "\x1e" "4a", "4a\x1e", "4a\x1e\x1e" "4b", "abc", "7", "\n4a", "\xef\xbb\xbf" "4a", "2",
                                           "2probe", "b!!!!", "bA", "4\xff", "4a\x1e" "x"));

TEST_F(EnginePolling, EndsTheSessionAtTheFramingOfProtocolThree) {
  const std::string sid = open();
  post(sid, "1:3");

  EXPECT_TRUE(is_unknown(sid));
}

TEST_F(EnginePolling, ProcessesThePacketsBeforeAnInvalidOne) {
  const std::string sid = open();
  const Answer poll = get(sid);

  EXPECT_EQ(post(sid, std::string("4a") + kRs + "x" + kRs + "4b")->status, 400u);

  EXPECT_EQ(poll->body, "1");
  EXPECT_THAT(host.log().text(), HasSubstr("rule=an unknown packet type"));
}

class IgnoredPacket : public EchoFixture, public ::testing::WithParamInterface<std::string> {};

TEST_P(IgnoredPacket, LeavesTheSessionAlone) {
  const std::string sid = open();

  EXPECT_EQ(post(sid, GetParam())->status, 200u);
  post(sid, "4still here");
  EXPECT_EQ(get(sid)->body, "4still here");
}

INSTANTIATE_TEST_SUITE_P(Table, IgnoredPacket, ::testing::Values("0", "0{}", "5", "6", "6x", "3", "3probe"));

TEST_F(EnginePolling, TakesEmptyTextAndBinaryMessages) {
  const std::string sid = open();
  post(sid, std::string("4") + kRs + "b");

  EXPECT_EQ(get(sid)->body, std::string("4") + kRs + "b");
}

TEST_F(EnginePolling, CutsOffAClientThatDoesNotFetch) {
  const std::string sid = open();
  for (int i = 0; i < 5; ++i) post(sid, "4" + std::string(900, 'x'));
  EXPECT_EQ(post(sid, "4" + std::string(900, 'x'))->status, 200u);

  EXPECT_TRUE(is_unknown(sid));
}

TEST_F(EnginePolling, AnswersAPendingPollInsteadOfCuttingItOff) {
  EngineSettings small = settings();
  small.max_queue_bytes = 500;
  restart(small);
  const std::string sid = open();
  const Answer poll = get(sid);

  post(sid, "4" + std::string(900, 'x'));

  EXPECT_EQ(poll->body.size(), 901u);
}

}  // namespace
}  // namespace wagate::transport_socketio
