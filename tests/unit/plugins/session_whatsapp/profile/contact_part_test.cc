// What contacts change about themselves.
#include "profile/contact_part.h"

#include "part_fixture.h"

namespace wagate::session_whatsapp {
namespace {

using testing::Json;

class ContactPartTest : public testing::PartTest {
 protected:
  void tell(const char* type, Node change, const char* from = "9900@lid") {
    Node notification("notification", {{"from", from}, {"type", type}, {"id", "n1"}});
    notification.add(std::move(change));
    EXPECT_TRUE(part.take(notification));
  }

  ContactTokens tokens{place};
  ContactPart part{place, tokens};
};

TEST_F(ContactPartTest, ANewPictureIsToldWithItsAddress) {
  know("49152", "9900");
  tell("picture", Node("set", {{"id", "1"}}));
  EXPECT_TRUE(wire.sent.empty());
  wire.answer(Answer::Kind::result, {Node("picture", {{"url", "https://pps/1"}})});

  EXPECT_EQ(documents("contacts.update").at(0).at(0), Json::parse(R"({"remoteJid":"49152@s.whatsapp.net",
      "profilePicUrl":"https://pps/1","instanceId":"0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001"})"));
  EXPECT_EQ(wire.sent.size(), 1u) << "acknowledged once it was published";
}

TEST_F(ContactPartTest, APictureThatWasTakenAwayIsNull) {
  tell("picture", Node("delete"));

  EXPECT_EQ(documents("contacts.update").at(0).at(0).at("profilePicUrl"), nullptr);
  EXPECT_TRUE(wire.asked.empty());
}

TEST_F(ContactPartTest, APictureThatCannotBeAskedForComesAgain) {
  tell("picture", Node("set", {{"id", "1"}}));
  wire.answer(Answer::Kind::disconnected);
  settle();

  EXPECT_TRUE(documents("contacts.update").empty());
  EXPECT_TRUE(wire.sent.empty()) << "not acknowledged";
}

TEST_F(ContactPartTest, PicturesOfGroupsAreToldUnlessGroupsAreIgnored) {
  tell("picture", Node("delete"), "1203@g.us");
  EXPECT_EQ(documents("contacts.update").at(0).at(0).at("remoteJid"), "1203@g.us");
  place.settings.groups_ignore = true;
  tell("picture", Node("delete"), "1203@g.us");

  EXPECT_EQ(documents("contacts.update").size(), 1u);
}

TEST_F(ContactPartTest, ABusinessTellsItsVerifiedName) {
  // VerifiedNameCertificate{details{verifiedName: "Ada Ltd"}}
  tell("business", bytes_node("verified_name", "\x0A\x09\x22\x07" "Ada Ltd"));

  EXPECT_EQ(documents("contacts.update").at(0).at(0).at("pushName"), "Ada Ltd");
}

TEST_F(ContactPartTest, ABusinessWithoutAReadableNameIsAcknowledged) {
  tell("business", bytes_node("verified_name", "\x0A\x7F\x22"));
  tell("business", Node("profile"));
  settle();

  EXPECT_EQ(wire.sent.size(), 2u);
  EXPECT_TRUE(host.bus().events().empty());
}

TEST_F(ContactPartTest, ATokenIsKeptThenAcknowledged) {
  Node tokens_node("tokens");
  Node token("token", {{"type", "trusted_contact"}, {"t", std::to_string(place.now_s())}});
  token.set_bytes("token");
  tokens_node.add(std::move(token));
  tell("privacy_token", std::move(tokens_node));

  EXPECT_EQ(wire.sent.size(), 1u);
  EXPECT_EQ(tokens.for_question(*Jid::parse("9900@lid"))->data(), "token");
}

TEST_F(ContactPartTest, OtherNotificationsAreLeftToOthers) {
  EXPECT_FALSE(part.take(Node("notification", {{"from", "9900@lid"}, {"type", "status"}, {"id", "n1"}})));
  EXPECT_FALSE(part.take(Node("presence", {{"from", "9900@lid"}})));
}

}  // namespace
}  // namespace wagate::session_whatsapp
