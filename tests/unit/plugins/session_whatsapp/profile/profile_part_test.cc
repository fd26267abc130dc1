// Commands about the own profile and about other accounts.
#include "profile/profile_part.h"

#include "part_fixture.h"
#include "picture/decode.h"
#include "picture/jpeg.h"
#include "wagate/commands.h"

namespace wagate::session_whatsapp {
namespace {

using testing::Json;

constexpr const char* kAda = "49152@s.whatsapp.net";

Node user_found(const char* jid, bool exists, const char* lid = "", const char* about = "") {
  Node user("user", {{"jid", jid}});
  user.add(Node("contact", {{"type", exists ? "in" : "out"}}));
  if (*lid) user.add(Node("lid", {{"val", lid}}));
  if (*about) user.add(bytes_node("status", about));
  return user;
}

Node usync_of(std::vector<Node> users) {
  Node out("usync");
  out.add(Node("list").set_children(std::move(users)));
  return out;
}

Node shop_profile() {
  Node out("business_profile");
  Node& profile = out.add(Node("profile", {{"jid", kAda}}));
  profile.add(bytes_node("description", "bread"));
  profile.add(bytes_node("website", "https://ada.example"));
  profile.add(bytes_node("email", "ada@ada.example"));
  profile.add(Node("categories")).add(bytes_node("category", "Bakery"));
  profile.add(Node("business_hours", {{"timezone", "Europe/Berlin"}}))
      .add(Node("business_hours_config", {{"day_of_week", "mon"}, {"mode", "open_24h"}}));
  return out;
}

class ProfilePartTest : public testing::PartTest {
 protected:
  auto run(std::string_view name, Json arguments, std::vector<std::string> attachments = {}) {
    return execute(part, name, arguments, std::move(attachments));
  }
  void answer(Node node) { wire.answer(Answer::Kind::result, {std::move(node)}); }
  const Node& wanted() const { return wire.asked.back().children().front(); }

