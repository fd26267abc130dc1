#pragma once

#include <string>
#include <string_view>

#include "sqlite/error.h"

namespace wagate::sqlite {

// How a plugin speaks of its file. The library knows what happened; what an operator can do about it, the plugin knows
// better:
//
//   constexpr Wording kWording{.file = "the store", .contents = "keys", .when_full = "Free space in {folder}."};
//   // "the store /var/lib/wagate/store.db is full: the disk has no space left (...). Free space in /var/lib/wagate."
//
// Every text is a literal. "{path}" and "{folder}" in the advices become those of the file.
struct Wording {
  std::string_view file = "the database";
  std::string_view contents = "data";  // why others must not read it

  std::string_view when_in_use = "Is a second gateway, a backup or an sqlite3 shell using it? Stop that program.";
  std::string_view when_full = "Free space in {folder}.";
  std::string_view when_damaged =
      "Stop the gateway and restore the file from a backup; to begin anew, move it and the files {path}-wal and "
      "{path}-shm "
      "away.";
  std::string_view when_foreign = "Set path to a file of its own.";
  std::string_view when_newer = "Install the newer gateway, or restore the backup made before the upgrade.";
};

// What SQLite said about a call.
struct Failure {
  int result = 0;        // extended
  std::string detail;    // SQLite's own text
  int system_error = 0;  // errno of the failed system call, or 0
};

// Sentences about one file. The path is borrowed.
class Explanation {
 public:
  Explanation(const Wording& wording, const std::string& path) : wording_(wording), path_(path) {}

  // Translates what SQLite said. `waited_ms` is how long a locked file was waited for, `has_limit` whether one was set.
  Error of(const Failure& failure, int waited_ms, bool has_limit) const;

  // `verdict` is SQLite's.
  Error damaged(const std::string& verdict) const;
  Error foreign() const;
  Error newer(std::int64_t version, std::int64_t newest_known) const;
  Error exposed() const;  // others can read it, and its mode cannot be changed
  Error no_log() const;   // the file system has no shared memory

 private:
  std::string name() const { return std::string(wording_.file) + " " + path_; }
  std::string folder() const;
  std::string advice(std::string_view text) const;

  const Wording& wording_;
  const std::string& path_;
};

}  // namespace wagate::sqlite
