#pragma once

#include <cstdint>
#include <string_view>

#include "crypto/curve.h"
#include "crypto/secret.h"

namespace wagate::session_whatsapp {

// Writes the fields of a record one after the other: numbers in groups of seven bits, keys as they are.
// What it wrote before is wiped when it grows.
class RecordWriter {
 public:
  RecordWriter& number(std::uint64_t value);
  template <std::size_t N>
  RecordWriter& secret(const Secret<N>& value) {
    return fixed(value.expose());
  }
  RecordWriter& key(const PublicKey& value) { return fixed(value.raw()); }
  RecordWriter& pair(const KeyPair& value) { return secret(value.secret).key(value.pub); }

  SecretBytes take() { return std::move(out_); }

 private:
  RecordWriter& fixed(std::string_view bytes);

  SecretBytes out_;
};

// Reads them back in the same order. After the first field that is not there every further one reads as
// zero and good() is false.
class RecordReader {
 public:
  explicit RecordReader(std::string_view record) : rest_(record) {}

  std::uint64_t number();
  std::uint32_t number32();
  // A number of elements that follow, refused when it is above `limit`.
  std::size_t count(std::size_t limit);
  template <std::size_t N>
  Secret<N> secret() {
    auto value = Secret<N>::from(fixed(N));
    return value ? *value : Secret<N>();
  }
  PublicKey key();
  KeyPair pair();

  // Everything was there so far.
  bool good() const { return good_; }
  // Everything was there and nothing is left.
  bool complete() const { return good_ && rest_.empty(); }

 private:
  std::string_view fixed(std::size_t size);

  std::string_view rest_;
  bool good_ = true;
};

}  // namespace wagate::session_whatsapp
