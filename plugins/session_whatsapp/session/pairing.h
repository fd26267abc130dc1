#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>

#include "session/alarm.h"
#include "session/device_identity.h"
#include "session/options.h"
#include "session/wire.h"
#include "session/workplace.h"
#include "store/session_store.h"

namespace wagate::session_whatsapp {

// The device is linked: what the server and the phone said about it.
struct LinkedDevice {
  DeviceIdentity identity;
  std::string jid;
  std::string lid;
  std::string platform;
  std::string business_name;
};

// Linking a device on one connection: shows one code after the other until a phone has scanned one, then checks what the
// phone says. Used on the lane.
class Pairing {
 public:
  static constexpr std::int64_t kFirstCodeMs = 60'000;
  static constexpr std::int64_t kNextCodeMs = 20'000;

  struct Told {
    std::function<void(const std::string& qr_text)> code;
    std::function<void()> used_up;  // the last code has run out: this connection is of no use any more
    // The device is linked. When it returns, the answer goes out, so everything has to be on the disk.
    std::function<void(const LinkedDevice&)> linked;
    std::function<void(IdentityError)> refused;  // what the phone said does not hold
  };

  Pairing(const Workplace& place, Wire& wire, const DeviceKeys& keys, Browser browser, Told told);

  // An <iq type="set" xmlns="md">. False when it is neither of the two that pair.
  bool take(const Node& iq);

  // The secret that a pairing code agreed on takes the place of the one that stands in the QR codes.
  void set_adv_secret(const Secret<32>& secret) { adv_secret_ = secret; }

 private:
  void take_references(const Node& iq, const Node& pair_device);
  void take_success(const Node& iq, const Node& pair_success);
  void show_next(std::int64_t for_ms);
  std::string qr_text(const std::string& reference) const;
  void refuse(const Node& iq, IdentityError error);

  Wire& wire_;
  const DeviceKeys& keys_;
  const Browser browser_;
  const Told told_;
  Secret<32> adv_secret_;
  std::deque<std::string> references_;
  Alarm rotation_;
};

}  // namespace wagate::session_whatsapp
