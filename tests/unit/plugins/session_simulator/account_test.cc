// Commands about the account and its contacts, and what of them survives a restart.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "made_media.h"
#include "support.h"

namespace wagate::session_simulator {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kQuietAccount = R"({"live":false,"history_chunks":1,"groups":2,"contacts":40})";
constexpr const char* kPicture = R"({"picture":{"_placeholder":true,"num":0}})";

class Accounts : public ::testing::Test {
 protected:
  Accounts() : gateway(kQuietAccount) {
    gateway.pair(1);
    for (const Json& chat : data_of(gateway.events("chats.set").at(0)))
      if (chat["remoteJid"].get<std::string>().ends_with("@s.whatsapp.net")) contacts.push_back(chat["remoteJid"]);
    gateway.host.bus().clear();
  }

  std::shared_ptr<CommandAnswer> run(const std::string& command, const Json& arguments) {
    return gateway.command(1, command, arguments.dump());
  }

  // The first contact that is a business, or none.
  std::string contact_where(bool is_business) {
    for (const std::string& jid : contacts)
      if (run("fetch_profile", {{"jid", jid}})->result()["isBusiness"] == is_business) return jid;
    ADD_FAILURE() << "no such contact under this seed";
    return "";
  }

  Gateway gateway;
  std::vector<std::string> contacts;
};

TEST_F(Accounts, NumbersAreChecked) {
  const std::string group = run("group_fetch_all", Json::object())->result()["groups"][0]["id"];
  const Json numbers = run("check_numbers", {{"numbers",
                                              {contacts.at(0), "5511970000000@s.whatsapp.net", group,
                                               "120363000000000001@g.us", "551188887777@s.whatsapp.net"}}})
                           ->result()["numbers"];

  ASSERT_EQ(numbers.size(), 5u);
  EXPECT_THAT(keys_of(numbers[0]), ElementsAre("jid", "exists", "name", "lid"));
  EXPECT_EQ(numbers[0]["exists"], true);
  EXPECT_EQ(numbers[1].dump(), R"({"jid":"5511970000000@s.whatsapp.net","exists":false})");
  EXPECT_THAT(keys_of(numbers[2]), ElementsAre("jid", "exists", "name"));
  EXPECT_EQ(numbers[2]["exists"], true);
  EXPECT_EQ(numbers[3]["exists"], false);
  EXPECT_EQ(numbers[4]["exists"], true);
  EXPECT_EQ(run("check_numbers", {{"numbers", {"551188887777"}}})->sentence, "numbers is not a list of JIDs");
}

TEST_F(Accounts, AStrangerIsAlwaysTheSamePerson) {
  const Json arguments = {{"jid", "551188887777@s.whatsapp.net"}};
  const std::string first = run("fetch_profile", arguments)->json;
  Gateway other(R"({"seed":77,"live":false})");
  other.pair(1);

  EXPECT_EQ(first, other.command(1, "fetch_profile", arguments.dump())->json);
}

TEST_F(Accounts, PicturesOfContactsAndOfNobody) {
  std::size_t with_picture = 0;
  for (const std::string& jid : contacts) {
    const Json url = run("fetch_picture", {{"jid", jid}, {"preview", true}})->result()["url"];
    with_picture += url.is_string() ? 1 : 0;
    EXPECT_EQ(url, run("fetch_profile", {{"jid", jid}})->result()["picture"]);
  }
  EXPECT_GT(with_picture, 0u);
  EXPECT_LT(with_picture, contacts.size());
  EXPECT_EQ(run("fetch_picture", {{"jid", "5511970000000@s.whatsapp.net"}})->json, R"({"url":null})");
}

TEST_F(Accounts, ProfilesOfOneselfOfContactsAndOfNobody) {
  const Json own = run("fetch_profile", Json::object())->result();
  EXPECT_EQ(own["exists"], true);
  EXPECT_EQ(own["status"], "Hey there! I am using WhatsApp.");
  const Json contact = run("fetch_profile", {{"jid", contact_where(false)}})->result();
  EXPECT_THAT(keys_of(contact), ElementsAre("jid", "exists", "name", "picture", "status", "isBusiness"));
  EXPECT_EQ(run("fetch_profile", {{"jid", "5511970000000@s.whatsapp.net"}})->json,
            R"({"jid":"5511970000000@s.whatsapp.net","exists":false,"isBusiness":false})");
}

TEST_F(Accounts, BusinessesHaveAProfileAndSellThings) {
  const std::string shop = contact_where(true);
  const Json profile = run("fetch_business_profile", {{"jid", shop}})->result();
  EXPECT_THAT(keys_of(profile),
              ElementsAre("wid", "address", "description", "website", "email", "category", "business_hours"));
  EXPECT_THAT(keys_of(profile["business_hours"]), ElementsAre("timezone", "business_config"));
  EXPECT_EQ(run("fetch_profile", {{"jid", shop}})->result()["business"], profile);

  std::set<std::string> products;
  Json arguments = {{"jid", shop}, {"limit", 2}};
  for (;;) {
    const Json page = run("fetch_catalog", arguments)->result();
    EXPECT_EQ(page["isBusiness"], true);
    ASSERT_LE(page["items"].size(), 2u);
    for (const Json& product : page["items"]) EXPECT_TRUE(products.insert(product["id"]).second);
    if (!page.contains("cursor")) break;
    arguments["cursor"] = page["cursor"];
  }
  EXPECT_GE(products.size(), 3u);

  std::set<std::string> collected;
  const Json collections = run("fetch_collections", {{"jid", shop}, {"limit", 10}})->result();
  for (const Json& collection : collections["items"])
    for (const Json& product : collection["products"]) collected.insert(product["id"]);
  EXPECT_EQ(collected, products);
  EXPECT_EQ(run("fetch_catalog", {{"jid", shop}, {"cursor", "-1"}})->sentence, "cursor is not one that was given out");
}

TEST_F(Accounts, OthersSellNothing) {
  const std::string person = contact_where(false);
  EXPECT_EQ(run("fetch_business_profile", {{"jid", person}})->json, "{}");
  const Json catalog = run("fetch_catalog", {{"jid", person}})->result();
  EXPECT_EQ(catalog["isBusiness"], false);
  EXPECT_THAT(catalog["items"], IsEmpty());
  EXPECT_EQ(run("fetch_collections", {{"jid", "5511970000000@s.whatsapp.net"}})->json,
            R"({"exists":false,"isBusiness":false,"items":[]})");
}

TEST_F(Accounts, TheOwnProfileChanges) {
  EXPECT_TRUE(run("set_profile_name", {{"name", "Loja Nova"}})->ok);
  EXPECT_TRUE(run("set_profile_status", {{"status", "Aberto"}})->ok);
  EXPECT_TRUE(gateway.command(1, "set_profile_picture", kPicture, {make_jpeg(1, 8, 8)})->ok);
  const Json changed = run("fetch_profile", Json::object())->result();
  EXPECT_EQ(changed["name"], "Loja Nova");
  EXPECT_EQ(changed["status"], "Aberto");
  EXPECT_THAT(changed["picture"].get<std::string>(), StartsWith("https://pps.whatsapp.net/"));
  EXPECT_TRUE(run("remove_profile_picture", Json::object())->ok);

  EXPECT_TRUE(run("fetch_profile", Json::object())->result()["picture"].is_null());
  EXPECT_EQ(gateway.command(1, "set_profile_picture", kPicture, {"no picture"})->sentence, "picture is not an image");
  EXPECT_EQ(run("set_profile_name", {{"name", ""}})->sentence, "name is empty");
  EXPECT_EQ(run("set_profile_name", {{"name", std::string(101, 'x')}})->sentence, "name is longer than 100 bytes");
}

TEST_F(Accounts, PrivacyIsKept) {
  EXPECT_EQ(run("fetch_privacy", Json::object())->json,
            R"({"readreceipts":"all","profile":"all","status":"all","online":"all","last":"all","groupadd":"all"})");
  const Json privacy = {{"readreceipts", "none"},      {"profile", "contacts"}, {"status", "contact_blacklist"},
                        {"online", "match_last_seen"}, {"last", "none"},        {"groupadd", "contacts"}};

  EXPECT_TRUE(run("set_privacy", privacy)->ok);

  EXPECT_EQ(run("fetch_privacy", Json::object())->json, privacy.dump());
  Json wrong = privacy;
  wrong["online"] = "contacts";
  EXPECT_EQ(run("set_privacy", wrong)->sentence, "online is not one of enum values: all,match_last_seen");
}

TEST(AccountState, SurvivesARestart) {
  Gateway gateway(kQuietAccount);
  gateway.pair(1);
  const auto run = [&](const char* command, const Json& arguments) {
    const auto answer = gateway.command(1, command, arguments.dump(), {make_jpeg(1, 8, 8)});
    EXPECT_TRUE(answer->ok) << command << ": " << answer->sentence;
    return answer->json;
  };
  run("set_profile_name", {{"name", "Loja\n100% Nova"}});
  run("set_profile_status", {{"status", "Aberto"}});
  run("set_privacy", {{"readreceipts", "none"},
                      {"profile", "contacts"},
                      {"status", "all"},
                      {"online", "all"},
                      {"last", "none"},
                      {"groupadd", "contacts"}});
  run("block_contact", {{"jid", "551188887777@s.whatsapp.net"}, {"block", true}});
  const Json created = Json::parse(
      run("group_create",
          {{"subject", "Tab\there"}, {"description", "d"}, {"participants", {"551188886666@s.whatsapp.net"}}}));
  run("group_set_picture", {{"group", created["id"]}, {"picture", {{"_placeholder", true}, {"num", 0}}}});
  run("group_revoke_invite", {{"group", created["id"]}});
  const std::string left = Json::parse(run("group_fetch_all", Json::object()))["groups"][0]["id"];
  run("group_leave", {{"group", left}});
  const std::vector<std::string> before = {run("fetch_profile", Json::object()), run("fetch_privacy", Json::object()),
                                           run("group_fetch_all", Json::object()),
                                           run("group_fetch_invite", {{"group", created["id"]}})};

  gateway.stop();
  gateway.start();
  gateway.open(1);
  gateway.host.time().advance(1'000);

  const std::vector<std::string> after = {run("fetch_profile", Json::object()), run("fetch_privacy", Json::object()),
                                          run("group_fetch_all", Json::object()),
                                          run("group_fetch_invite", {{"group", created["id"]}})};
  EXPECT_EQ(after, before);
  EXPECT_EQ(data_of(gateway.events("connection.update").back())["profileName"], "Loja\n100% Nova");
  EXPECT_EQ(gateway.command(1, "send_text", R"({"number":"551188887777@s.whatsapp.net","text":"x"})")->reason,
            "not_authorized");
}

TEST(AccountState, BelongsToTheNumberItWasMadeFor) {
  Gateway gateway(kQuietAccount);
  gateway.pair(1);
  gateway.command(1, "set_profile_name", R"({"name":"Loja Nova"})");
  gateway.simulator->close(1, abi::CloseMode::logout);

  gateway.open(1, "shop-01", "5511960001234");
  gateway.host.time().advance(5'000);

  const Json profile = gateway.command(1, "fetch_profile", "{}")->result();
  EXPECT_EQ(profile["jid"], "5511960001234@s.whatsapp.net");
  EXPECT_NE(profile["name"], "Loja Nova");
}

TEST(AccountState, IsSavedWhenTheSessionClosesBehindAFullBus) {
  Gateway gateway(kQuietAccount);
  gateway.pair(1);
  gateway.host.bus().answer(abi::StatusCode::resource_exhausted);
  gateway.command(1, "send_text", R"({"number":"551188887777@s.whatsapp.net","text":"x"})");
  gateway.command(1, "set_profile_name", R"({"name":"Loja Nova"})");

  gateway.simulator->close(1, abi::CloseMode::suspend);
  gateway.host.bus().answer(abi::StatusCode::ok);
  gateway.open(1);
  gateway.host.time().advance(1'000);

  EXPECT_EQ(gateway.command(1, "fetch_profile", "{}")->result()["name"], "Loja Nova");
}

TEST(AccountState, ABlockedContactIsSilent) {
  Gateway gateway(R"({"pace":600,"history_chunks":0,"groups":0,"contacts":2})");
  gateway.pair(1);
  gateway.host.time().advance(20'000);
  std::set<std::string> writers;
  for (const auto& event : gateway.events("messages.upsert"))
    if (event.integers.at("from_me") == 0) writers.insert(event.texts.at("chat"));
  ASSERT_EQ(writers.size(), 2u);

  for (const std::string& jid : writers)
    EXPECT_TRUE(gateway.command(1, "block_contact", Json({{"jid", jid}, {"block", true}}).dump())->ok);
  gateway.host.time().advance(20'000);  // what was on its way arrives
  gateway.host.bus().clear();
  gateway.host.time().advance(60'000);

  for (const auto& event : gateway.events("messages.upsert")) EXPECT_EQ(event.integers.at("from_me"), 1);
  EXPECT_THAT(gateway.host.bus().names(), Not(IsEmpty()));
}

}  // namespace
}  // namespace wagate::session_simulator
