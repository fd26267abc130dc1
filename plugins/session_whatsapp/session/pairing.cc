#include "session/pairing.h"

#include <utility>

#include "crypto/random.h"
#include "node/jid.h"
#include "wagate/base64.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::string_view kLinkPrefix = "https://wa.me/settings/linked_devices#";
constexpr std::size_t kMaxReferences = 16;
constexpr std::size_t kMaxReferenceSize = 512;

Node result_for(const Node& iq) {
  return Node("iq", {{"type", "result"}, {"id", std::string(iq.attribute("id"))}, {"to", std::string(kServerJid)}});
}

std::string attribute_of(const Node* node, std::string_view name) {
  return node ? std::string(node->attribute(name)) : std::string();
}

// The JID of a device on `server`; empty for anything else.
std::string device_on(std::string_view server, const std::string& text) {
  const auto jid = Jid::parse(text);
  return jid && jid->server == server && !jid->user.empty() && jid->device > 0 ? jid->text() : std::string();
}

}  // namespace

Pairing::Pairing(const Workplace& place, Wire& wire, const DeviceKeys& keys, Browser browser, Told told)
    : wire_(wire),
      keys_(keys),
      browser_(browser),
      told_(std::move(told)),
      adv_secret_(random_secret<32>()),
      rotation_(place) {}

bool Pairing::take(const Node& iq) {
  if (const Node* pair_device = iq.child("pair-device")) {
    take_references(iq, *pair_device);
    return true;
  }
  if (const Node* pair_success = iq.child("pair-success")) {
    take_success(iq, *pair_success);
    return true;
  }
  return false;
}

void Pairing::take_references(const Node& iq, const Node& pair_device) {
  wire_.send(result_for(iq));
  references_.clear();
  for (const Node& child : pair_device.children()) {
    const bool is_usable = child.is("ref") && !child.data().empty() && child.data().size() <= kMaxReferenceSize;
    if (is_usable && references_.size() < kMaxReferences) references_.push_back(child.data());
  }
  show_next(kFirstCodeMs);
}

void Pairing::show_next(std::int64_t for_ms) {
  if (references_.empty()) return told_.used_up();
  const std::string reference = std::move(references_.front());
  references_.pop_front();
  rotation_.set(for_ms, [this] { show_next(kNextCodeMs); });
  told_.code(qr_text(reference));
}

std::string Pairing::qr_text(const std::string& reference) const {
  std::string text(kLinkPrefix);
  text += reference;
  for (const std::string_view key :
       {keys_.noise.pub.raw(), keys_.identity.pub.raw(), adv_secret_.expose()}) {
    text += ',';
    base64::append(text, key);
  }
  text += ',';
  text += client_type(browser_);
  return text;
}

void Pairing::take_success(const Node& iq, const Node& pair_success) {
  rotation_.cancel();
  const Node* signed_identity = pair_success.child("device-identity");
  const Node* device = pair_success.child("device");
  LinkedDevice linked;
  linked.jid = device_on(kPnServer, attribute_of(device, "jid"));
  linked.lid = device_on(kLidServer, attribute_of(device, "lid"));
  linked.platform = attribute_of(pair_success.child("platform"), "name");
  linked.business_name = attribute_of(pair_success.child("biz"), "name");
  if (!signed_identity || linked.jid.empty()) return refuse(iq, IdentityError::malformed);

  IdentityError error = IdentityError::none;
  auto identity =
      accept_device_identity(signed_identity->data(), adv_secret_.expose(), keys_.identity, error);
  if (!identity) return refuse(iq, error);
  linked.identity = std::move(*identity);
  told_.linked(linked);

  Node answer = result_for(iq);
  answer.add(Node("pair-device-sign"))
      .add(bytes_node("device-identity", linked.identity.for_server))
      .set("key-index", linked.identity.key_index);
  wire_.send(answer);
}

void Pairing::refuse(const Node& iq, IdentityError error) {
  const bool is_malformed = error == IdentityError::malformed;
  Node answer("iq", {{"type", "error"}, {"id", std::string(iq.attribute("id"))}, {"to", std::string(kServerJid)}});
  answer.add(Node("error"))
      .set("code", is_malformed ? "400" : "401")
      .set("text", is_malformed ? "bad-request" : to_text(error));
  wire_.send(answer);
  told_.refused(error);
}

}  // namespace wagate::session_whatsapp
