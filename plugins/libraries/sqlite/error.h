#pragma once

#include <cstdint>
#include <string>

#include "wagate/plugin.h"

namespace wagate::sqlite {

// A file could not be opened, read or written. The sentence names the file, what happened and what to do about it; it
// never holds what is in the file. The kind tells programs.
class Error : public PluginError {
 public:
  enum class Kind : std::uint8_t {
    in_use,     // another connection or process has it, and it was waited for
    full,       // the disk, or the limit that was set
    no_access,  // the file or its folder cannot be made, opened, or written in the way that is needed
    disk,       // the disk failed
    damaged,    // not whole, or not a database
    foreign,    // a database of another program
    newer,      // written by a newer version of ours
    too_large,  // one value
    failed,     // anything else: a defect
  };

  // `result` is what SQLite answered, 0 when it was not asked.
  Error(Kind kind, const std::string& sentence, int result = 0)
      : PluginError(code_of(kind), sentence), kind_(kind), result_(result) {}

  Kind kind() const { return kind_; }
  int result() const { return result_; }

 private:
  static abi::StatusCode code_of(Kind kind) {
    switch (kind) {
      case Kind::full:
        return abi::StatusCode::resource_exhausted;
      case Kind::in_use:
      case Kind::no_access:
      case Kind::disk:
        return abi::StatusCode::unavailable;
      case Kind::foreign:
      case Kind::newer:
        return abi::StatusCode::failed_precondition;
      case Kind::too_large:
        return abi::StatusCode::invalid_argument;
      case Kind::damaged:
      case Kind::failed:
        break;
    }
    return abi::StatusCode::internal;
  }

  Kind kind_;
  int result_;
};

}  // namespace wagate::sqlite
