#include "rules_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "wagate/events/all.h"
#include "wagate/testing/fake_edit.h"
#include "wagate/testing/fake_host.h"

namespace wagate::filter_rules {
namespace {

using abi::Verdict;
using testing::FakeEdit;
using testing::FakeHost;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kAna = "5511970000001@s.whatsapp.net";
constexpr std::string_view kGroup = "120363040000000001@g.us";

struct Said {
  std::string_view text = "hello";
  std::string_view chat = kAna;
  std::string_view sender = kAna;
  std::string_view type = "conversation";
  bool from_me = false;
};

MessagesUpsert message(const Said& said) {
  MessagesUpsert event;
  event.chat = said.chat;
  event.sender = said.sender;
  event.message_type = said.type;
  event.text = said.text;
  event.from_me = said.from_me;
  event.push_name = "Ana";
  event.document = DocumentRef("null");
  return event;
}

Verdict verdict(const std::string& config, const MessagesUpsert& event) {
  FakeHost host(config);
  FakeEdit edit(event);
  return host.make<RulesFilter>()->on_event(edit);
}

TEST(RulesFilter, PassesEverythingWithoutRules) { EXPECT_EQ(verdict("{}", message({})), Verdict::pass); }

TEST(RulesFilter, FollowsTheConditionsOfARule) {
  struct Row {
    const char* conditions;
    Said said;
    bool fits;
  };
  const Row rows[] = {
      {R"("event": "messages.upsert")", {}, true},
      {R"("event": "messages.update")", {}, false},
      {R"("event": ["call", "MESSAGES_UPSERT"])", {}, true},
      {R"("event": "messages.*")", {}, true},
      {R"("chat": "*@g.us")", {.chat = kGroup}, true},
      {R"("chat": "*@g.us")", {}, false},
      {R"("chat": "5511970000001")", {}, true},
      {R"("chat": ["1", "2", "5511*"])", {}, true},
      {R"("sender": "5511970000001")", {.chat = kGroup}, true},
      {R"("sender": "5511970000002")", {.chat = kGroup}, false},
      {R"("direction": "in")", {}, true},
      {R"("direction": "in")", {.from_me = true}, false},
      {R"("direction": "out")", {.from_me = true}, true},
      {R"("type": "imageMessage")", {.type = "imageMessage"}, true},
      {R"("type": ["audioMessage", "*image*"])", {.type = "imageMessage"}, true},
      {R"("type": "imageMessage")", {}, false},
      {R"("text_contains": "lottery")", {.text = "the lottery"}, true},
      {R"("text_contains": ["casino", "lottery"])", {.text = "the lottery"}, true},
      {R"("text_contains": "lottery")", {.text = "the LOTTERY"}, false},
      {R"("text_matches": "(?i)lottery")", {.text = "the LOTTERY"}, true},
      {R"("text_matches": "^\\s*$")", {.text = ""}, true},
      {R"("instance": "shop-*")", {}, true},
      {R"("instance": ["bank-*", "shop-02"])", {}, false},
      {R"("chat": "5511*", "text_contains": "lottery")", {.text = "hello"}, false},
      {R"("chat": "5511*", "text_contains": "lottery")", {.text = "lottery"}, true},
  };
  for (const Row& row : rows) {
    const std::string config = std::string(R"({"drop": [{)") + row.conditions + "}]}";
    EXPECT_EQ(verdict(config, message(row.said)), row.fits ? Verdict::drop : Verdict::pass) << config;
  }
}

TEST(RulesFilter, DoesNotApplyAConditionToAnEventWithoutThatFact) {
  FakeHost host(R"({"drop": [{"sender": "*"}]})");
  auto filter = host.make<RulesFilter>();
  ConnectionUpdate update;
  FakeEdit edit(update);

  EXPECT_EQ(filter->on_event(edit), Verdict::pass);
}

TEST(RulesFilter, CountsWhatTheGatewaySentAsOutgoing) {
  FakeHost host(R"({"drop": [{"direction": "out"}]})");
  auto filter = host.make<RulesFilter>();
  SendMessage sent;
  FakeEdit edit(sent);

  EXPECT_EQ(filter->on_event(edit), Verdict::drop);
}

TEST(RulesFilter, StopsAtTheFirstRuleThatFits) {
  const std::string config = R"({"rules": [
    {"action": "keep", "chat": "5511970000001"},
    {"action": "drop", "text_contains": "lottery"}]})";

  EXPECT_EQ(verdict(config, message({.text = "lottery"})), Verdict::pass);
  EXPECT_EQ(verdict(config, message({.text = "lottery", .chat = kGroup})), Verdict::drop);
}

TEST(RulesFilter, DropsWhatNothingKeepsWhenToldSo) {
  const std::string config = R"({"keep": [{"event": "messages.upsert", "chat": "*@g.us"}], "default": "drop"})";

  EXPECT_EQ(verdict(config, message({.chat = kGroup})), Verdict::pass);
  EXPECT_EQ(verdict(config, message({})), Verdict::drop);
}

