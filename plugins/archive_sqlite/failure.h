#pragma once

#include <stdexcept>
#include <string>

#include "wagate/abi/basic.h"

namespace wagate::archive_sqlite {

// Why the archive could not do something: a code for programs, and a sentence that names the file,
// what happened and what to do about it. Never holds what was said or a phone number.
class ArchiveFailure : public std::runtime_error {
 public:
  ArchiveFailure(abi::StatusCode code, const std::string& sentence) : std::runtime_error(sentence), code_(code) {}

  abi::StatusCode code() const { return code_; }

 private:
  abi::StatusCode code_;
};

// Translates an (extended) SQLite result. `detail` is SQLite's own text, `system_error` the errno of
// the failed system call or 0.
ArchiveFailure explain(const std::string& path, int result, const std::string& detail, int system_error);

// What to do about a file that cannot be trusted any more.
std::string way_out_of_damage(const std::string& path);

}  // namespace wagate::archive_sqlite
