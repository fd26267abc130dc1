#include "archive_fixture.h"

namespace wagate::api_rest {
namespace {

using abi::StatusCode;
using ::testing::IsEmpty;

class ProfileRoutes : public ArchiveTest {
 protected:
  ProfileRoutes() { commands_.will_succeed(Document("null")); }
  const AnyJson& arguments(std::size_t index = 0) { return commands_.asked.at(index).arguments; }
};

TEST_F(ProfileRoutes, AProfileShowsWhatIsKnown) {
  commands_.answers("fetch_profile",
                    Document(R"({"jid":"5511970000001@s.whatsapp.net","exists":true,"name":"Ana","picture":null,"status":"Hi",)"
                             R"("isBusiness":true,"business":{"email":"a@b.example","description":"Shop",)"
                             R"("website":["https://a.example","https://b.example"]}})"));

  EXPECT_EQ(post("/chat/fetchProfile/shop-01", R"({"number":"5511970000001"})")->body,
            R"({"wuid":"5511970000001@s.whatsapp.net","name":"Ana","numberExists":true,"picture":null,"status":"Hi",)"
            R"("isBusiness":true,"email":"a@b.example","description":"Shop","website":"https://a.example"})");
  EXPECT_EQ(json(post("/chat/fetchProfile/shop-01", "{}"))["wuid"], "5511970000001@s.whatsapp.net");
  EXPECT_EQ(arguments(1).dump(), "{}") << "the own profile";
}

TEST_F(ProfileRoutes, AProfileOfNobodyShowsTheLookUp) {
  commands_.answers("fetch_profile", Document(R"({"jid":"5511970000001@s.whatsapp.net","exists":false})"));

  const auto answer = post("/chat/fetchProfile/shop-01", R"({"number":"5511970000001"})");

  EXPECT_EQ(answer->status, 400u);
  EXPECT_EQ(message(answer), R"([{"jid":"5511970000001@s.whatsapp.net","exists":false,"number":"5511970000001"}])");
}

TEST_F(ProfileRoutes, AProfileThatIsHiddenIsEmpty) {
  commands_.refuses("fetch_profile", StatusCode::permission_denied, "not_authorized", "hidden");

  EXPECT_EQ(post("/chat/fetchProfile/shop-01", R"({"number":"5511970000001"})")->body,
            R"({"wuid":"5511970000001@s.whatsapp.net","name":null,"picture":null,"status":null,"os":null,"isBusiness":false})");
}

TEST_F(ProfileRoutes, ABusinessIsShownAsItIs) {
  commands_.answers("fetch_business_profile", Document(R"({"wid":"1@s.whatsapp.net","category":"Shop"})"));

  EXPECT_EQ(post("/chat/fetchBusinessProfile/shop-01", R"({"number":"5511970000001"})")->body,
            R"({"isBusiness":true,"wid":"1@s.whatsapp.net","category":"Shop"})");
}

TEST_F(ProfileRoutes, APersonIsNoBusiness) {
  commands_.answers("fetch_business_profile", Document("{}"));
  commands_.answers("check_numbers", Document(R"({"numbers":[{"jid":"5511970000001@s.whatsapp.net","exists":true,"name":"Ana"}]})"));

  EXPECT_EQ(post("/chat/fetchBusinessProfile/shop-01", R"({"number":"5511970000001"})")->body,
            R"({"isBusiness":false,"message":"Not is business profile","jid":"5511970000001@s.whatsapp.net","exists":true,)"
            R"("number":"5511970000001","name":"Ana"})");
}

TEST_F(ProfileRoutes, ChangesOfTheProfileAnswerTheSame) {
  const std::string updated = R"({"update":"success"})";
  EXPECT_EQ(post("/chat/updateProfileName/shop-01", R"({"name":"Shop"})")->body, updated);
  EXPECT_EQ(post("/chat/updateProfileStatus/shop-01", R"({"status":"open"})")->body, updated);
  EXPECT_EQ(post("/chat/updateProfilePicture/shop-01", R"({"picture":"YWJj"})")->body, updated);
  EXPECT_EQ(request("DELETE", "/chat/removeProfilePicture/shop-01")->body, updated);

  EXPECT_EQ(arguments(0).dump(), R"({"name":"Shop"})");
  EXPECT_EQ(arguments(1).dump(), R"({"status":"open"})");
  EXPECT_EQ(arguments(2).dump(), R"({"picture":{"_placeholder":true,"num":0}})");
  EXPECT_THAT(commands_.asked[2].attachments, ::testing::ElementsAre("abc"));
  EXPECT_EQ(commands_.asked[3].name, "remove_profile_picture");
}

TEST_F(ProfileRoutes, AnEmptyNameIsRefused) {
  EXPECT_EQ(message(post("/chat/updateProfileName/shop-01", R"({"name":""})")),
            R"([["The \"name\" cannot be empty"]])");
  EXPECT_EQ(message(post("/chat/updateProfilePicture/shop-01", R"({"picture":"?"})")),
            R"(["The picture must be a url or base64"])");
  EXPECT_THAT(commands_.asked, IsEmpty());
}

TEST_F(ProfileRoutes, AFailedChangeSaysWhatAndWhy) {
  commands_.will_fail(StatusCode::permission_denied, "not_authorized", "WhatsApp refuses");
  EXPECT_EQ(message(post("/chat/updateProfileName/shop-01", R"({"name":"x"})")),
            R"(["Error updating profile name","WhatsApp refuses"])");
  EXPECT_EQ(message(post("/chat/updateProfileStatus/shop-01", R"({"status":"x"})")),
            R"(["Error updating profile status","WhatsApp refuses"])");
  EXPECT_EQ(message(post("/chat/updateProfilePicture/shop-01", R"({"picture":"YWJj"})")),
            R"(["Error updating profile picture","WhatsApp refuses"])");
  EXPECT_EQ(message(request("DELETE", "/chat/removeProfilePicture/shop-01")),
            R"(["Error removing profile picture","WhatsApp refuses"])");
}

TEST_F(ProfileRoutes, PrivacyIsReadAndWritten) {
  const std::string six =
      R"({"readreceipts":"all","profile":"contacts","status":"none","online":"match_last_seen",)"
      R"("last":"contact_blacklist","groupadd":"all"})";
  commands_.answers("fetch_privacy", Document(six));

  EXPECT_EQ(get("/chat/fetchPrivacySettings/shop-01")->body, six);
  const auto answer = post("/chat/updatePrivacySettings/shop-01", six);

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(answer->body, R"({"update":"success","data":)" + six + "}");
  EXPECT_EQ(arguments(1).dump(), six);
  EXPECT_EQ(json(post("/chat/updatePrivacySettings/shop-01", "{}"))["response"]["message"][0].size(), 6u);
  EXPECT_EQ(json(post("/chat/updatePrivacySettings/shop-01",
                      R"({"readreceipts":"some","profile":"all","status":"all","online":"all","last":"all","groupadd":"all"})"))
                ["response"]["message"][0][0],
            "readreceipts is not one of enum values: all,none");
}

class BusinessRoutes : public ProfileRoutes {};

TEST_F(BusinessRoutes, LabelsOfAnOpenAccountAreItsOwn) {
  archive_.labels_of[shop_.id] = {R"({"id":"1","name":"Old","color":3,"predefinedId":null})"};
  EXPECT_EQ(get("/label/findLabels/shop-01")->body, R"([{"color":3,"name":"Old","id":"1","predefinedId":null}])");
  EXPECT_THAT(commands_.asked, IsEmpty()) << "a closed account cannot be asked";

  set_state(abi::ConnectionState::open);
  commands_.answers("fetch_labels", Document(R"({"labels":[{"id":"2","name":"New","color":5}]})"));
  EXPECT_EQ(get("/label/findLabels/shop-01")->body, R"([{"color":5,"name":"New","id":"2","predefinedId":null}])");

  commands_.refuses("fetch_labels", StatusCode::unimplemented, "unimplemented", "no labels here");
  EXPECT_EQ(json(get("/label/findLabels/shop-01"))[0]["name"], "Old");
}

TEST_F(BusinessRoutes, LabelsArePutOnAndTakenOff) {
  EXPECT_EQ(post("/label/handleLabel/shop-01", R"({"number":"5511970000001","labelId":"7","action":"add"})")->body,
            R"({"numberJid":"5511970000001@s.whatsapp.net","labelId":"7","add":true})");
  EXPECT_EQ(post("/label/handleLabel/shop-01", R"({"number":"5511970000001","labelId":"7","action":"remove"})")->body,
            R"({"numberJid":"5511970000001@s.whatsapp.net","labelId":"7","remove":true})");
  EXPECT_EQ(arguments(1).dump(), R"({"chat":"5511970000001@s.whatsapp.net","labelId":"7","add":false})");

  commands_.refuses("label_chat", StatusCode::invalid_argument, "not_on_whatsapp", "nobody");
  const auto nobody = post("/label/handleLabel/shop-01", R"({"number":"1","labelId":"7","action":"add"})");
  EXPECT_EQ(nobody->status, 404u);
  EXPECT_EQ(message(nobody), R"(["Number is not on WhatsApp"])");

  commands_.refuses("label_chat", StatusCode::permission_denied, "not_authorized", "no");
  const auto refused = post("/label/handleLabel/shop-01", R"({"number":"1","labelId":"7","action":"add"})");
  EXPECT_EQ(refused->status, 400u);
  EXPECT_EQ(message(refused), R"(["Unable to add label to chat","no"])");
}

TEST_F(BusinessRoutes, ACallIsOffered) {
  commands_.answers("offer_call", Document(R"({"id":"CALL1"})"));

  const auto answer = post("/call/offer/shop-01", R"({"number":"5511970000001","callDuration":3,"isVideo":true})");

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(answer->body, R"({"id":"CALL1","jid":"5511970000001@s.whatsapp.net","isVideo":true,"callDuration":3})");
  EXPECT_EQ(message(post("/call/offer/shop-01", R"({"number":"1","callDuration":16})")),
            R"([["callDuration must be less than or equal to 15"]])");
}

TEST_F(BusinessRoutes, ACatalogueIsReadPageByPage) {
  commands_.answers("fetch_catalog", Document(R"({"exists":true,"isBusiness":true,"items":[{"id":"1"}],"cursor":"next"})"));

  const AnyJson answer = json(post("/business/getCatalog/shop-01", R"({"number":"5511970000001","limit":5})"));

  EXPECT_EQ(answer["catalogLength"], 5) << "five pages at most";
  EXPECT_EQ(answer["numberExists"], true);
  EXPECT_EQ(answer["wuid"], "5511970000001@s.whatsapp.net");
  EXPECT_EQ(arguments(0).dump(), R"({"jid":"5511970000001@s.whatsapp.net","limit":5})");
  EXPECT_EQ(arguments(1)["cursor"], "next");
}

TEST_F(BusinessRoutes, CollectionsHaveTwentyAtMost) {
  change([](FakeInstance& one) { one.owner_jid = "5511960000009@s.whatsapp.net"; });
  commands_.answers("fetch_collections", Document(R"({"exists":true,"isBusiness":true,"name":"Shop","items":[{"id":"1"}]})"));

  EXPECT_EQ(post("/business/getCollections/shop-01", R"({"limit":100})")->body,
            R"({"wuid":"5511960000009@s.whatsapp.net","name":"Shop","numberExists":true,"isBusiness":true,)"
            R"("collectionsLength":1,"collections":[{"id":"1"}]})");
  EXPECT_EQ(arguments(0)["limit"], 20);
}

TEST_F(BusinessRoutes, ACatalogueThatCannotBeReadIsAnswered) {
  commands_.will_fail(StatusCode::permission_denied, "not_authorized", "no");

  EXPECT_EQ(post("/business/getCatalog/shop-01", R"({"number":"5511970000001"})")->body,
            R"({"wuid":"5511970000001@s.whatsapp.net","name":null,"isBusiness":false})");
}

TEST_F(BusinessRoutes, ErrorsCarryDetails) {
  const auto answer = post("/template/create/shop-01", R"({"name":"x","category":"SPAM","language":"en","components":[]})");

  EXPECT_EQ(answer->status, 400u);
  EXPECT_EQ(answer->body,
            R"({"status":400,"error":"Bad Request","message":"category is not one of enum values: AUTHENTICATION,MARKETING,UTILITY",)"
            R"("details":{"whatsapp_error":"category is not one of enum values: AUTHENTICATION,MARKETING,UTILITY",)"
            R"("whatsapp_code":null,"error_user_title":null,"error_user_msg":null,"error_type":null,"error_subcode":null,)"
            R"("fbtrace_id":null,"context":null,"type":null},"timestamp":"2026-01-15T14:03:22.518Z"})");
}

TEST_F(BusinessRoutes, TemplatesAreForTheCloudApi) {
  commands_.refuses("create_template", StatusCode::unimplemented, "unimplemented", "no");
  const auto refused =
      post("/template/create/shop-01", R"({"name":"x","category":"UTILITY","language":"en","components":[]})");
  EXPECT_EQ(refused->status, 400u);
  EXPECT_EQ(json(refused)["message"], "Templates are for accounts of the Cloud API; this instance is none");

  commands_.answers("create_template", Document(R"({"id":"t1"})"));
  const auto made =
      post("/template/create/shop-01", R"({"name":"x","category":"UTILITY","language":"en","components":[{"type":"BODY"}]})");
  EXPECT_EQ(made->status, 201u);
  EXPECT_EQ(made->body, R"({"id":"t1"})");

  commands_.answers("fetch_templates", Document(R"({"templates":[{"id":"t1"}]})"));
  EXPECT_EQ(get("/template/find/shop-01")->body, R"([{"id":"t1"}])");
}

}  // namespace
}  // namespace wagate::api_rest
