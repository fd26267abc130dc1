#include "kernel/config/config_diff.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace wagate {
namespace {

using Keys = std::vector<std::string>;

ConfigValue settings(std::int64_t port, bool on) {
  ConfigValue out;
  ConfigValue server;
  server.set("port", ConfigValue(port));
  server.set("hosts", ConfigValue(ConfigValue::Array{ConfigValue("a"), ConfigValue("b")}));
  out.set("server", std::move(server));
  out.set("on", ConfigValue(on));
  return out;
}

TEST(ChangedKeys, AreNoneForTheSame) { EXPECT_EQ(changed_keys(settings(80, true), settings(80, true)), Keys{}); }

TEST(ChangedKeys, AreNamedByTheirPath) {
  EXPECT_EQ(changed_keys(settings(80, true), settings(81, false)), (Keys{"server.port", "on"}));
}

TEST(ChangedKeys, NameWhatCameAndWhatWent) {
  ConfigValue more = settings(80, true);
  more.set("new", ConfigValue("x"));
  EXPECT_EQ(changed_keys(settings(80, true), more), Keys{"new"});
  EXPECT_EQ(changed_keys(more, settings(80, true)), Keys{"new"});
}

TEST(ChangedKeys, TakeAListAsAWhole) {
  ConfigValue other = settings(80, true);
  other.find("server")->set("hosts", ConfigValue(ConfigValue::Array{ConfigValue("a")}));
  EXPECT_EQ(changed_keys(settings(80, true), other), Keys{"server.hosts"});
}

}  // namespace
}  // namespace wagate
