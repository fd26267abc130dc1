#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/curve.h"
#include "session/options.h"
#include "session/wire.h"
#include "store/session_store.h"

namespace wagate::session_whatsapp {

// The other way to link a device: the gateway shows eight characters, somebody types them into the phone, and both sides
// agree on the secret that a QR code would have carried. Used on the lane; one object per connection.
class LinkCode {
 public:
  struct Told {
    std::function<void(const std::string& code)> code;          // eight characters, shown as XXXX-XXXX
    std::function<void(const Secret<32>& adv_secret)> agreed;   // pair-success follows, made with this secret
    std::function<void(std::string_view word)> failed;          // for logs
  };

  LinkCode(Wire& wire, const DeviceKeys& keys, Browser browser, Told told);

  // Asks the server for a pairing of this number (digits, international). The code is made here.
  void ask(std::string_view number);

  // A <notification type="link_code_companion_reg">.
  void take(const Node& notification);

 private:
  void finish(const Node& registration);

  Wire& wire_;
  const DeviceKeys& keys_;
  const Browser browser_;
  const Told told_;
  const KeyPair ephemeral_ = KeyPair::generate();
  std::string code_;
  std::string jid_;
  std::string reference_;
};

// 80 bytes: salt, IV, and the key under AES with a key stretched from the code.
std::string wrap_with_code(std::string_view code, const PublicKey& key);
[[nodiscard]] std::optional<PublicKey> unwrap_with_code(std::string_view code, std::string_view wrapped);

// A fresh code of eight characters that cannot be mistaken for each other.
std::string make_link_code();

}  // namespace wagate::session_whatsapp
