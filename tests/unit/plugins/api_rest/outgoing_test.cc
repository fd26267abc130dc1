#include "media_fixture.h"

namespace wagate::api_rest {
namespace {

using abi::StatusCode;

// What every message may have, shown with texts.
class Outgoing : public SendingTest {
 protected:
  Answer send(const std::string& more, const std::string& number = "5511970000001") {
    return post("/message/sendText/shop-01", R"({"number":")" + number + R"(","text":"Hello")" + more + "}");
  }
};

TEST_F(Outgoing, LooksUpTheContentOfAQuotedMessage) {
  archive_.messages_of[shop_.id].push_back(
      R"({"key":{"id":"A1","remoteJid":"1203@g.us","fromMe":false,"participant":"551@s.whatsapp.net"},)"
      R"("message":{"conversation":"Hi"}})");

  send(R"(,"quoted":{"key":{"id":"A1"}})");

  EXPECT_EQ(asked().arguments["quoted"].dump(),
            R"({"key":{"id":"A1","remoteJid":"1203@g.us","fromMe":false,"participant":"551@s.whatsapp.net"},)"
            R"("message":{"conversation":"Hi"}})");
}

TEST_F(Outgoing, NeverQuotesTheMessageOfAnotherInstance) {
  archive_.messages_of["9c1d7e40-1111-4222-8333-444455556666"].push_back(
      R"({"key":{"id":"A1","remoteJid":"551@s.whatsapp.net","fromMe":false},"message":{"conversation":"secret"}})");

  EXPECT_EQ(send(R"(,"quoted":{"key":{"id":"A1"}})")->status, 201u);

  EXPECT_EQ(asked().arguments["quoted"].dump(), R"({"key":{"id":"A1"}})");
  EXPECT_EQ(archive_.last.instance_id, shop_.id);
}

TEST_F(Outgoing, SpendsALongDelayInPieces) {
  const auto answer = send(R"(,"delay":25000)");

  EXPECT_EQ(answer->status, 201u);
  ASSERT_EQ(commands_.asked.size(), 4u);
  EXPECT_EQ(commands_.asked[0].name, "chat_presence");
  EXPECT_EQ(commands_.asked[0].arguments.dump(),
            R"({"number":"5511970000001@s.whatsapp.net","presence":"composing","delay":10000})");
  EXPECT_EQ(commands_.asked[1].arguments["delay"], 10000);
  EXPECT_EQ(commands_.asked[2].arguments["delay"], 5000);
  EXPECT_EQ(commands_.asked[3].name, "send_text");
  EXPECT_FALSE(commands_.asked[3].arguments.contains("delay"));
}

TEST_F(Outgoing, SendsAtOnceWhereTypingCannotBeShown) {
  commands_.refuses("chat_presence", StatusCode::unimplemented, "unimplemented", "no such thing");

  EXPECT_EQ(send(R"(,"delay":60000)")->status, 201u);

  ASSERT_EQ(commands_.asked.size(), 2u);
  EXPECT_EQ(commands_.asked[1].name, "send_text");
}

TEST_F(Outgoing, StopsWaitingWhenTheConnectionGoes) {
  commands_.refuses("chat_presence", StatusCode::failed_precondition, "not_connected", "closed");

  const auto answer = send(R"(,"delay":60000)");

  EXPECT_EQ(message(answer), R"(["The \"shop-01\" instance is not connected"])");
  EXPECT_EQ(commands_.asked.size(), 1u);
}

TEST_F(Outgoing, SaysWhatAKindOfAccountCannotDo) {
  commands_.will_fail(StatusCode::unimplemented, "unimplemented", "no");

  const auto poll = [&] {
    return post("/message/sendPoll/shop-01", R"({"number":"1","name":"n","selectableCount":1,"values":["a","b"]})");
  };
  EXPECT_EQ(message(poll()), R"(["Method not available in the Baileys service"])");
  change([](FakeInstance& one) { one.integration = "WHATSAPP-BUSINESS"; });
  EXPECT_EQ(message(poll()), R"(["Method not available on WhatsApp Business API"])");
  change([](FakeInstance& one) { one.integration = "EVOLUTION"; });
  EXPECT_EQ(message(poll()), R"(["Method not available on Evolution Channel"])");
  EXPECT_EQ(poll()->status, 400u);
}

}  // namespace
}  // namespace wagate::api_rest