TEST(RulesFilter, DeniesWithTheReasonOfTheRule) {
  FakeHost host(R"({"deny": [{"text_contains": "lottery", "reason": "no lotteries here"}]})");
  auto filter = host.make<RulesFilter>();
  FakeEdit edit(message({.text = "lottery"}));

  EXPECT_EQ(filter->on_event(edit), Verdict::deny);

  EXPECT_EQ(edit.deny_code(), "denied_by_rule");
  EXPECT_EQ(edit.deny_sentence(), "no lotteries here");
}

TEST(RulesFilter, NamesItselfWhenTheRuleHasNoReason) {
  FakeHost host(R"({"deny": [{"event": "messages.*"}]})", "spam-guard");
  auto filter = host.make<RulesFilter>();
  FakeEdit edit(message({}));

  EXPECT_EQ(filter->on_event(edit), Verdict::deny);

  EXPECT_EQ(edit.deny_sentence(), "a rule of spam-guard refuses this event");
}

TEST(RulesFilter, LooksAtTheBeginningOfALongText) {
  const std::string text = std::string(100, 'x') + "lottery";
  const std::string rule = R"("drop": [{"text_contains": "lottery"}])";

  EXPECT_EQ(verdict("{" + rule + "}", message({.text = text})), Verdict::drop);
  EXPECT_EQ(verdict("{" + rule + R"(, "max_text_bytes": 100})", message({.text = text})), Verdict::pass);
}

TEST(RulesFilter, CutsALongTextAtAWholeCharacter) {
  EXPECT_EQ(text_head("aé", 2), "a");
  EXPECT_EQ(text_head("aé", 3), "aé");
  EXPECT_EQ(text_head("é", 1), "");
}

TEST(RulesFilter, RedactsFactsAndDocumentAlike) {
  FakeHost host(R"({"redact": [{"event": "messages.upsert", "redact": ["text", "push_name", "sender"]}]})");
  auto filter = host.make<RulesFilter>();
  MessagesUpsert event = message({.text = "my card is 4111"});
  event.document = DocumentRef(R"({"key":{"remoteJid":"5511970000001@s.whatsapp.net","fromMe":false,"id":"3EB0"},)"
                               R"("pushName":"Ana","message":{"conversation":"my card is 4111"}})");
  FakeEdit edit(event);

  EXPECT_EQ(filter->on_event(edit), Verdict::pass);

  EXPECT_EQ(edit.text("text"), "[redacted]");
  EXPECT_EQ(edit.text("push_name"), "[redacted]");
  EXPECT_EQ(edit.text("sender"), "[redacted]");
  EXPECT_EQ(edit.text("chat"), "[redacted]");  // a direct chat's address is the sender's
  EXPECT_EQ(edit.document().json, R"({"key":{"remoteJid":"[redacted]","fromMe":false,"id":"3EB0"},)"
                                  R"("pushName":"[redacted]","message":{"conversation":"[redacted]"}})");
}

TEST(RulesFilter, LeavesAnEventAloneInWhichThereIsNothingToHide) {
  FakeHost host(R"({"redact": [{"redact": ["media"]}]})");
  auto filter = host.make<RulesFilter>();
  MessagesUpsert event = message({});
  event.document = DocumentRef(R"({"message":{"conversation":"hello"}})");
  FakeEdit edit(event);

  EXPECT_EQ(filter->on_event(edit), Verdict::pass);

  EXPECT_EQ(edit.edits(), 0);
}

TEST(RulesFilter, DropsAnEventThatItShouldRedactButCannotRead) {
  FakeHost host(R"({"redact": [{"redact": ["text"]}]})");
  auto filter = host.make<RulesFilter>();
  MessagesUpsert event = message({.text = "secret words"});
  event.document = DocumentRef(R"({"message":{"conversation":"secret words")");
  FakeEdit edit(event);

  EXPECT_EQ(filter->on_event(edit), Verdict::drop);

  EXPECT_THAT(host.log().text(), HasSubstr("cannot be redacted"));
}

TEST(RulesFilter, LogsWhichRuleMatchedAndNeverWhatWasSaid) {
  FakeHost host(R"({"drop": [{"event": "call"}, {"text_matches": "lottery"}]})");
  auto filter = host.make<RulesFilter>();
  FakeEdit edit(message({.text = "lottery for you"}));
  edit.meta().event_id = 4711;

  filter->on_event(edit);

  EXPECT_THAT(host.log().text(), HasSubstr("entry=2"));
  EXPECT_THAT(host.log().text(), HasSubstr("event_id=4711"));
  EXPECT_THAT(host.log().text(), Not(HasSubstr("for you")));
  EXPECT_THAT(host.log().text(), Not(HasSubstr("5511970000001")));
}

TEST(RulesFilter, IsNotMadeFromABrokenRule) {
  FakeHost host(R"({"drop": [{"event": "mesages.upsert"}]})");

  EXPECT_THROW(host.make<RulesFilter>(), PluginError);
}

TEST(RulesFilterOffer, RunsAtTheIntakeStageAsOftenAsConfigured) {
  EXPECT_EQ(::wagate::detail::kOffersOf<RulesFilter>.list[0].flags, abi::kFilterIntake);
  EXPECT_EQ(RulesFilter::kFlags, abi::kMultiUnit);
}

}  // namespace
}  // namespace wagate::filter_rules
