#include "session/link_code.h"

#include <utility>

#include "crypto/cipher.h"
#include "crypto/key_derivation.h"
#include "crypto/random.h"
#include "node/jid.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::string_view kAlphabet = "123456789ABCDEFGHJKLMNPQRSTVWXYZ";
constexpr std::size_t kCodeLength = 8;
constexpr unsigned kStretchRounds = 131'072;
constexpr std::size_t kSaltSize = 32;
constexpr std::size_t kIvSize = 16;
constexpr std::size_t kKeySize = 32;
constexpr std::size_t kNonceSize = 12;

Node registration_iq(std::string_view jid, std::string_view stage) {
  Node iq("iq", {{"type", "set"}, {"xmlns", "md"}});
  iq.add(Node("link_code_companion_reg")).set("jid", jid).set("stage", stage);
  return iq;
}

std::string data_of(const Node& parent, std::string_view tag) {
  const Node* child = parent.child(tag);
  return child ? child->data() : std::string();
}

}  // namespace

std::string make_link_code() {
  std::string code;
  for (std::size_t i = 0; i < kCodeLength; ++i) code += kAlphabet[random_below(kAlphabet.size())];
  return code;
}

std::string wrap_with_code(std::string_view code, const PublicKey& key) {
  const std::string salt = random_bytes(kSaltSize);
  const std::string iv = random_bytes(kIvSize);
  return salt + iv + aes_ctr(pbkdf2_sha256(code, salt, kStretchRounds), iv, key.raw());
}

std::optional<PublicKey> unwrap_with_code(std::string_view code, std::string_view wrapped) {
  if (wrapped.size() != kSaltSize + kIvSize + kKeySize) return std::nullopt;
  const Secret<32> stretched = pbkdf2_sha256(code, wrapped.substr(0, kSaltSize), kStretchRounds);
  return PublicKey::from_raw(
      aes_ctr(stretched, wrapped.substr(kSaltSize, kIvSize), wrapped.substr(kSaltSize + kIvSize)));
}

LinkCode::LinkCode(Wire& wire, const DeviceKeys& keys, Browser browser, Told told)
    : wire_(wire), keys_(keys), browser_(browser), told_(std::move(told)) {}

void LinkCode::ask(std::string_view number) {
  code_ = make_link_code();
  jid_ = std::string(number) + "@" + std::string(kPnServer);
  Node iq = registration_iq(jid_, "companion_hello");
  Node registration = iq.children().front();
  registration.set("should_show_push_notification", "true");
  registration.add(
      bytes_node("link_code_pairing_wrapped_companion_ephemeral_pub", wrap_with_code(code_, ephemeral_.pub)));
  registration.add(bytes_node("companion_server_auth_key_pub", std::string(keys_.noise.pub.raw())));
  registration.add(bytes_node("companion_platform_id", std::string(1, client_type(browser_))));
  registration.add(bytes_node("companion_platform_display", platform_display(browser_)));
  registration.add(bytes_node("link_code_pairing_nonce", "0"));
  iq.set_children({std::move(registration)});
  wire_.request(std::move(iq), [this](const Answer& answer) {
    const Node* reference = answer.stanza.find({"link_code_companion_reg", "link_code_pairing_ref"});
    if (answer.kind == Answer::Kind::disconnected) return;
    if (!answer.ok() || !reference) return told_.failed("no_code_for_this_number");
    reference_ = reference->data();
    told_.code(code_);
  });
}

void LinkCode::take(const Node& notification) {
  const Node* registration = notification.child("link_code_companion_reg");
  if (!registration || reference_.empty() || data_of(*registration, "link_code_pairing_ref") != reference_) return;
  finish(*registration);
}

void LinkCode::finish(const Node& registration) {
  const auto theirs =
      unwrap_with_code(code_, data_of(registration, "link_code_pairing_wrapped_primary_ephemeral_pub"));
  const auto primary = PublicKey::from_either(data_of(registration, "primary_identity_pub"));
  if (!theirs || !primary) return told_.failed("phone_sent_no_keys");
  const auto shared = agree(ephemeral_.secret, *theirs);
  const auto identity_shared = agree(keys_.identity.secret, *primary);
  if (!shared || !identity_shared) return told_.failed("phone_sent_bad_keys");

  const Secret<32> random = random_secret<32>();
  SecretBytes bundle;
  bundle.writable().reserve(3 * kKeySize);
  for (const std::string_view part : {keys_.identity.pub.raw(), primary->raw(), random.expose()})
    bundle.writable() += part;
  std::string sealed = random_bytes(kSaltSize);
  const Secret<32> bundle_key =
      hkdf<32>(shared->expose(), sealed, "link_code_pairing_key_bundle_encryption_key");
  const std::string nonce = random_bytes(kNonceSize);
  sealed += nonce;
  AesGcm(bundle_key).seal(*AesGcm::Nonce::from(nonce), {}, bundle.expose(), sealed);

  SecretBytes secrets;
  secrets.writable().reserve(3 * kKeySize);
  for (const std::string_view part : {shared->expose(), identity_shared->expose(), random.expose()})
    secrets.writable() += part;
  told_.agreed(hkdf<32>(secrets.expose(), "", "adv_secret"));

  Node iq = registration_iq(jid_, "companion_finish");
  Node finish = iq.children().front();
  finish.add(bytes_node("link_code_pairing_wrapped_key_bundle", std::move(sealed)));
  finish.add(bytes_node("companion_identity_public", std::string(keys_.identity.pub.raw())));
  finish.add(bytes_node("link_code_pairing_ref", std::exchange(reference_, {})));
  iq.set_children({std::move(finish)});
  wire_.request(std::move(iq), [this](const Answer& answer) {
    if (answer.kind == Answer::Kind::error || answer.kind == Answer::Kind::timed_out) told_.failed("code_not_finished");
  });
}

}  // namespace wagate::session_whatsapp
