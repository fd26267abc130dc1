#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/curve.h"
#include "noise/symmetric_state.h"
#include "noise/transport_cipher.h"

namespace wagate::session_whatsapp::testing {

inline constexpr std::int64_t kNow = 1'768'485'802;

// A certificate chain and what may be wrong with it.
struct ChainRecipe {
  KeyPair root = KeyPair::generate();
  KeyPair intermediate = KeyPair::generate();
  KeyPair leaf_signer = intermediate;  // who signs the leaf
  PublicKey leaf_key;                  // what the leaf certifies
  std::uint32_t intermediate_serial = 1;
  std::uint32_t intermediate_issuer = 0;
  std::uint32_t leaf_serial = 2;
  std::uint32_t leaf_issuer = 1;
  std::uint64_t not_before = kNow - 1000;
  std::uint64_t not_after = kNow + 1000;

  std::string chain() const;
};

// The server's side of the handshake.
class TestResponder {
 public:
  explicit TestResponder(KeyPair static_pair = KeyPair::generate());

  const KeyPair& static_pair() const { return static_pair_; }
  // Its leaf certifies the static key unless told otherwise.
  ChainRecipe& recipe() { return recipe_; }
  const PublicKey& root() const { return recipe_.root.pub; }

  // What answers the client's hello; nothing when that is none.
  std::optional<std::string> answer(std::string_view client_hello);

  // Reads the client's second message. Afterwards the rest is known.
  bool finish(std::string_view client_finish);
  const std::string& client_payload() const { return client_payload_; }
  const PublicKey& client_static() const { return client_static_; }
  TransportCipher& sending() { return *sending_; }
  TransportCipher& receiving() { return *receiving_; }

 private:
  KeyPair static_pair_;
  KeyPair ephemeral_ = KeyPair::generate();
  ChainRecipe recipe_;
  SymmetricState state_;
  std::string client_payload_;
  PublicKey client_static_;
  std::optional<TransportCipher> sending_;
  std::optional<TransportCipher> receiving_;
};

}  // namespace wagate::session_whatsapp::testing
