// Telling senders that their messages were read.
#include "profile/read_marks.h"

#include "part_fixture.h"
#include "wagate/commands.h"

namespace wagate::session_whatsapp {
namespace {

using testing::Json;

constexpr const char* kReader = "49152@s.whatsapp.net";

class ReadMarksTest : public testing::PartTest {
 protected:
  ReadMarksTest() { place.settings.read_messages = true; }

  static Envelope message(const char* id) {
    Envelope out;
    out.id = id;
    out.chat = *Jid::parse(kReader);
    out.from = kReader;
    return out;
  }
  void answer_privacy(const char* receipts) {
    Node privacy("privacy");
    privacy.add(Node("category", {{"name", "readreceipts"}, {"value", receipts}}));
    wire.answer(Answer::Kind::result, {privacy});
  }

  GroupDirectory directory{wire, host.time(), [](const std::string&, const std::string&) {}};
  ReadMarks marks{place, directory};
};

TEST_F(ReadMarksTest, MessagesAreMarkedOnceTheAccountsPrivacyIsKnown) {
  marks.published(message("A"));
  EXPECT_TRUE(wire.sent.empty());
  ASSERT_EQ(wire.asked.size(), 1u);
  answer_privacy("all");
  marks.published(message("B"));

  ASSERT_EQ(wire.sent.size(), 2u);
  EXPECT_EQ(wire.sent[0].attribute("type"), "read");
  EXPECT_EQ(wire.sent[0].attribute("to"), kReader);
  EXPECT_EQ(wire.sent[1].attribute("id"), "B");
  EXPECT_EQ(wire.asked.size(), 1u);
}

TEST_F(ReadMarksTest, AnAccountThatHidesItTellsItsOwnDevicesOnly) {
  marks.published(message("A"));
  answer_privacy("none");

  EXPECT_EQ(wire.sent.at(0).attribute("type"), "read-self");
}

TEST_F(ReadMarksTest, NothingIsMarkedUnlessTheInstanceWantsIt) {
  place.settings.read_messages = false;
  marks.published(message("A"));
  place.settings.read_messages = true;
  Envelope own = message("B");
  own.from_me = true;
  marks.published(own);

  EXPECT_TRUE(wire.asked.empty());
}

TEST_F(ReadMarksTest, ACommandMarksManyMessagesOfAChatWithOneReceipt) {
  const Json keys = {{{"id", "A"}, {"remoteJid", kReader}, {"fromMe", false}},
                     {{"id", "B"}, {"remoteJid", kReader}, {"fromMe", false}},
                     {{"id", "C"}, {"remoteJid", kReader}, {"fromMe", true}}};
  EXPECT_TRUE(execute(marks, commands::kMarkRead, {{"keys", keys}})->is_ok());
  answer_privacy("all");

  ASSERT_EQ(wire.sent.size(), 1u);
  EXPECT_EQ(wire.sent[0].attribute("id"), "A");
  ASSERT_EQ(wire.sent[0].child("list")->children().size(), 1u);
  EXPECT_EQ(wire.sent[0].child("list")->children()[0].attribute("id"), "B");
}

TEST_F(ReadMarksTest, InAGroupTheAuthorIsNamedAsTheGroupKnowsThem) {
  know("49152", "9900");
  const Json keys = {{{"id", "A"}, {"remoteJid", "1203@g.us"}, {"participant", kReader}}};
  EXPECT_TRUE(execute(marks, commands::kMarkRead, {{"keys", keys}})->is_ok());
  wire.answer(Answer::Kind::result, {Node("group", {{"id", "1203"}, {"addressing_mode", "lid"}})});
  answer_privacy("all");

  EXPECT_EQ(wire.sent.at(0).attribute("participant"), "9900@lid");
}

TEST_F(ReadMarksTest, KeysThatAreNoneAreRefused) {
  EXPECT_EQ(execute(marks, commands::kMarkRead, {{"keys", {{{"id", "A"}}}}})->reason, "bad_request");
  EXPECT_EQ(execute(marks, commands::kMarkRead, Json::object())->reason, "bad_request");
}

}  // namespace
}  // namespace wagate::session_whatsapp
