#include "kernel/access/principal_pool.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace wagate {
namespace {

abi::PrincipalSpec spec(std::string_view subject, std::string_view credential = "c1") {
  abi::PrincipalSpec out;
  out.subject = subject;
  out.credential = credential;
  out.permissions = abi::kMayReceive;
  return out;
}

TEST(PrincipalPool, GivesEqualPrincipalsOnce) {
  PrincipalPool pool;

  const PrincipalPtr first = pool.share(spec("the global key"));

  EXPECT_EQ(pool.share(spec("the global key")), first);
  EXPECT_EQ(pool.size(), 1u);
}

TEST(PrincipalPool, KeepsApartWhatDiffersAnywhere) {
  PrincipalPool pool;
  const PrincipalPtr first = pool.share(spec("a"));
  abi::PrincipalSpec more = spec("a");
  more.permissions |= abi::kMayCommand;
  abi::PrincipalSpec later = spec("a");
  later.expires_at_ms = 5;
  abi::PrincipalSpec bounded = spec("a");
  bounded.bounds_json = R"({"events":["call"]})";
  const abi::StringRef ids[] = {"i1", "i2"};
  abi::PrincipalSpec scoped = spec("a");
  scoped.instance_ids = ids;
  scoped.instance_count = 2;
  abi::PrincipalSpec wide = spec("a");
  wide.all_instances = 1;

  std::vector<PrincipalPtr> all{first};
  for (const abi::PrincipalSpec& other : {spec("b"), spec("a", "c2"), more, later, bounded, scoped, wide}) {
    all.push_back(pool.share(other));
    for (std::size_t i = 0; i + 1 < all.size(); ++i) EXPECT_NE(all[i], all.back()) << i;
  }
}

TEST(PrincipalPool, MakesAnewWhatNobodyHoldsAnyMore) {
  PrincipalPool pool;
  std::weak_ptr<const AccessPrincipal> gone = pool.share(spec("a"));
  ASSERT_TRUE(gone.expired());

  EXPECT_EQ(pool.share(spec("a"))->subject(), "a");
}

TEST(PrincipalPool, ForgetsThoseThatAreGone) {
  PrincipalPool pool;
  const PrincipalPtr kept = pool.share(spec("kept"));

  for (int i = 0; i < 10'000; ++i) pool.share(spec("passing by", "c" + std::to_string(i)));

  EXPECT_LT(pool.size(), 200u);
  EXPECT_EQ(pool.share(spec("kept")), kept);
}

}  // namespace
}  // namespace wagate
