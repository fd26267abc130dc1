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
  if (left < kFewLeft) upload(kUpload, [] {});
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
  if (uploading_) return done();
  const std::vector<OneTimePrekey> prekeys = prekeys_to_send(count);
  uploading_ = true;
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
  Node& signed_key = iq.add(Node("skey"));
  signed_key.add(id_node(keys.signed_prekey_id));
  signed_key.add(value_node(keys.signed_prekey.pub));
  signed_key.add(bytes_node("signature", keys.signed_prekey_signature.str()));
  wire_.request(std::move(iq), [this, last = prekeys.back().id, done = std::move(done)](const Answer& answer) {
    uploading_ = false;
    if (answer.ok()) {
      Transaction work(store_);
      work.mark_uploaded(last);
      work.commit();
    }
    done();
  });
}

}  // namespace wagate::session_whatsapp
