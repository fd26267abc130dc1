#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "node/jid.h"
#include "session/wire.h"
#include "signal/session_cipher.h"

namespace wagate::session_whatsapp {

// What the server has of a device's published keys, as it stands in the answer to a fetch and in a retry receipt's <keys>
// (there without its tag `user`). Nothing when a key is missing or malformed. Signatures are checked by whoever opens a
// session.
[[nodiscard]] std::optional<PreKeyBundle> read_key_bundle(const Node& user);

using KeyBundles = std::vector<std::pair<Jid, PreKeyBundle>>;

// Asks for the published keys of devices. `done` is called once, with those that have some: a device the server gives an
// error for, or nonsense, is left out. Each call uses up a one-time prekey of each device.
void fetch_key_bundles(Wire& wire, const std::vector<Jid>& devices, std::function<void(KeyBundles)> done);

}  // namespace wagate::session_whatsapp
