#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace wagate::session_whatsapp {

// The store of a session could not be opened, read or written. Says which file and what to do; never what is
// in it.
class StoreError : public std::runtime_error {
 public:
  enum class Kind : std::uint8_t {
    in_use,     // another connection or process owns it
    unusable,   // damaged, of another program, or written by a newer version: a person has to look
    no_access,  // the file or its folder cannot be read or written
    no_space,   // disk or quota are full
    failed,     // anything else the system said
  };

  StoreError(Kind kind, const std::string& sentence) : std::runtime_error(sentence), kind_(kind) {}

  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

}  // namespace wagate::session_whatsapp
