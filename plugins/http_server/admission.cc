#include "admission.h"

#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <string_view>

namespace wagate::http_server {

std::size_t Admission::AddressHash::operator()(const Address& address) const {
  return std::hash<std::string_view>{}({reinterpret_cast<const char*>(address.bytes.data()), address.bytes.size()});
}

// IPv4 as ::ffff:a.b.c.d, whichever way it came.
Admission::Address Admission::address_of(const sockaddr_storage& peer) {
  Address address;
  if (peer.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(peer);
    address.bytes[10] = address.bytes[11] = 0xFF;
    std::memcpy(address.bytes.data() + 12, &v4.sin_addr, 4);
    return address;
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(peer);
  std::memcpy(address.bytes.data(), &v6.sin6_addr, 16);
  if (!IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) std::fill(address.bytes.begin() + 8, address.bytes.end(), 0);
  return address;
}

Admission::Verdict Admission::admit(const sockaddr_storage& peer, Ticket& ticket) {
  if (open_.fetch_add(1, std::memory_order_relaxed) >= max_) {
    open_.fetch_sub(1, std::memory_order_relaxed);
    return Verdict::too_many;
  }
  if (max_per_address_ == 0) {
    ticket = Ticket(*this, nullptr);
    return Verdict::welcome;
  }
  const Address address = address_of(peer);
  {
    std::lock_guard lock(mutex_);
    Counts::value_type& count = *counts_.try_emplace(address, 0).first;
    if (count.second < max_per_address_) {
      ++count.second;
      ticket = Ticket(*this, &count);
      return Verdict::welcome;
    }
  }
  open_.fetch_sub(1, std::memory_order_relaxed);
  return Verdict::too_many_of_address;
}

void Admission::give_back(Counts::value_type* count) {
  open_.fetch_sub(1, std::memory_order_relaxed);
  if (!count) return;
  std::lock_guard lock(mutex_);
  if (--count->second == 0) counts_.erase(Address(count->first));
}

}  // namespace wagate::http_server
