#include "session/key_bundles.h"

#include <algorithm>

#include "crypto/bytes.h"

namespace wagate::session_whatsapp {
namespace {

std::string_view data_in(const Node* parent, std::string_view tag) {
  const Node* child = parent ? parent->child(tag) : nullptr;
  return child ? std::string_view(child->data()) : std::string_view();
}

// A key's id: three bytes.
std::optional<std::uint32_t> read_id(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > 4) return std::nullopt;
  return static_cast<std::uint32_t>(read_big_endian(bytes));
}

}  // namespace

std::optional<PreKeyBundle> read_key_bundle(const Node& user) {
  const Node* signed_prekey = user.child("skey");
  const auto registration = read_id(data_in(&user, "registration"));
  const auto identity = PublicKey::from_either(data_in(&user, "identity"));
  const auto signed_id = read_id(data_in(signed_prekey, "id"));
  const auto signed_key = PublicKey::from_either(data_in(signed_prekey, "value"));
  const auto signature = Signature::from(data_in(signed_prekey, "signature"));
  if (!registration || !identity || !signed_id || !signed_key || !signature) return std::nullopt;

  PreKeyBundle bundle;
  bundle.registration_id = *registration;
  bundle.identity = *identity;
  bundle.signed_prekey_id = *signed_id;
  bundle.signed_prekey = *signed_key;
  bundle.signed_prekey_signature = *signature;
  const Node* prekey = user.child("key");
  const auto prekey_id = read_id(data_in(prekey, "id"));
  const auto prekey_key = PublicKey::from_either(data_in(prekey, "value"));
  if (prekey_id && prekey_key) bundle.prekey = PreKeyBundle::OneTime{*prekey_id, *prekey_key};
  return bundle;
}

void fetch_key_bundles(Wire& wire, const std::vector<Jid>& devices, std::function<void(KeyBundles)> done) {
  Node iq("iq", {{"type", "get"}, {"xmlns", "encrypt"}});
  Node key("key");
  for (const Jid& device : devices) key.add(Node("user", {{"jid", device.text()}, {"reason", "identity"}}));
  iq.add(std::move(key));
  wire.request(std::move(iq), [devices, done = std::move(done)](const Answer& answer) {
    KeyBundles bundles;
    const Node* list = answer.stanza.child("list");
    if (answer.ok() && list) {
      for (const Node& user : list->children()) {
        const auto jid = Jid::parse(user.attribute("jid"));
        const bool was_asked = jid && std::find(devices.begin(), devices.end(), *jid) != devices.end();
        auto bundle = was_asked ? read_key_bundle(user) : std::nullopt;
        if (bundle) bundles.emplace_back(*jid, std::move(*bundle));
      }
    }
    done(std::move(bundles));
  });
}

}  // namespace wagate::session_whatsapp
