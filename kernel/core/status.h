#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "wagate/abi/basic.h"

namespace wagate {

// How something ended when the world may say no: a code for programs, a sentence for people.
//
//   if (Status status = store.open(path); !status.ok()) return status;
//
// The sentence says which thing, what is wrong with it, compared with what, and what to do.
class [[nodiscard]] Status {
 public:
  Status() = default;  // ok
  Status(abi::StatusCode code, std::string sentence) : code_(code), sentence_(std::move(sentence)) {}

  bool ok() const { return code_ == abi::StatusCode::ok; }
  abi::StatusCode code() const { return code_; }
  const std::string& sentence() const { return sentence_; }  // empty when ok

  // The other way round, at the plugin boundary: writes the sentence and returns the code.
  abi::StatusCode into(abi::ErrorOut& error) const {
    if (!ok()) error.set(sentence_);
    return code_;
  }

  static Status from(abi::StatusCode code, const abi::ErrorOut& error) {
    return code == abi::StatusCode::ok ? Status() : Status(code, std::string(error.view()));
  }

 private:
  abi::StatusCode code_ = abi::StatusCode::ok;
  std::string sentence_;
};

// "not_found", for logs and JSON.
std::string_view code_name(abi::StatusCode code);

}  // namespace wagate
