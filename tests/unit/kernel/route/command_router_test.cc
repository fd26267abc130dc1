#include "kernel/route/command_router.h"

#include <gtest/gtest.h>

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
  RouteFixture f;
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

}  // namespace
}  // namespace wagate
