#include "session/prekeys.h"

#include <utility>

#include "crypto/bytes.h"

namespace wagate::session_whatsapp {
namespace {

Node id_node(std::uint32_t id) {
  std::string bytes;
  append_big_endian(bytes, id, 3);
  return bytes_node("id", std::move(bytes));
}

Node value_node(const PublicKey& key) { return bytes_node("value", std::string(key.raw())); }

Node signed_prekey_node(std::uint32_t id, const PublicKey& key, const Signature& signature) {
  Node out("skey");
  out.add(id_node(id));
  out.add(value_node(key));
  out.add(bytes_node("signature", signature.str()));
  return out;
}

}  // namespace

void Prekeys::check(std::function<void()> done) {
  Node iq("iq", {{"type", "get"}, {"xmlns", "encrypt"}});
  iq.add(Node("count"));
  wire_.request(std::move(iq), [this, done = std::move(done)](const Answer& answer) {
    const Node* count = answer.stanza.child("count");
    const auto left = count ? count->number("value") : std::nullopt;
    if (!answer.ok() || !left || *left >= kFewLeft) return done();
    upload(*left == 0 ? kFirstUpload : kUpload, done);
  });
}

void Prekeys::take_count(std::int64_t left) {
  if (left >= kFewLeft) return;
  if (is_busy_) {
    runs_low_ = true;
  } else {
    upload(kUpload, [] {});
  }
}

void Prekeys::rotate_when_due(std::int64_t now) {
  if (is_busy_) return;
  const auto prekey = store_.due_signed_prekey(now);
  if (!prekey) return;
  is_busy_ = true;
  Node iq("iq", {{"type", "set"}, {"xmlns", "encrypt"}});
  iq.add(Node("rotate")).add(signed_prekey_node(prekey->id, prekey->pair.pub, prekey->signature));
  wire_.request(std::move(iq), [this, prekey = *prekey, now](const Answer& answer) {
    is_busy_ = false;
    if (answer.ok()) store_.adopt_signed_prekey(prekey, now);
    if (std::exchange(runs_low_, false)) upload(kUpload, [] {});
  });
}

std::vector<OneTimePrekey> Prekeys::prekeys_to_send(std::size_t count) {
  Transaction work(store_);
  std::vector<OneTimePrekey> prekeys = work.prekeys_to_upload(count);
  if (prekeys.size() < count) {
    for (OneTimePrekey& fresh : work.make_prekeys(count - prekeys.size())) prekeys.push_back(fresh);
  }
  // The private halves are on the disk before anybody can use the public ones.
  work.commit();
  return prekeys;
}

void Prekeys::upload(std::size_t count, std::function<void()> done) {
  if (is_busy_) return done();
  const std::vector<OneTimePrekey> prekeys = prekeys_to_send(count);
  is_busy_ = true;
  const DeviceKeys& keys = store_.keys();
  std::string registration;
  append_big_endian(registration, keys.registration_id, 4);
  Node iq("iq", {{"type", "set"}, {"xmlns", "encrypt"}});
  iq.add(bytes_node("registration", std::move(registration)));
  iq.add(bytes_node("type", "\x05"));
  iq.add(bytes_node("identity", std::string(keys.identity.pub.raw())));
  Node& list = iq.add(Node("list").set_children({}));
  for (const OneTimePrekey& prekey : prekeys) {
    Node& key = list.add(Node("key"));
    key.add(id_node(prekey.id));
    key.add(value_node(prekey.key));
  }
  iq.add(signed_prekey_node(keys.signed_prekey_id, keys.signed_prekey.pub, keys.signed_prekey_signature));
  wire_.request(std::move(iq), [this, last = prekeys.back().id, done = std::move(done)](const Answer& answer) {
    is_busy_ = false;
    runs_low_ = false;
    if (answer.ok()) {
      Transaction work(store_);
      work.mark_uploaded(last);
      work.commit();
    }
    done();
  });
}

}  // namespace wagate::session_whatsapp
