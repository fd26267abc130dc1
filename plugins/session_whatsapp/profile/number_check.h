#pragma once

#include <functional>
#include <string>
#include <vector>

#include "node/jid.h"
#include "session/wire.h"

namespace wagate::session_whatsapp {

// What became known about one account that was asked for.
struct CheckedNumber {
  Jid asked;
  Jid jid;            // as the server names it; another number than asked where numbers were renumbered
  bool exists = false;
  std::string lid;    // JID; empty when it was not told
  std::string about;  // the text of its profile; empty when it was not told
};

inline constexpr std::size_t kMaxNumbersInQuery = 200;

// Asks which of the accounts there are. Calls `done` once with them in the order asked, or with the answer that was no
// success. Accounts that are no persons do not exist.
void check_numbers(Wire& wire, std::vector<Jid> accounts,
                   std::function<void(const Answer& failure, const std::vector<CheckedNumber>& found)> done);

}  // namespace wagate::session_whatsapp
