#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "node/jid.h"
#include "session/wire.h"
#include "store/session_store.h"
#include "wagate/abi/host.h"

namespace wagate::session_whatsapp {

// Which devices accounts have. Lists are kept for an hour, or until the server tells that one has changed. Used on the
// lane.
class DeviceDirectory {
 public:
  static constexpr std::int64_t kFreshSeconds = 3'600;
  static constexpr std::size_t kMaxAccountsInQuery = 200;

  struct Found {
    bool is_complete = true;     // false: the server did not answer for all of them
    std::vector<Jid> devices;    // of the accounts that exist, in no particular order
    std::vector<Jid> nobodies;   // accounts the server does not know
  };
  using Done = std::function<void(Found)>;
  // The server told that these two names are one account; users without server.
  using Learnt = std::function<void(const std::string& pn, const std::string& lid)>;

  // All of it outlives the directory.
  DeviceDirectory(Wire& wire, SessionStore& store, abi::Clock& clock, Learnt learnt);

  // Finds the devices of accounts (JIDs without device). Calls `done` once, at once when all lists are known.
  void find(const std::vector<Jid>& accounts, Done done);

  // A <notification type="devices">: the account's list is asked for again when it is needed.
  void take_notification(const Node& notification);

  void forget(const Jid& account);

 private:
  struct Search;

  void ask(const std::shared_ptr<Search>& search);
  void take_user(const Node& user, Search& search);

  Wire& wire_;
  SessionStore& store_;
  abi::Clock& clock_;
  const Learnt learnt_;
};

}  // namespace wagate::session_whatsapp