  ContactTokens tokens{place};
  std::string new_name;
  ProfilePart part{place, tokens, [this](const std::string& name, const ReplyBox& reply) {
                     new_name = name;
                     reply.ok({});
                   }};
};

TEST_F(ProfilePartTest, NumbersAreCheckedInTheOrderTheyWereAsked) {
  const auto outcome = run(commands::kCheckNumbers, {{"numbers", {kAda, "49153@s.whatsapp.net", "1203@g.us"}}});
  const Node& list = *wire.asked[0].find({"usync", "list"});
  ASSERT_EQ(list.children().size(), 2u) << "a group is nobody";
  EXPECT_EQ(list.children()[0].child("contact")->data(), "+49152");
  answer(usync_of({user_found("49153@s.whatsapp.net", false), user_found(kAda, true, "9900@lid")}));

  EXPECT_EQ(outcome->result, Json::parse(R"({"numbers":[{"jid":"49152@s.whatsapp.net","exists":true,"lid":"9900@lid"},
      {"jid":"49153@s.whatsapp.net","exists":false},{"jid":"1203@g.us","exists":false}]})"));
  EXPECT_EQ(known_lid("49152"), "9900");
}

TEST_F(ProfilePartTest, ANumberThatBecameAnotherIsNamedByThatOne) {
  const auto outcome = run(commands::kCheckNumbers, {{"numbers", {"5511970000001@s.whatsapp.net"}}});
  answer(usync_of({user_found("551170000001@s.whatsapp.net", true)}));

  EXPECT_EQ(outcome->result.at("numbers").at(0).at("jid"), "551170000001@s.whatsapp.net");
}

TEST_F(ProfilePartTest, ManyNumbersAreAskedInParts) {
  Json numbers = Json::array();
  for (int i = 0; i < 250; ++i) numbers.push_back(std::to_string(49'000 + i) + "@s.whatsapp.net");
  const auto outcome = run(commands::kCheckNumbers, {{"numbers", numbers}});
  while (!wire.waiting.empty()) {
    std::vector<Node> users;
    for (const Node& user : wire.asked.back().find({"usync", "list"})->children())
      users.push_back(user_found((user.child("contact")->data().substr(1) + "@s.whatsapp.net").c_str(), true));
    EXPECT_LE(users.size(), kMaxNumbersInQuery);
    answer(usync_of(std::move(users)));
  }

  ASSERT_EQ(outcome->result.at("numbers").size(), 250u);
  EXPECT_EQ(outcome->result.at("numbers").at(249).at("exists"), true);
}

TEST_F(ProfilePartTest, APictureIsFetchedInTheSizeWanted) {
  auto outcome = run(commands::kFetchPicture, {{"jid", kAda}, {"preview", true}});
  EXPECT_EQ(words(wanted()), Json::parse(R"({"type":"preview","query":"url"})"));
  answer(Node("picture", {{"url", "https://pps/1"}}));
  EXPECT_EQ(outcome->result.at("url"), "https://pps/1");

  outcome = run(commands::kFetchPicture, {{"jid", kAda}});
  EXPECT_EQ(wanted().attribute("type"), "image");
  wire.answer(Answer::Kind::error, {Node("error", {{"code", "404"}})});
  EXPECT_EQ(outcome->result, Json::parse(R"({"url":null})"));
}

TEST_F(ProfilePartTest, AProfileHoldsWhatTheAccountShows) {
  const auto outcome = run(commands::kFetchProfile, {{"jid", kAda}});
  answer(usync_of({user_found(kAda, true, "9900@lid", "at work")}));
  answer(Node("picture", {{"url", "https://pps/1"}}));
  answer(shop_profile());

  EXPECT_EQ(outcome->result, Json::parse(R"({"jid":"49152@s.whatsapp.net","exists":true,"picture":"https://pps/1",
      "status":"at work","isBusiness":true,"business":{"wid":"49152@s.whatsapp.net","description":"bread",
      "website":["https://ada.example"],"email":"ada@ada.example","category":"Bakery","business_hours":
      {"timezone":"Europe/Berlin","business_config":[{"day_of_week":"mon","mode":"open_24h"}]}}})"));
}

TEST_F(ProfilePartTest, TheOwnProfileHasTheOwnName) {
  const auto outcome = run(commands::kFetchProfile, Json::object());
  answer(usync_of({user_found("49151@s.whatsapp.net", true)}));
  answer(Node("picture"));
  wire.answer(Answer::Kind::error, {Node("error", {{"code", "404"}})});

  EXPECT_EQ(outcome->result, Json::parse(
      R"({"jid":"49151@s.whatsapp.net","exists":true,"name":"Shop","picture":null,"isBusiness":false})"));
}

TEST_F(ProfilePartTest, SomebodyWhoIsNotThereHasNoProfile) {
  const auto outcome = run(commands::kFetchProfile, {{"jid", kAda}});
  answer(usync_of({user_found(kAda, false)}));

  EXPECT_EQ(outcome->result, Json::parse(R"({"jid":"49152@s.whatsapp.net","exists":false,"isBusiness":false})"));
}

TEST_F(ProfilePartTest, WhoIsNoBusinessHasAnEmptyBusinessProfile) {
  auto outcome = run(commands::kFetchBusinessProfile, {{"jid", kAda}});
  answer(Node("business_profile"));
  EXPECT_EQ(outcome->result, Json::object());

  outcome = run(commands::kFetchBusinessProfile, {{"jid", kAda}});
  wire.answer(Answer::Kind::timed_out);
  EXPECT_EQ(outcome->reason, "no_answer");
}

TEST_F(ProfilePartTest, ACatalogueIsReadPageByPage) {
  const auto outcome = run(commands::kFetchCatalog, {{"jid", kAda}, {"limit", 5}, {"cursor", "after"}});
  answer(usync_of({user_found(kAda, true)}));
  answer(shop_profile());
  EXPECT_EQ(wanted().child("limit")->data(), "5");
  EXPECT_EQ(wanted().child("after")->data(), "after");
  Node catalog("product_catalog");
  Node& product = catalog.add(Node("product", {{"is_hidden", "false"}}));
  product.add(bytes_node("id", "7"));
  product.add(bytes_node("name", "Bread"));
  product.add(bytes_node("price", "3500"));
  catalog.add(Node("paging")).add(bytes_node("after", "next"));
  answer(std::move(catalog));

  EXPECT_EQ(outcome->result.at("isBusiness"), true);
  EXPECT_EQ(outcome->result.at("cursor"), "next");
  EXPECT_EQ(outcome->result.at("items").at(0).at("name"), "Bread");
  EXPECT_EQ(outcome->result.at("items").at(0).at("price"), 3500);
}

TEST_F(ProfilePartTest, CollectionsHoldTheirProducts) {
  const auto outcome = run(commands::kFetchCollections, {{"jid", kAda}});
  answer(usync_of({user_found(kAda, true)}));
  answer(shop_profile());
  Node collections("collections");
  Node& one = collections.add(Node("collection"));
  one.add(bytes_node("id", "1"));
  one.add(bytes_node("name", "Sweets"));
  one.add(Node("product")).add(bytes_node("name", "Cake"));
  one.add(Node("status_info")).add(bytes_node("status", "APPROVED"));
  answer(std::move(collections));

  const Json& told = outcome->result.at("items").at(0);
  EXPECT_EQ(told.at("name"), "Sweets");
  EXPECT_EQ(told.at("products").at(0).at("name"), "Cake");
  EXPECT_EQ(told.at("status").at("status"), "APPROVED");
}

TEST_F(ProfilePartTest, WhoIsNoBusinessHasNoCatalogue) {
  const auto outcome = run(commands::kFetchCatalog, {{"jid", kAda}});
  answer(usync_of({user_found(kAda, true)}));
  answer(Node("business_profile"));

  EXPECT_EQ(outcome->result, Json::parse(R"({"exists":true,"isBusiness":false,"items":[]})"));
}

TEST_F(ProfilePartTest, AnAccountIsBlockedByItsHiddenIdAndItsNumber) {
  auto outcome = run(commands::kBlockContact, {{"jid", kAda}, {"block", true}});
  answer(usync_of({user_found(kAda, true, "9900@lid")}));
  EXPECT_EQ(words(wanted()), Json::parse(R"({"action":"block","jid":"9900@lid","pn_jid":"49152@s.whatsapp.net"})"));
  wire.answer(Answer::Kind::result);
  EXPECT_TRUE(outcome->is_ok());

  outcome = run(commands::kBlockContact, {{"jid", "9900@lid"}, {"block", false}});
  answer(usync_of({user_found("9900@lid", true)}));
  EXPECT_EQ(words(wanted()), Json::parse(R"({"action":"unblock","jid":"9900@lid"})"));
  wire.answer(Answer::Kind::result);

  outcome = run(commands::kBlockContact, {{"jid", kAda}, {"block", true}});
  answer(usync_of({user_found(kAda, false)}));
  EXPECT_EQ(outcome->reason, "not_on_whatsapp");
}

TEST_F(ProfilePartTest, TheOwnTextAndPictureAreSet) {
  auto outcome = run(commands::kSetProfileStatus, {{"status", "open"}});
  EXPECT_EQ(wanted().data(), "open");
  wire.answer(Answer::Kind::result);
  EXPECT_TRUE(outcome->is_ok());

  Picture wide{900, 700, {}, 900, 700};
  wide.pixels.assign(std::size_t{900} * 700 * 3, 128);
  const Json placeholder = {{"_placeholder", true}, {"num", 0}};
  outcome = run(commands::kSetProfilePicture, {{"picture", placeholder}}, {encode_jpeg(wide, 80)});
  const Picture square = decode_picture(wanted().data()).picture;
  EXPECT_EQ(square.width, kProfilePictureSide);
  EXPECT_EQ(square.height, kProfilePictureSide);
  EXPECT_FALSE(wire.asked.back().has_attribute("target"));
  wire.answer(Answer::Kind::result);
  EXPECT_TRUE(outcome->is_ok());

  outcome = run(commands::kRemoveProfilePicture, Json::object());
  EXPECT_TRUE(wire.asked.back().children().empty());
  wire.answer(Answer::Kind::result);
  EXPECT_TRUE(outcome->is_ok());
  EXPECT_EQ(run(commands::kSetProfilePicture, {{"picture", placeholder}}, {"GIF89a"})->reason, "bad_request");
  EXPECT_EQ(run(commands::kSetProfilePicture, {{"picture", "none"}})->reason, "bad_request");
  EXPECT_EQ(wire.asked.size(), 3u) << "what cannot be read goes nowhere";
}

TEST_F(ProfilePartTest, TheOwnNameIsHandedToTheSettingsOfAllDevices) {
  EXPECT_TRUE(run(commands::kSetProfileName, {{"name", "New Shop"}})->is_ok());
  EXPECT_EQ(new_name, "New Shop");
  EXPECT_EQ(run(commands::kSetProfileName, {{"name", ""}})->reason, "bad_request");
}

TEST_F(ProfilePartTest, PrivacyIsReadAndSetNameByName) {
  auto outcome = run(commands::kFetchPrivacy, Json::object());
  Node privacy("privacy");
  privacy.add(Node("category", {{"name", "last"}, {"value", "contacts"}}));
  privacy.add(Node("category", {{"name", "calladd"}, {"value", "all"}}));
  answer(std::move(privacy));
  EXPECT_EQ(outcome->result, Json::parse(R"({"last":"contacts"})"));

  const Json wished = {{"readreceipts", "none"}, {"profile", "all"}, {"status", "contacts"},
                       {"online", "match_last_seen"}, {"last", "none"}, {"groupadd", "contact_blacklist"}};
  outcome = run(commands::kSetPrivacy, wished);
  for (int i = 0; i < 6; ++i) {
    const Node& category = wanted().children().front();
    EXPECT_EQ(wished.at(std::string(category.attribute("name"))), category.attribute("value"));
    EXPECT_FALSE(outcome->is_answered);
    wire.answer(Answer::Kind::result);
  }
  EXPECT_TRUE(outcome->is_ok());
  EXPECT_EQ(run(commands::kSetPrivacy, {{"last", "sometimes"}})->reason, "bad_request");
}

TEST_F(ProfilePartTest, ArgumentsThatCannotBeAreRefusedWithoutAsking) {
  EXPECT_EQ(run(commands::kCheckNumbers, {{"numbers", {"no jid"}}})->reason, "bad_request");
  EXPECT_EQ(run(commands::kFetchPicture, Json::object())->reason, "bad_request");
  EXPECT_EQ(run(commands::kFetchProfile, {{"jid", "1203@g.us"}})->reason, "bad_request");
  EXPECT_EQ(run(commands::kBlockContact, {{"jid", kAda}})->reason, "bad_request");
  EXPECT_EQ(run(commands::kSetProfileStatus, {{"status", std::string(600, 'x')}})->reason, "bad_request");
  EXPECT_TRUE(wire.asked.empty());
}

}  // namespace
}  // namespace wagate::session_whatsapp
