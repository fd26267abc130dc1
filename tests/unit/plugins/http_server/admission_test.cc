#include "admission.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <string>
#include <vector>

namespace wagate::http_server {
namespace {

using Verdict = Admission::Verdict;

sockaddr_storage peer(const std::string& address) {
  sockaddr_storage storage{};
  if (address.find(':') == std::string::npos) {
    auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
    v4.sin_family = AF_INET;
    EXPECT_EQ(::inet_pton(AF_INET, address.c_str(), &v4.sin_addr), 1);
  } else {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
    v6.sin6_family = AF_INET6;
    EXPECT_EQ(::inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr), 1);
  }
  return storage;
}

// Asks for one more connection of an address and keeps it.
class Guests {
 public:
  Guests(std::uint32_t max, std::uint32_t max_per_address) : admission(max, max_per_address) {}
  Verdict arrive(const std::string& address) {
    Admission::Ticket ticket;
    const Verdict verdict = admission.admit(peer(address), ticket);
    EXPECT_EQ(static_cast<bool>(ticket), verdict == Verdict::welcome);
    tickets.push_back(std::move(ticket));
    return verdict;
  }

  Admission admission;
  std::vector<Admission::Ticket> tickets;
};

TEST(Admission, LimitsAllConnectionsTogether) {
  Guests guests(2, 0);

  EXPECT_EQ(guests.arrive("10.0.0.1"), Verdict::welcome);
  EXPECT_EQ(guests.arrive("10.0.0.1"), Verdict::welcome);
  EXPECT_EQ(guests.arrive("10.0.0.2"), Verdict::too_many);
  EXPECT_EQ(guests.admission.open(), 2u);

  guests.tickets.erase(guests.tickets.begin());
  EXPECT_EQ(guests.arrive("10.0.0.2"), Verdict::welcome);
}

TEST(Admission, LimitsEachAddressOnItsOwn) {
  Guests guests(100, 2);

  EXPECT_EQ(guests.arrive("10.0.0.1"), Verdict::welcome);
  EXPECT_EQ(guests.arrive("10.0.0.1"), Verdict::welcome);
  EXPECT_EQ(guests.arrive("10.0.0.1"), Verdict::too_many_of_address);
  EXPECT_EQ(guests.arrive("10.0.0.2"), Verdict::welcome) << "another address";
  EXPECT_EQ(guests.admission.open(), 3u) << "the refused one does not count";

  guests.tickets.clear();
  EXPECT_EQ(guests.admission.open(), 0u);
  EXPECT_EQ(guests.arrive("10.0.0.1"), Verdict::welcome);
}

TEST(Admission, TakesAMappedAddressForTheIpv4AddressItIs) {
  Guests guests(100, 1);

  EXPECT_EQ(guests.arrive("10.0.0.1"), Verdict::welcome);
  EXPECT_EQ(guests.arrive("::ffff:10.0.0.1"), Verdict::too_many_of_address);
  EXPECT_EQ(guests.arrive("::ffff:10.0.0.2"), Verdict::welcome);
}

TEST(Admission, CountsAnIpv6PeerWithItsNetwork) {
  Guests guests(100, 1);

  EXPECT_EQ(guests.arrive("2001:db8:1:1::1"), Verdict::welcome);
  EXPECT_EQ(guests.arrive("2001:db8:1:1:ffff::2"), Verdict::too_many_of_address);
  EXPECT_EQ(guests.arrive("2001:db8:1:2::1"), Verdict::welcome);
}

TEST(Admission, CountsAMovedTicketOnce) {
  Admission admission(10, 10);
  Admission::Ticket first;
  ASSERT_EQ(admission.admit(peer("10.0.0.1"), first), Verdict::welcome);

  Admission::Ticket second = std::move(first);
  first = Admission::Ticket();
  EXPECT_EQ(admission.open(), 1u);

  second = Admission::Ticket();
  EXPECT_EQ(admission.open(), 0u);
}

}  // namespace
}  // namespace wagate::http_server
