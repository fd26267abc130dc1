#pragma once

#include <sys/socket.h>

namespace wagate::http_client {

// Whether an address belongs to somebody outside: not this machine, not a private, link-local, shared,
// multicast, documentation or reserved network (the registries of RFC 6890 and what came after). IPv4
// addresses inside IPv6 (mapped, NAT64, 6to4) are judged as what they lead to. Other families are not public.
bool is_public_address(const sockaddr& address);

}  // namespace wagate::http_client
