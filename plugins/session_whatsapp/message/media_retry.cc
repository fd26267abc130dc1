#include "message/media_retry.h"

#include <utility>

#include "crypto/cipher.h"
#include "crypto/key_derivation.h"
#include "crypto/random.h"
#include "media/media_address.h"
#include "proto/message.pb.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::int32_t kPutUpAgain = 1;

Secret<32> retry_key(const Secret<32>& media_key) {
  return hkdf<32>(media_key.expose(), {}, "WhatsApp Media Retry Notification");
}

}  // namespace

Node ask_for_media_again(const Jid& own, const TargetKey& message, const Secret<32>& media_key) {
  proto::ServerErrorReceipt receipt;
  receipt.set_stanza_id(message.id);
  const std::string nonce = random_bytes(AesGcm::Nonce::size());
  std::string sealed;
  AesGcm(retry_key(media_key)).seal(*AesGcm::Nonce::from(nonce), message.id, receipt.SerializeAsString(), sealed);

  Node stanza("receipt", {{"type", "server-error"}, {"id", message.id}, {"to", own.account().text()}});
  Node& encrypted = stanza.add(Node("encrypt"));
  encrypted.add(bytes_node("enc_p", std::move(sealed)));
  encrypted.add(bytes_node("enc_iv", nonce));
  Node about("rmr", {{"jid", message.chat}, {"from_me", message.from_me ? "true" : "false"}});
  if (!message.participant.empty()) about.set("participant", message.participant);
  stanza.add(std::move(about));
  return stanza;
}

std::optional<std::string> read_media_again(const Node& notification, const Secret<32>& media_key) {
  if (notification.child("error")) return std::string();
  const Node* sealed = notification.find({"encrypt", "enc_p"});
  const Node* iv = notification.find({"encrypt", "enc_iv"});
  if (!sealed || !iv) return std::nullopt;
  const auto nonce = AesGcm::Nonce::from(iv->data());
  const std::string id(notification.attribute("id"));
  std::string plain;
  proto::MediaRetryNotification told;
  if (!nonce || !AesGcm(retry_key(media_key)).open(*nonce, id, sealed->data(), plain)) return std::nullopt;
  if (!told.ParseFromString(plain) || (told.has_stanza_id() && told.stanza_id() != id)) return std::nullopt;
  if (told.result() != kPutUpAgain || !is_media_path(told.direct_path())) return std::string();
  return told.direct_path();
}

}  // namespace wagate::session_whatsapp
