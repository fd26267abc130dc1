#include "rest_fixture.h"

namespace wagate::api_rest {
namespace {

class SettingsRoutes : public RestTest {};

constexpr char kSix[] = R"({"rejectCall":true,"groupsIgnore":false,"alwaysOnline":true,"readMessages":false,)"
                        R"("readStatus":false,"syncFullHistory":true,"x":1})";

TEST_F(SettingsRoutes, SetAnswersWhatWasSent) {
  const auto answer = post("/settings/set/shop-01", kSix);

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(answer->body,
            R"({"settings":{"instanceName":"shop-01","settings":{"rejectCall":true,"groupsIgnore":false,)"
            R"("alwaysOnline":true,"readMessages":false,"readStatus":false,"syncFullHistory":true}}})");
}

TEST_F(SettingsRoutes, SetKeepsTextsThatWereNotSent) {
  change([](FakeInstance& one) { one.settings_json = R"({"rejectCall":false,"msgCall":"busy","wavoipToken":"w"})"; });

  post("/settings/set/shop-01", kSix);

  EXPECT_EQ(get("/settings/find/shop-01")->body,
            R"({"rejectCall":true,"msgCall":"busy","groupsIgnore":false,"alwaysOnline":true,"readMessages":false,)"
            R"("readStatus":false,"syncFullHistory":true,"wavoipToken":"w"})");
}

TEST_F(SettingsRoutes, FindIsFlatAndComplete) {
  EXPECT_EQ(get("/settings/find/shop-01")->body,
            R"({"rejectCall":false,"msgCall":"","groupsIgnore":false,"alwaysOnline":false,"readMessages":false,)"
            R"("readStatus":false,"syncFullHistory":false,"wavoipToken":""})");
}

TEST_F(SettingsRoutes, SetNeedsAllSixSwitches) {
  const auto answer = post("/settings/set/shop-01", R"({"rejectCall":true})");

  EXPECT_EQ(answer->status, 400u);
  EXPECT_THAT(message(answer), ::testing::StartsWith(R"([["instance requires property \"groupsIgnore\"",)"));
  EXPECT_THAT(instances_.calls(), ::testing::IsEmpty());
}

}  // namespace
}  // namespace wagate::api_rest
