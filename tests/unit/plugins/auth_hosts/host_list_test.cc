#include "host_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wagate/plugin.h"

namespace wagate::auth_hosts {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct Row {
  const char* entry;
  const char* peer;
  bool listed;
};

class Membership : public ::testing::TestWithParam<Row> {};

TEST_P(Membership, FollowsTheEntry) {
  EXPECT_EQ(HostList("list", {GetParam().entry}).contains(GetParam().peer), GetParam().listed)
      << GetParam().entry << " and " << GetParam().peer;
}

INSTANTIATE_TEST_SUITE_P(HostList, Membership, ::testing::Values(
    Row{"10.0.0.1", "10.0.0.1", true}, Row{"10.0.0.1", "10.0.0.2", false},
    Row{"10.0.0.0/8", "10.255.0.3", true}, Row{"10.0.0.0/8", "11.0.0.1", false},
    Row{"192.168.128.0/17", "192.168.128.0", true}, Row{"192.168.128.0/17", "192.168.255.255", true},
    Row{"192.168.128.0/17", "192.168.127.255", false},
    Row{"0.0.0.0/0", "203.0.113.9", true}, Row{"0.0.0.0/0", "2001:db8::1", false},
    Row{"::/0", "2001:db8::1", true}, Row{"::/0", "203.0.113.9", false},
    Row{"::1", "::1", true}, Row{"::1", "0:0:0:0:0:0:0:1", true}, Row{"::1", "127.0.0.1", false},
    Row{"2001:db8::/33", "2001:db8:7fff::1", true}, Row{"2001:db8::/33", "2001:db8:8000::1", false},
    Row{"::ffff:127.0.0.1", "127.0.0.1", true}, Row{"127.0.0.1", "::ffff:127.0.0.1", true},
    Row{"::ffff:10.0.0.0/104", "10.9.8.7", true}, Row{"::ffff:10.0.0.0/104", "11.9.8.7", false},
    Row{" 10.0.0.1 ", "10.0.0.1", true}, Row{"fe80::1", "fe80::1%eth0", true},
    Row{"*", "203.0.113.9", true}, Row{"*", "not an address", true},
    Row{"10.0.0.1", "", false}, Row{"10.0.0.1", "10.0.0.1:443", false}));

struct BadRow {
  const char* entry;
  const char* says;
};

class BadEntry : public ::testing::TestWithParam<BadRow> {};

TEST_P(BadEntry, IsRefusedByName) {
  try {
    HostList("allowed", {"10.0.0.1", GetParam().entry});
    FAIL() << GetParam().entry << " was accepted";
  } catch (const PluginError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("allowed: \""), HasSubstr(GetParam().says)));
  }
}

INSTANTIATE_TEST_SUITE_P(HostList, BadEntry, ::testing::Values(
    BadRow{"example.org", "\"example.org\" is not an IP address"}, BadRow{"", "\"\" is not an IP address"},
    BadRow{"10.0.0", "is not an IP address"}, BadRow{"10.0.0.256", "is not an IP address"},
    BadRow{"10.*", "is not an IP address"}, BadRow{"10.0.0.1:80", "is not an IP address"},
    BadRow{"10.0.0.0/33", "from 0 to 32"}, BadRow{"10.0.0.0/", "from 0 to 32"}, BadRow{"10.0.0.0/-1", "from 0 to 32"},
    BadRow{"10.0.0.0/8x", "from 0 to 32"}, BadRow{"::/129", "from 0 to 128"},
    BadRow{"::ffff:10.0.0.0/8", "from 96 to 128"},
    BadRow{"10.1.2.3/8", "is not the first address of its block"}));

TEST(HostList, IsEmptyWithoutEntries) {
  EXPECT_TRUE(HostList("list", {}).is_empty());
  EXPECT_FALSE(HostList("list", {}).contains("10.0.0.1"));
  EXPECT_FALSE(HostList("list", {"*"}).is_empty());
}

}  // namespace
}  // namespace wagate::auth_hosts
