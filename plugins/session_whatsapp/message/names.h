#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "node/jid.h"
#include "signal/signal_store.h"
#include "store/transaction.h"

namespace wagate::session_whatsapp {

// Knows which JIDs are one account: by number ("PN") and by hidden id ("LID"). Sessions and sender keys are filed
// under the hidden id when it is known, whichever name a stanza used; applications see the number when it is
// known.
//
// Lives inside a transaction. `own` outlives it.
class Names {
 public:
  Names(Transaction& work, const Account& own);

  // Whether it is this account, by either name, on any device.
  bool is_own(const Jid& jid) const;
  const Jid& own_pn() const { return own_pn_; }    // with device
  const Jid& own_lid() const { return own_lid_; }  // with device; empty user when unknown

  // Where the records of one device are filed.
  SignalAddress address(const Jid& device);

  // The other name of an account, with the same device. Empty user when it is unknown.
  Jid other(const Jid& jid);

  // What applications are told: the number where it is known, and the other name.
  struct Shown {
    std::string jid;
    std::string alt;
  };
  Shown shown(const Jid& account);

  // Two names of one account became known; devices do not matter. Moves the sessions that were filed under the
  // number. False when it was known, or when they are not a number and a hidden id.
  bool learn(const Jid& one, const Jid& another);

 private:
  Transaction& work_;
  Jid own_pn_;
  Jid own_lid_;
};

}  // namespace wagate::session_whatsapp
