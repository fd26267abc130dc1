# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_crypto_sources
  crypto/bytes.cc crypto/cipher.cc crypto/curve.cc crypto/field25519.cc crypto/hash.cc crypto/key_derivation.cc
  crypto/random.cc crypto/secret.cc crypto/xeddsa.cc)
