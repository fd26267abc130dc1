#include "message/retry.h"

#include <utility>

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kLongestRetryId = 128;

std::string retry_number(std::uint64_t number, std::size_t width) {
  std::string out;
  append_big_endian(out, number, width);
  return out;
}

Node retry_key_node(std::string_view tag, std::uint32_t id, const PublicKey& key) {
  Node out{std::string(tag)};
  out.add(bytes_node("id", retry_number(id, 3)));
  out.add(bytes_node("value", std::string(key.raw())));
  return out;
}

}  // namespace

std::optional<Node> ask_again(Transaction& work, const SessionStore& store, const Envelope& envelope,
                              SignalError error, std::int64_t now) {
  const std::int64_t count = work.count_retry(envelope.id, envelope.sender.text(), now);
  if (count > kMaxRetries) return std::nullopt;

  Node receipt("receipt", {{"type", "retry"}, {"id", envelope.id}, {"to", envelope.from}});
  if (!envelope.participant.empty()) receipt.set("participant", envelope.participant);
  if (!envelope.recipient.empty()) receipt.set("recipient", envelope.recipient);
  Node retry("retry", {{"id", envelope.id}, {"v", "1"}});
  retry.set("count", count).set("t", envelope.at);
  receipt.add(std::move(retry));
  const DeviceKeys& keys = store.keys();
  receipt.add(bytes_node("registration", retry_number(keys.registration_id, 4)));

  const bool with_keys = count > 1 || error == SignalError::no_session || error == SignalError::missing_prekey;
  if (with_keys && store.account()) {
    const OneTimePrekey prekey = work.make_prekeys(1).front();
    work.mark_uploaded(prekey.id);  // given away here
    Node given("keys");
    given.add(bytes_node("type", "\x05"));
    given.add(bytes_node("identity", std::string(keys.identity.pub.raw())));
    given.add(retry_key_node("key", prekey.id, prekey.key));
    Node& signed_key = given.add(retry_key_node("skey", keys.signed_prekey_id, keys.signed_prekey.pub));
    signed_key.add(bytes_node("signature", keys.signed_prekey_signature.str()));
    given.add(bytes_node("device-identity", store.account()->device_identity));
    receipt.add(std::move(given));
  }
  return receipt;
}

std::optional<RetryRequest> RetryRequest::read(const Node& receipt, Names& names) {
  const Node* retry = receipt.child("retry");
  const auto from = Jid::parse(receipt.attribute("from"));
  if (!retry || !from || receipt.attribute("type") != "retry") return std::nullopt;
  RetryRequest out;
  out.id = retry->has_attribute("id") ? retry->attribute("id") : receipt.attribute("id");
  out.participant = receipt.attribute("participant");
  out.count = retry->number("count").value_or(1);
  out.sent_at = retry->number("t").value_or(0);
  if (out.id.empty() || out.id.size() > kLongestRetryId || out.count < 0) return std::nullopt;

  const bool is_group = from->is_group() || from->is_broadcast();
  const auto device = is_group ? Jid::parse(out.participant) : from;
  if (!device || device->user.empty()) return std::nullopt;
  out.device = *device;
  out.chat = from->account();
  // One of the own devices asks for what went to somebody else.
  const auto recipient = Jid::parse(receipt.attribute("recipient"));
  if (!is_group && names.is_own(*from) && recipient) out.chat = recipient->account();
  return out;
}

RetryAnswer answer_retry(Transaction& work, MessageSealer& sealer, const RetryRequest& request,
                         const std::optional<PreKeyBundle>& bundle, std::int64_t now) {
  OutgoingMessage message;
  message.chat = request.chat;
  message.id = request.id;
  auto sent = work.sent(request.chat.text(), request.id);
  if (!sent) {
    // Sent under the other name of the account.
    message.chat = sealer.names().other(request.chat).account();
    if (!message.chat.user.empty()) sent = work.sent(message.chat.text(), request.id);
  }
  if (!sent) return {};
  message.message = std::move(*sent);
  proto::Message parsed;
  if (parsed.ParseFromString(message.message)) message.marks = marks_of(parsed);

  SessionCipher cipher(work, sealer.names().address(request.device));
  if (bundle) {
    if (cipher.open_session(*bundle) != SignalError::none) return {};
  } else if (!cipher.has_session() || request.count > 1) {
    return {RetryStep::fetch_keys, {}};
  }
  const std::string peer = "to " + request.device.text();
  if (work.count_retry(request.id, peer, now) > kMaxRetries) return {};
  auto stanza = sealer.seal_again(message, request.device, request.participant, request.count, request.sent_at);
  if (!stanza) return {RetryStep::fetch_keys, {}};
  return {RetryStep::send, std::move(*stanza)};
}

}  // namespace wagate::session_whatsapp
