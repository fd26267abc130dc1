#include "claims.h"

#include <gtest/gtest.h>

#include "wagate/abi/auth.h"

namespace wagate::auth_jwt {
namespace {

constexpr std::int64_t kNow = 1'768'485'600'000;

struct Read {
  explicit Read(std::string_view payload, const ClaimRules& rules = {}) { problem = read_claims(payload, rules, kNow, claims); }
  Claims claims;
  std::string problem;
};

TEST(Claims, NameInstancesEventsAndPermissions) {
  const Read read(R"({"sub":"ana","exp":1768489200,"instances":["shop-01","shop-02"],"events":["messages.*"],"permissions":["receive","command"]})");
  EXPECT_EQ(read.problem, "");
  EXPECT_EQ(read.claims.subject, "ana");
  EXPECT_EQ(read.claims.instances, (std::vector<std::string>{"shop-01", "shop-02"}));
  EXPECT_FALSE(read.claims.all_instances);
  EXPECT_EQ(read.claims.bounds_json, R"({"events":["messages.*"]})");
  EXPECT_EQ(read.claims.permissions, abi::kMayReceive | abi::kMayCommand);
  EXPECT_EQ(read.claims.expires_at_ms, 1'768'489'230'000) << "with 30 s of leeway";
}

TEST(Claims, GiveReceivingOnlyWhenTheyDoNotSay) {
  EXPECT_EQ(Read(R"({"exp":1768489200,"instances":"*"})").claims.permissions, +abi::kMayReceive);
  EXPECT_TRUE(Read(R"({"exp":1768489200,"instances":"*"})").claims.all_instances);
}

TEST(Claims, AreRefusedOutsideOfTheirTime) {
  EXPECT_EQ(Read(R"({"exp":1768485570,"instances":"*"})").problem, "the token has expired");
  EXPECT_EQ(Read(R"({"exp":1768485571,"instances":"*"})").problem, "");
  EXPECT_EQ(Read(R"({"exp":1768489200,"nbf":1768485631,"instances":"*"})").problem, "the token is not valid yet");
  EXPECT_EQ(Read(R"({"exp":"soon","instances":"*"})").problem, "the claim exp is no time");
  EXPECT_EQ(Read(R"({"exp":1e300,"instances":"*"})").problem, "the claim exp is no time");
  EXPECT_EQ(Read(R"({"instances":"*"})").problem, "the claim exp is missing");
  ClaimRules lasting;
  lasting.require_expiry = false;
  EXPECT_EQ(Read(R"({"instances":"*"})", lasting).problem, "");
}

TEST(Claims, AreRefusedFromAnotherIssuerOrForAnother) {
  ClaimRules rules;
  rules.issuer = "https://login";
  rules.audience = "wagate";
  EXPECT_EQ(Read(R"({"exp":1768489200,"instances":"*","iss":"https://login","aud":["x","wagate"]})", rules).problem, "");
  EXPECT_EQ(Read(R"({"exp":1768489200,"instances":"*","iss":"https://other","aud":"wagate"})", rules).problem, "the claim iss is another");
  EXPECT_EQ(Read(R"({"exp":1768489200,"instances":"*","iss":"https://login"})", rules).problem, "the claim aud is another");
}

TEST(Claims, OfTheWrongShapeOpenNothing) {
  for (const char* payload :
       {"[]", "nonsense", R"({"exp":1768489200})", R"({"exp":1768489200,"instances":[]})", R"({"exp":1768489200,"instances":[1]})",
        R"({"exp":1768489200,"instances":"*","permissions":["all"]})", R"({"exp":1768489200,"instances":"*","permissions":7})",
        R"({"exp":1768489200,"instances":"*","events":[]})", R"({"exp":1768489200,"instances":"*","events":{}})"})
    EXPECT_NE(Read(payload).problem, "") << payload;
}

TEST(Claims, HaveASubjectThatFitsALogLine) {
  EXPECT_EQ(Read("{\"exp\":1768489200,\"instances\":\"*\",\"sub\":\"a\\nb\"}").claims.subject, "a?b");
}

}  // namespace
}  // namespace wagate::auth_jwt
