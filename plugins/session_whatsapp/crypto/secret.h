#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace wagate::session_whatsapp {

// Overwrites memory in a way the compiler cannot leave out.
void wipe(void* memory, std::size_t size) noexcept;

// A key of N bytes. It overwrites itself when it goes, does not print, and gives its bytes only through
// expose(), so that every place where a key turns into plain bytes can be found by that word.
template <std::size_t N>
class Secret {
 public:
  static constexpr std::size_t kSize = N;

  Secret() = default;  // zeros
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  ~Secret() { wipe(bytes_.data(), N); }

  // Nothing when `bytes` has another length. The source stays as it is.
  static std::optional<Secret> from(std::string_view bytes) {
    if (bytes.size() != N) return std::nullopt;
    Secret out;
    std::memcpy(out.bytes_.data(), bytes.data(), N);
    return out;
  }

  std::string_view expose() const { return {reinterpret_cast<const char*>(bytes_.data()), N}; }
  const unsigned char* data() const { return bytes_.data(); }
  unsigned char* data() { return bytes_.data(); }
  static constexpr std::size_t size() { return N; }

  // The M bytes from `offset` on, for key material that is derived in one piece and used in several.
  template <std::size_t M>
  Secret<M> part(std::size_t offset) const {
    static_assert(M <= N);
    Secret<M> out;
    std::memcpy(out.data(), bytes_.data() + offset, M);
    return out;
  }

  friend std::ostream& operator<<(std::ostream&, const Secret&) = delete;

 private:
  std::array<unsigned char, N> bytes_{};
};

// A secret whose length is known at run time only: plaintexts, serialized session records.
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(std::string&& bytes) : bytes_(std::move(bytes)) {}
  SecretBytes(const SecretBytes&) = default;
  SecretBytes(SecretBytes&& other) noexcept : bytes_(std::move(other.bytes_)) { other.clear(); }
  SecretBytes& operator=(SecretBytes other) noexcept {
    bytes_.swap(other.bytes_);
    return *this;
  }
  ~SecretBytes() { clear(); }

  std::string_view expose() const { return bytes_; }

  // For functions that write into a string. Growing it by hand leaves copies behind: reserve first.
  std::string& writable() { return bytes_; }

  bool empty() const { return bytes_.empty(); }
  std::size_t size() const { return bytes_.size(); }

  void clear() noexcept {
    wipe(bytes_.data(), bytes_.size());
    bytes_.clear();
  }

  friend std::ostream& operator<<(std::ostream&, const SecretBytes&) = delete;

 private:
  std::string bytes_;
};

}  // namespace wagate::session_whatsapp
