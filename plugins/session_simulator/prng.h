#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wagate::session_simulator {

// A deterministic source of choices: the same seed gives the same choices, on every machine and with
// every standard library (std:: distributions promise neither). SplitMix64.
class Prng {
 public:
  explicit Prng(std::uint64_t seed = 0) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  }

  // A number in [0, limit); 0 when the limit is 0.
  std::uint64_t below(std::uint64_t limit) { return limit == 0 ? 0 : next() % limit; }

  // A number in [low, high], both included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low + 1)));
  }

  bool percent(unsigned chance) { return below(100) < chance; }

  template <typename List>
  const auto& pick(const List& list) {
    return list[below(std::size(list))];
  }

  std::string bytes(std::size_t count) {
    std::string out(count, '\0');
    for (char& byte : out) byte = static_cast<char>(next() >> 56);
    return out;
  }

  // `count` characters of the alphabet.
  std::string text(std::string_view alphabet, std::size_t count) {
    std::string out(count, '\0');
    for (char& c : out) c = alphabet[below(alphabet.size())];
    return out;
  }
  std::string upper_hex(std::size_t count) { return text("0123456789ABCDEF", count); }
  std::string digits(std::size_t count) { return text("0123456789", count); }

  // The seed of a stream that is independent of this one and of streams with another salt.
  static std::uint64_t derive(std::uint64_t seed, std::string_view salt) {
    std::uint64_t hash = 0xCBF29CE484222325ull ^ seed;  // FNV-1a
    for (const char c : salt) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
    return Prng(hash).next();
  }

 private:
  std::uint64_t state_;
};

}  // namespace wagate::session_simulator
