#include "media_fixture.h"

namespace wagate::api_rest {
namespace {

using ::testing::ElementsAre;

class SendButtons : public SendingTest {
 protected:
  Answer send(const std::string& buttons, const std::string& more = "") {
    return post("/message/sendButtons/shop-01",
                R"({"number":"1","title":"T","buttons":[)" + buttons + "]" + more + "}");
  }
};

constexpr char kReply[] = R"({"type":"reply","displayText":"Yes","id":"1"})";
constexpr char kUrl[] = R"({"type":"url","displayText":"Site","url":"https://example.org"})";
constexpr char kPix[] = R"({"type":"pix","currency":"BRL","name":"Shop","keyType":"random","key":"k"})";

TEST_F(SendButtons, PassesEachButtonOn) {
  const auto answer = send(std::string(kUrl) + R"(,{"type":"copy","displayText":"Code","copyCode":"42","other":1})",
                           R"(,"description":"D","footer":"F")");

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(asked().name, "send_buttons");
  EXPECT_EQ(asked().arguments.dump(),
            R"({"number":"1@s.whatsapp.net","title":"T","description":"D","footer":"F","buttons":[)"
            R"({"type":"url","displayText":"Site","url":"https://example.org"},)"
            R"({"type":"copy","displayText":"Code","copyCode":"42"}]})");
}

TEST_F(SendButtons, FetchesTheThumbnail) {
  client_.will_answer(200, kPng);

  send(kReply, R"(,"thumbnailUrl":"https://example.org/a.png")");

  EXPECT_EQ(asked().arguments["thumbnail"].dump(), R"({"_placeholder":true,"num":0})");
  EXPECT_THAT(asked().attachments, ElementsAre(kPng));
}

TEST_F(SendButtons, RefusesWhatCannotStandTogether) {
  const std::string reply = kReply;
  const std::string pix = kPix;

  EXPECT_EQ(message(send("")), R"(["At least one button is required"])");
  EXPECT_EQ(message(post("/message/sendButtons/shop-01", R"({"number":"1"})")),
            R"(["At least one button is required"])");
  EXPECT_EQ(message(send(reply + "," + reply + "," + reply + "," + reply)),
            R"(["Maximum of 3 reply buttons allowed"])");
  EXPECT_EQ(message(send(reply + "," + kUrl)), R"(["Reply buttons cannot be mixed with other button types"])");
  EXPECT_EQ(message(send(pix + "," + pix)), R"(["Only one PIX button is allowed"])");
  EXPECT_EQ(message(send(pix + "," + kUrl)), R"(["PIX button cannot be mixed with other button types"])");
  EXPECT_THAT(commands_.asked, ::testing::IsEmpty());

  EXPECT_EQ(send(reply + "," + reply + "," + reply)->status, 201u);
  EXPECT_EQ(send(pix)->status, 201u);
}

TEST_F(SendButtons, RefusesAButtonOfAnotherType) {
  EXPECT_EQ(message(send(R"({"type":"link"})")),
            R"([["buttons[0].type is not one of enum values: reply,copy,url,call,pix"]])");
  EXPECT_EQ(message(send(R"({"type":"pix","keyType":"iban"})")),
            R"([["buttons[0].keyType is not one of enum values: phone,email,cpf,cnpj,random"]])");
}

}  // namespace
}  // namespace wagate::api_rest
