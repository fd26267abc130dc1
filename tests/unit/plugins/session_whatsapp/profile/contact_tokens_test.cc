// Tokens that let accounts write to each other.
#include "profile/contact_tokens.h"

#include "crypto/hash.h"
#include "part_fixture.h"
#include "store/value_names.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::int64_t kWeekMs = 7LL * 24 * 60 * 60 * 1'000;

class ContactTokensTest : public testing::PartTest {
 protected:
  void take(const std::string& from, const std::string& bytes, std::int64_t at, const char* type = "trusted_contact") {
    Node notification("notification", {{"from", from}, {"type", "privacy_token"}, {"sender_lid", "9900@lid"}});
    Node token("token", {{"type", type}, {"t", std::to_string(at)}});
    token.set_bytes(bytes);
    notification.add(Node("tokens")).add(std::move(token));
    tokens.take(notification);
  }
  std::optional<Node> for_message(std::string_view account) {
    Transaction work(*store);
    Names names(work, *store->account());
    return tokens.for_message(work, names, *Jid::parse(account));
  }

  const std::int64_t now = place.now_s();
  ContactTokens tokens{place};
};

TEST_F(ContactTokensTest, ATokenIsShownUnderBothNamesOfWhoGaveIt) {
  take("49152@s.whatsapp.net", "token", now);

  EXPECT_EQ(for_message("49152@s.whatsapp.net")->data(), "token");
  EXPECT_EQ(for_message("9900@lid")->data(), "token");
  EXPECT_EQ(tokens.for_question(*Jid::parse("9900@lid"))->attribute("t"), std::to_string(now));
  EXPECT_FALSE(for_message("49153@s.whatsapp.net"));
}

TEST_F(ContactTokensTest, AnOlderTokenDoesNotReplaceANewerOne) {
  take("49152@s.whatsapp.net", "new", now);
  take("49152@s.whatsapp.net", "old", now - 1);
  take("49152@s.whatsapp.net", "other", now + 1, "unknown");

  EXPECT_EQ(for_message("9900@lid")->data(), "new");
}

TEST_F(ContactTokensTest, ATokenCountsForFourWeeks) {
  take("49152@s.whatsapp.net", "token", now);
  host.time().advance(3 * kWeekMs);
  EXPECT_TRUE(for_message("9900@lid"));
  host.time().advance(kWeekMs);
  EXPECT_FALSE(for_message("9900@lid"));
}

TEST_F(ContactTokensTest, WithoutATokenTheSaltOfTheAccountMakesOne) {
  {
    Transaction work(*store);
    work.set_value(value_names::kNctSalt, "salt");
    work.learn_lid("49152", "9900");
    work.commit();
  }
  const auto token = for_message("49152@s.whatsapp.net");

  ASSERT_TRUE(token);
  EXPECT_TRUE(token->is("cstoken"));
  EXPECT_EQ(token->data(), hmac_sha256("salt", "9900@lid").expose());
  EXPECT_FALSE(tokens.for_question(*Jid::parse("9900@lid")));
  EXPECT_FALSE(for_message("49151@s.whatsapp.net")) << "the own account";
}

TEST_F(ContactTokensTest, WhoIsWrittenToGetsATokenOnceAWeek) {
  know("49152", "9900");
  tokens.give(*Jid::parse("9900@lid"));
  tokens.give(*Jid::parse("49152@s.whatsapp.net"));
  ASSERT_EQ(wire.asked.size(), 1u);
  EXPECT_EQ(wire.asked[0].find({"tokens", "token"})->attribute("jid"), "49152@s.whatsapp.net");
  wire.answer(Answer::Kind::result);

  tokens.give(*Jid::parse("9900@lid"));
  EXPECT_EQ(wire.asked.size(), 1u);
  host.time().advance(kWeekMs);
  tokens.give(*Jid::parse("9900@lid"));
  EXPECT_EQ(wire.asked.size(), 2u);
}

TEST_F(ContactTokensTest, ATokenThatCouldNotBeGivenIsGivenWithTheNextMessage) {
  tokens.give(*Jid::parse("49152@s.whatsapp.net"));
  wire.answer(Answer::Kind::timed_out);
  tokens.give(*Jid::parse("49152@s.whatsapp.net"));

  EXPECT_EQ(wire.asked.size(), 2u);
}

TEST_F(ContactTokensTest, TokensThatAreTooLongAreNotKept) {
  take("49152@s.whatsapp.net", std::string(ContactTokens::kMaxTokenBytes + 1, 'x'), now);
  EXPECT_FALSE(for_message("9900@lid"));
}

}  // namespace
}  // namespace wagate::session_whatsapp
