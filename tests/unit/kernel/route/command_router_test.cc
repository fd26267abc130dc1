#include "kernel/route/command_router.h"

#include <gtest/gtest.h>

#include <future>

#include "route_fixture.h"
#include "wagate/commands.h"

namespace wagate {
namespace {

using test::CapturedReply;
using test::RouteFixture;

struct CommandRouterTest : testing::Test {
  CommandRouterTest() { f.f.connection("shop-01", "open", "1@s.whatsapp.net"); }

  void execute(std::string_view name, const std::string& instance) {
    abi::Command command;
    command.name = name;
    command.instance_name = instance;
    command.arguments = abi::DocumentRef(abi::StringRef("{}"));
    f.commands.execute(command, new CapturedReply(f.answers));
  }

  // From now on the provider may block: it is called when the test runs the executor.
  void make_slow(abi::Executor& executor) {
    calls = std::make_shared<UnitCalls>("session_simulator", executor, f.f.bus.clock, UnitCalls::Options{.limit = 2});
    f.f.control.remove_provider("session_simulator");
    f.f.control.add_provider("session_simulator", {&f.f.provider, &f.f.guard, calls});
  }

  RouteFixture f;
  std::shared_ptr<UnitCalls> calls;
};

TEST_F(CommandRouterTest, BringsACommandToItsSessionAndTheAnswerBack) {
  f.f.provider.on_execute = [](abi::CommandReply* reply) {
    reply->ok(abi::DocumentRef(abi::StringRef("{\"key\":1}")));
    reply->release();
  };

  execute(commands::kSendText, "shop-01");

  EXPECT_EQ(f.answers, (std::vector<std::string>{"ok {\"key\":1}"}));
}

TEST_F(CommandRouterTest, SaysWhenTheInstanceIsUnknownOrNotConnected) {
  execute(commands::kSendText, "zzz");
  execute(commands::kSendText, "shop-02");
  execute("something_else", "shop-02");

  EXPECT_EQ(f.answers.at(0), "fail not_found: there is no instance \"zzz\"");
  EXPECT_EQ(f.answers.at(1), "fail not_connected: The \"shop-02\" instance is not connected");
  EXPECT_EQ(f.answers.at(2), "ok ") << "whether other commands need a session is the provider's business";
}

TEST_F(CommandRouterTest, AnswersForASessionThatDoesNot) {
  abi::CommandReply* kept = nullptr;
  f.f.provider.on_execute = [&](abi::CommandReply* reply) { kept = reply; };
  execute(commands::kSendText, "shop-01");

  f.f.bus.clock.advance_ms(19'999);
  EXPECT_TRUE(f.answers.empty());
  f.f.bus.clock.advance_ms(1);
  EXPECT_EQ(f.answers, (std::vector<std::string>{"fail deadline_exceeded: no answer within 20 s"}));

  kept->ok({});
  kept->release();
  EXPECT_EQ(f.answers.size(), 1u);
}

TEST_F(CommandRouterTest, GivesOneAnswerWhateverTheSessionDoes) {
  f.f.provider.on_execute = [](abi::CommandReply* reply) {
    reply->ok({});
    reply->fail(abi::StatusCode::internal, "internal", "again");
    reply->release();
  };
  execute(commands::kSendText, "shop-01");
  f.f.provider.on_execute = [](abi::CommandReply* reply) { reply->release(); };
  execute(commands::kSendText, "shop-01");

  EXPECT_EQ(f.answers, (std::vector<std::string>{"ok ", "fail internal: the session gave no answer"}));
  EXPECT_EQ(f.f.guard.faults(), 2u);
  EXPECT_EQ(f.f.bus.timers.pending(), 0u);
}

TEST_F(CommandRouterTest, SaysWhichIntegrationNobodyServes) {
  f.f.control.remove_provider("session_simulator");

  execute(commands::kSendText, "shop-01");

  EXPECT_EQ(f.answers.at(0), "fail no_provider: no running unit serves \"WHATSAPP-BAILEYS\"; see [instances.integrations]");
}

TEST_F(CommandRouterTest, HandsACommandToAProviderThatMayBlockWithEverythingItBrought) {
  test::HandExecutor executor;
  make_slow(executor);
  {
    std::string json = "{\"media\":{\"_placeholder\":true,\"num\":0}}";
    std::string bytes = "IMAGE";
    const abi::BytesRef attachment(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    abi::Command command;
    command.name = commands::kSendText;
    command.instance_name = "shop-01";
    command.arguments = abi::DocumentRef(abi::StringRef(json), &attachment, 1);
    f.commands.execute(command, new CapturedReply(f.answers));
    json.assign(json.size(), 'x');  // borrowed for the call only
    bytes.assign(bytes.size(), 'x');
  }
  EXPECT_TRUE(f.answers.empty());
  EXPECT_TRUE(f.f.provider.calls.empty()) << "the asker's thread does not enter the unit";

  executor.run_all();

  EXPECT_EQ(f.f.provider.calls, (std::vector<std::string>{"execute send_text shop-01"}));
  EXPECT_EQ(f.f.provider.arguments, "{\"media\":{\"_placeholder\":true,\"num\":0}}");
  EXPECT_EQ(f.f.provider.attachments, (std::vector<std::string>{"IMAGE"}));
  EXPECT_EQ(f.answers, (std::vector<std::string>{"ok "}));
  EXPECT_EQ(f.f.bus.timers.pending(), 0u);
}

TEST_F(CommandRouterTest, DoesNotExecuteWhatWasGivenUpBeforeItsTurn) {
  test::HandExecutor executor;
  make_slow(executor);
  execute(commands::kSendText, "shop-01");

  f.f.bus.clock.advance_ms(20'000);
  executor.run_all();

  EXPECT_EQ(f.answers, (std::vector<std::string>{"fail deadline_exceeded: no answer within 20 s"}));
  EXPECT_TRUE(f.f.provider.calls.empty()) << "a message must not leave after its sender was told that it did not";
  EXPECT_EQ(f.f.guard.faults(), 0u);
}

TEST_F(CommandRouterTest, KeepsTheOrderOfAnInstanceAndServesOthersWhileItsCommandHangs) {
  Executor pool(4);
  make_slow(pool);
  f.f.connection("shop-02", "open", "2@s.whatsapp.net");
  std::promise<void> entered;
  std::promise<void> door;
  std::promise<void> other;
  f.f.provider.on_execute_of = [&](const abi::Command& command, abi::CommandReply* reply) {
    if (command.instance_name == "shop-01" && command.name == commands::kSendText) {
      entered.set_value();
      door.get_future().wait();
    }
    reply->ok(abi::DocumentRef(command.name));
    reply->release();
    if (command.instance_name == "shop-02") other.set_value();
  };

  execute(commands::kSendText, "shop-01");
  entered.get_future().wait();
  execute(commands::kSetPresence, "shop-01");
  execute(commands::kSendText, "shop-02");
  other.get_future().wait();
  EXPECT_EQ(f.answers, (std::vector<std::string>{"ok send_text"})) << "of shop-02";

  f.f.bus.clock.advance_ms(20'001);
  execute(commands::kSendText, "shop-01");
  EXPECT_EQ(f.f.guard.faults(), 1u);
  EXPECT_EQ(f.answers.at(1), "fail deadline_exceeded: no answer within 20 s");
  EXPECT_EQ(f.answers.at(2), "fail deadline_exceeded: no answer within 20 s");
  EXPECT_EQ(f.answers.at(3), "fail unavailable: unit \"session_simulator\" hangs: execute() has not returned for 20001 ms");

  door.set_value();
  EXPECT_TRUE(calls->close(std::chrono::seconds(30)));
  EXPECT_EQ(f.answers.size(), 4u) << "late answers are ignored";
}

TEST_F(CommandRouterTest, ExecutesTheCommandsOfAnInstanceInTheOrderTheyCame) {
  Executor pool(4);
  make_slow(pool);
  std::vector<std::string> order;
  f.f.provider.on_execute_of = [&](const abi::Command& command, abi::CommandReply* reply) {
    order.push_back(command.name.str());  // unguarded: one at a time is what is tested
    reply->ok({});
    reply->release();
  };
  std::vector<std::string> sent;
  for (int i = 0; i < 300; ++i) {
    sent.push_back("command " + std::to_string(i));
    execute(sent.back(), "shop-01");
  }
  pool.wait_idle();

  EXPECT_EQ(order, sent);
}

TEST_F(CommandRouterTest, AnswersEverybodyWhoWaitsWhenTheGatewayStops) {
  test::HandExecutor executor;
  make_slow(executor);
  execute(commands::kSendText, "shop-01");

  f.commands.stop();
  execute(commands::kSendText, "shop-01");
  executor.run_all();

  const std::string stopping = "fail unavailable: the gateway is stopping; try again later";
  EXPECT_EQ(f.answers, (std::vector<std::string>{stopping, stopping}));
  EXPECT_TRUE(f.f.provider.calls.empty());
}

}  // namespace
}  // namespace wagate
