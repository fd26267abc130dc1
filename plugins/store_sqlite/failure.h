#pragma once

#include <stdexcept>
#include <string>

#include "wagate/abi/basic.h"

namespace wagate::store_sqlite {

// Why the store could not do something: a code for programs, and a sentence that names the file,
// what happened and what to do about it. Never holds a stored key or value.
class StoreFailure : public std::runtime_error {
 public:
  StoreFailure(abi::StatusCode code, const std::string& sentence) : std::runtime_error(sentence), code_(code) {}

  abi::StatusCode code() const { return code_; }

 private:
  abi::StatusCode code_;
};

// Translates an (extended) SQLite result. `detail` is SQLite's own text, `system_error` the errno of
// the failed system call or 0, `wait_ms` how long a locked file was waited for.
StoreFailure explain(const std::string& path, int result, const std::string& detail, int system_error,
                     int wait_ms);

}  // namespace wagate::store_sqlite
