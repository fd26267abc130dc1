#include "app_state/app_state_keys.h"

#include "crypto/bytes.h"
#include "crypto/cipher.h"
#include "crypto/hash.h"
#include "crypto/key_derivation.h"
#include "crypto/random.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kAppStateIv = 16;

std::string eight_bytes(std::uint64_t number) {
  std::string out;
  append_big_endian(out, number, 8);
  return out;
}

}  // namespace

AppStateKeys AppStateKeys::expand(const Secret<32>& key) {
  const Secret<160> material = hkdf<160>(key.expose(), {}, "WhatsApp Mutation Keys");
  AppStateKeys out;
  out.index_ = material.part<32>(0);
  out.value_ = material.part<32>(32);
  out.value_mac_ = material.part<32>(64);
  out.snapshot_mac_ = material.part<32>(96);
  out.patch_mac_ = material.part<32>(128);
  return out;
}

std::string AppStateKeys::index_mac(std::string_view index) const {
  return std::string(hmac_sha256(index_.expose(), index).expose());
}

std::string AppStateKeys::value_mac(MutationKind kind, std::string_view key_id, std::string_view encrypted) const {
  const char operation = kind == MutationKind::set ? '\x01' : '\x02';
  const Secret<64> mac = hmac_sha512(
      value_mac_.expose(), {std::string_view(&operation, 1), key_id, encrypted, eight_bytes(key_id.size() + 1)});
  return std::string(mac.expose().substr(0, 32));
}

std::string AppStateKeys::snapshot_mac(std::string_view hash, std::uint64_t version,
                                       std::string_view collection) const {
  return std::string(hmac_sha256(snapshot_mac_.expose(), {hash, eight_bytes(version), collection}).expose());
}

std::string AppStateKeys::patch_mac(std::string_view snapshot_mac, std::string_view value_macs, std::uint64_t version,
                                    std::string_view collection) const {
  return std::string(
      hmac_sha256(patch_mac_.expose(), {snapshot_mac, value_macs, eight_bytes(version), collection}).expose());
}

std::string AppStateKeys::encrypt(std::string_view plaintext) const {
  std::string out = random_bytes(kAppStateIv);
  out += aes_cbc_encrypt(value_, out, plaintext);
  return out;
}

std::optional<std::string> AppStateKeys::decrypt(std::string_view encrypted) const {
  if (encrypted.size() < 2 * kAppStateIv) return std::nullopt;
  return aes_cbc_decrypt(value_, encrypted.substr(0, kAppStateIv), encrypted.substr(kAppStateIv));
}

}  // namespace wagate::session_whatsapp
