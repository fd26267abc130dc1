#include "scrape_access.h"

#include <gtest/gtest.h>

namespace wagate::metrics_prometheus {
namespace {

using Answer = ScrapeAccess::Answer;

TEST(ScrapeAccess, IsOpenUnlessConfigured) { EXPECT_EQ(ScrapeAccess({}).check("10.0.0.1", ""), Answer::allowed); }

TEST(ScrapeAccess, AsksForTheAddressFirst) {
  const ScrapeAccess access({true, "prom", "secret", {"10.0.0.1", "::ffff:10.0.0.2"}});
  EXPECT_EQ(access.check("10.0.0.3", "Basic cHJvbTpzZWNyZXQ="), Answer::foreign_address);
  EXPECT_EQ(access.check("10.0.0.2", "Basic cHJvbTpzZWNyZXQ="), Answer::allowed);
}

TEST(ScrapeAccess, ComparesUserAndPassword) {
  const ScrapeAccess access({true, "prom", "secret", {}});
  EXPECT_EQ(access.check("10.0.0.1", ""), Answer::no_credentials);
  EXPECT_EQ(access.check("10.0.0.1", "Bearer x"), Answer::no_credentials);
  EXPECT_EQ(access.check("10.0.0.1", "basic cHJvbTpzZWNyZXQ="), Answer::allowed);
  for (const char* wrong : {"Basic !!!!", "Basic cHJvbTpzZWNyZXR4", "Basic cHJvbTpzZWNyZQ==", "Basic Og=="})
    EXPECT_EQ(access.check("10.0.0.1", wrong), Answer::wrong_credentials) << wrong;
}

TEST(ScrapeAccess, LetsNobodyInWhenCredentialsAreRequiredAndMissing) {
  EXPECT_EQ(ScrapeAccess({true, "", "", {}}).check("10.0.0.1", "Basic Og=="), Answer::not_configured);
}

}  // namespace
}  // namespace wagate::metrics_prometheus
