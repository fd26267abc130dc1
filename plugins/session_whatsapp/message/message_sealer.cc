#include "message/message_sealer.h"

#include <algorithm>
#include <set>
#include <utility>

#include "crypto/hash.h"
#include "message/padding.h"
#include "node/codec.h"
#include "signal/group_cipher.h"
#include "wagate/base64.h"

namespace wagate::session_whatsapp {
namespace {

Node encrypted_node(std::string_view type, std::string bytes, const StanzaMarks& marks) {
  Node enc("enc", {{"v", "2"}, {"type", std::string(type)}});
  if (!marks.media.empty()) enc.set("mediatype", marks.media);
  if (marks.hide_failure) enc.set("decrypt-fail", "hide");
  enc.set_bytes(std::move(bytes));
  return enc;
}

// Without it, phones do not show lists and buttons.
Node business_node(std::string_view kind) {
  Node out("biz");
  if (kind == "list") {
    out.add(Node("list", {{"v", "2"}, {"type", "product_list"}}));
  } else {
    out.add(Node("interactive", {{"v", "1"}, {"type", "native_flow"}}))
        .add(Node("native_flow", {{"v", "9"}, {"name", "mixed"}}));
  }
  return out;
}

std::string key_telling_message(const std::string& group, std::string distribution) {
  proto::Message out;
  out.mutable_sender_key_distribution_message()->set_group_id(group);
  out.mutable_sender_key_distribution_message()->set_axolotl_sender_key_distribution_message(std::move(distribution));
  return out.SerializeAsString();
}

}  // namespace

std::string participant_hash(const std::vector<Jid>& devices) {
  std::vector<std::string> names;
  names.reserve(devices.size());
  for (const Jid& jid : devices) names.push_back(jid.user + ".0:" + std::to_string(jid.device) + "@" + jid.server);
  std::sort(names.begin(), names.end());
  std::string joined;
  for (const std::string& name : names) joined += name;
  std::string hash = base64::encode(sha256(joined).view().substr(0, 6));
  while (hash.ends_with('=')) hash.pop_back();
  return "2:" + hash;
}

bool MessageSealer::is_this_device(const Jid& device) const {
  return names_.is_own(device) && device.device == names_.own_pn().device;
}

std::vector<Jid> MessageSealer::without_session(const std::vector<Jid>& devices) {
  std::vector<Jid> out;
  for (const Jid& device : devices) {
    if (is_this_device(device)) continue;
    if (!SessionCipher(work_, names_.address(device)).has_session()) out.push_back(device);
  }
  return out;
}

std::size_t MessageSealer::open(const std::vector<std::pair<Jid, PreKeyBundle>>& bundles) {
  std::size_t opened = 0;
  for (const auto& [device, bundle] : bundles) {
    if (is_this_device(device)) continue;
    const SignalAddress address = names_.address(device);
    const auto known = work_.load_identity(address);
    if (SessionCipher(work_, address).open_session(bundle) != SignalError::none) continue;
    if (known && *known != bundle.identity) {
      work_.forget_sender_key_holder(device.text());
      work_.forget_sender_key_holder(names_.other(device).text());
    }
    ++opened;
  }
  return opened;
}

std::optional<MessageSealer::Sealed> MessageSealer::seal(const Jid& device, std::string_view plaintext,
                                                         const StanzaMarks& marks) {
  auto sealed = SessionCipher(work_, names_.address(device)).encrypt(padded(plaintext));
  if (!sealed) return std::nullopt;
  const bool opens = sealed->kind == CipherKind::pkmsg;
  return Sealed{encrypted_node(opens ? "pkmsg" : "msg", std::move(sealed->bytes), marks), opens};
}

Node MessageSealer::message_node(const OutgoingMessage& message) const {
  Node stanza("message", {{"id", message.id}, {"to", message.chat.text()}, {"type", message.marks.type}});
  if (!message.marks.edit.empty()) stanza.set("edit", message.marks.edit);
  if (!message.marks.poll.empty()) stanza.add(Node("meta", {{"polltype", message.marks.poll}}));
  if (!message.marks.business.empty()) stanza.add(business_node(message.marks.business));
  return stanza;
}

void MessageSealer::add_device_identity(Node& stanza) const {
  stanza.add(bytes_node("device-identity", own_.device_identity));
}

Node MessageSealer::seal_direct(const OutgoingMessage& message, const std::vector<Jid>& devices, std::int64_t now) {
  const std::string own_copy = for_own_devices(message.message, message.chat.text());
  const bool to_myself = names_.is_own(message.chat);
  Node participants("participants");
  bool opens = false;
  for (const Jid& device : devices) {
    if (is_this_device(device)) continue;
    const bool is_copy = names_.is_own(device) && (!to_myself || device.device != 0);
    auto sealed = seal(device, is_copy ? std::string_view(own_copy) : std::string_view(message.message), message.marks);
    if (!sealed) continue;
    opens = opens || sealed->opens;
    participants.add(Node("to", {{"jid", device.text()}})).add(std::move(sealed->enc));
  }
  Node stanza = message_node(message);
  if (message.chat.is_lid()) {
    const Jid pn = names_.other(message.chat);
    if (!pn.user.empty()) stanza.set("peer_recipient_pn", pn.text());
  }
  stanza.add(std::move(participants));
  if (opens) add_device_identity(stanza);
  if (message.token) stanza.add(*message.token);
  work_.remember_sent(message.chat.text(), message.id, message.message, now);
  work_.keep_outgoing(message.id, encode_frame(stanza), now);
  return stanza;
}

// One name for the own key, whichever a group uses.
SignalAddress MessageSealer::own_group_address() { return names_.address(names_.own_pn()); }

std::vector<Jid> MessageSealer::to_be_told(const Jid& group, const std::vector<Jid>& devices) {
  const std::vector<std::string> told = work_.sender_key_holders(group.text());
  const std::set<std::string> holders(told.begin(), told.end());
  std::set<std::string> present;
  for (const Jid& device : devices) present.insert(device.text());
  const bool somebody_left =
      std::any_of(holders.begin(), holders.end(), [&](const std::string& holder) { return !present.contains(holder); });
  std::vector<Jid> out;
  for (const Jid& device : devices) {
    if (is_this_device(device)) continue;
    if (somebody_left || !holders.contains(device.text())) out.push_back(device);
  }
  return out;
}

Node MessageSealer::seal_group(const OutgoingMessage& message, const std::vector<Jid>& devices, bool by_lid,
                               std::int64_t now) {
  const std::string group = message.chat.text();
  GroupCipher cipher(work_, group, own_group_address());

  const std::vector<std::string> told = work_.sender_key_holders(group);
  std::set<std::string> present;
  for (const Jid& device : devices) present.insert(device.text());
  const bool somebody_left =
      std::any_of(told.begin(), told.end(), [&](const std::string& holder) { return !present.contains(holder); });
  if (somebody_left || !cipher.has_own_key()) {
    cipher.rotate();
    work_.clear_sender_key_holders(group);
  }

  const std::string key = key_telling_message(group, cipher.distribution());
  const StanzaMarks plain;
  Node participants("participants");
  bool opens = false;
  for (const Jid& device : to_be_told(message.chat, devices)) {
    auto sealed = seal(device, key, plain);
    if (!sealed) continue;
    opens = opens || sealed->opens;
    participants.add(Node("to", {{"jid", device.text()}})).add(std::move(sealed->enc));
    work_.add_sender_key_holder(group, device.text());
  }

  Node stanza = message_node(message);
  stanza.set("phash", participant_hash(devices));
  if (message.chat.is_group()) stanza.set("addressing_mode", by_lid ? "lid" : "pn");
  if (!participants.children().empty()) stanza.add(std::move(participants));
  const auto sealed = cipher.encrypt(padded(message.message));
  if (sealed) stanza.add(encrypted_node("skmsg", *sealed, message.marks));
  if (opens) add_device_identity(stanza);
  work_.remember_sent(group, message.id, message.message, now);
  work_.keep_outgoing(message.id, encode_frame(stanza), now);
  return stanza;
}

std::optional<Node> MessageSealer::seal_for_phone(const std::string& id, const proto::Message& message) {
  const Jid phone = names_.own_pn().account();
  auto sealed = seal(phone, message.SerializeAsString(), {});
  if (!sealed) return std::nullopt;
  Node stanza("message", {{"id", id}, {"to", phone.text()}, {"type", "text"}, {"category", "peer"}});
  stanza.set("push_priority", "high");
  const bool opens = sealed->opens;
  stanza.add(std::move(sealed->enc));
  if (opens) add_device_identity(stanza);
  return stanza;
}

std::optional<Node> MessageSealer::seal_again(const OutgoingMessage& message, const Jid& device,
                                              const std::string& participant, std::int64_t count,
                                              std::int64_t sent_at) {
  std::string plaintext = message.message;
  const bool is_group = message.chat.is_group() || message.chat.is_broadcast();
  if (is_group) {
    GroupCipher cipher(work_, message.chat.text(), own_group_address());
    if (cipher.has_own_key()) {
      // Wire forms of two messages one after the other are the wire form of both together.
      plaintext += key_telling_message(message.chat.text(), cipher.distribution());
      work_.add_sender_key_holder(message.chat.text(), device.text());
    }
  }
  if (names_.is_own(device)) plaintext = for_own_devices(plaintext, message.chat.text());
  auto sealed = seal(device, plaintext, message.marks);
  if (!sealed) return std::nullopt;

  Node stanza = message_node(message);
  stanza.set("to", is_group ? message.chat.text() : device.text());
  if (!participant.empty()) stanza.set("participant", participant);
  if (names_.is_own(device) && !is_group) stanza.set("recipient", message.chat.text());
  stanza.set("t", sent_at);
  stanza.set("device_fanout", "false");
  sealed->enc.set("count", count);
  const bool opens = sealed->opens;
  stanza.add(std::move(sealed->enc));
  if (opens) add_device_identity(stanza);
  return stanza;
}

}  // namespace wagate::session_whatsapp
