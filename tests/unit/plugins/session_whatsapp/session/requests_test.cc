#include "session/requests.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "node/jid.h"
#include "session/lane.h"
#include "wagate/testing/fake_host.h"

namespace wagate::session_whatsapp {
namespace {

class Questions : public ::testing::Test {
 protected:
  Questions()
      : place{time, time, std::make_shared<Lane>(executor, outstanding, [](std::string_view) { FAIL(); }), outstanding},
        requests(place, [this](const Node& stanza) {
          sent.push_back(stanza);
          return is_connected;
        }) {}
  ~Questions() override {
    requests.stop();
    place.lane->shut();
  }

  void ask(const std::string& name) {
    requests.ask(Node("iq", {{"type", "get"}}), [this, name](const Answer& answer) {
      static constexpr const char* kKinds[] = {"result", "error", "timed_out", "disconnected"};
      answers.push_back(name + ":" + kKinds[static_cast<int>(answer.kind)]);
    });
  }
  Node answer_to(std::size_t index, std::string type = "result") const {
    return Node("iq", {{"type", std::move(type)}, {"id", std::string(sent[index].attribute("id"))}});
  }

  wagate::testing::FakeExecutor executor;
  wagate::testing::FakeTime time;
  std::shared_ptr<Outstanding> outstanding = std::make_shared<Outstanding>();
  Workplace place;
  bool is_connected = true;
  std::vector<Node> sent;
  std::vector<std::string> answers;
  Requests requests;
};

TEST_F(Questions, GetTheirAnswers) {
  ask("a");
  ask("b");
  EXPECT_NE(sent[0].attribute("id"), sent[1].attribute("id"));
  EXPECT_EQ(sent[0].attribute("to"), kServerJid);

  EXPECT_TRUE(requests.take(answer_to(1)));
  EXPECT_TRUE(requests.take(answer_to(0, "error")));
  EXPECT_FALSE(requests.take(answer_to(0))) << "a second answer is nobody's";
  EXPECT_FALSE(requests.take(Node("iq", {{"type", "result"}, {"id", "other"}})));
  EXPECT_FALSE(requests.take(answer_to(0, "set")));

  EXPECT_EQ(answers, (std::vector<std::string>{"b:result", "a:error"}));
}

TEST_F(Questions, AreNotAskedForEver) {
  ask("a");
  time.advance(30'000);
  ask("b");

  time.advance(30'000);
  executor.run_all();
  EXPECT_EQ(answers, std::vector<std::string>{"a:timed_out"});
  time.advance(30'000);
  executor.run_all();

  EXPECT_EQ(answers, (std::vector<std::string>{"a:timed_out", "b:timed_out"}));
  EXPECT_EQ(time.pending_timers(), 0u);
}

TEST_F(Questions, AreOverWithTheConnection) {
  ask("a");
  requests.disconnect();
  EXPECT_EQ(answers, std::vector<std::string>{"a:disconnected"});

  EXPECT_FALSE(requests.take(answer_to(0)));
  EXPECT_EQ(time.pending_timers(), 0u);
}

TEST_F(Questions, WithoutAConnectionAreAnsweredLater) {
  is_connected = false;
  ask("a");
  EXPECT_TRUE(answers.empty());

  executor.run_all();

  EXPECT_EQ(answers, std::vector<std::string>{"a:disconnected"});
}

TEST_F(Questions, MayAskFromWithinAnAnswer) {
  requests.ask(Node("iq"), [this](const Answer&) { ask("inner"); });
  requests.take(answer_to(0));
  requests.take(answer_to(1));

  EXPECT_EQ(answers, std::vector<std::string>{"inner:result"});
}

TEST_F(Questions, AreLimited) {
  for (std::size_t i = 0; i < Requests::kMaxWaiting; ++i) ask("a");
  ask("too many");
  executor.run_all();

  EXPECT_EQ(answers, std::vector<std::string>{"too many:disconnected"});
  EXPECT_EQ(sent.size(), Requests::kMaxWaiting);
}

TEST_F(Questions, ThoseThatAreForgottenAreNotAnsweredByWhatIsOnItsWay) {
  is_connected = false;
  ask("a");

  requests.stop();
  executor.run_all();

  EXPECT_TRUE(answers.empty()) << "whoever asked is gone";
  ask("b");
  executor.run_all();
  EXPECT_EQ(answers, std::vector<std::string>{"b:disconnected"});
}

}  // namespace
}  // namespace wagate::session_whatsapp
