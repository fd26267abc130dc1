#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <utility>

namespace wagate::session_simulator {

// The stanzas an account sent lately, as JSON texts. Bounded in number and in bytes; the oldest go first.
// Not thread-safe: its session guards it.
class StanzaLog {
 public:
  static constexpr std::size_t kMaxStanzas = 100;
  static constexpr std::size_t kMaxBytes = 1'048'576;

  void add(std::string json) {
    bytes_ += json.size();
    stanzas_.push_back(std::move(json));
    while (stanzas_.size() > kMaxStanzas || (bytes_ > kMaxBytes && stanzas_.size() > 1)) {
      bytes_ -= stanzas_.front().size();
      stanzas_.pop_front();
    }
  }

  // A JSON array, oldest first.
  std::string json() const {
    std::string out = "[";
    for (const std::string& stanza : stanzas_) {
      if (out.size() > 1) out += ',';
      out += stanza;
    }
    return out + "]";
  }

 private:
  std::deque<std::string> stanzas_;
  std::size_t bytes_ = 0;
};

}  // namespace wagate::session_simulator
