#pragma once

#include <cstdint>
#include <string>

#include "sqlite/wording.h"

namespace wagate::sqlite {

// What a crash of the machine may cost. The file stays whole in any case, and a crash of the process costs nothing
// that was committed.
enum class Durability : std::uint8_t {
  every_commit,  // nothing: commit() returns when the disk has it
  checkpoints,   // the last moments; commits do not wait for the disk
};

// What becomes of the bytes of removed rows.
enum class Erasing : std::uint8_t {
  always,  // overwritten at once
  cheap,   // overwritten where that costs no further write; elsewhere they stay until something else is written there
};

// A file and how it is kept. Everything after `busy_timeout_ms` is for connections that write.
struct Options {
  std::string path;
  Wording wording;
  int busy_timeout_ms = 2000;  // how long a call waits for somebody else's lock

  Durability durability = Durability::every_commit;
  Erasing erasing = Erasing::always;
  std::int64_t max_bytes = 0;                     // of the file; 0: no limit of ours
  std::int64_t max_log_bytes = 16 * 1024 * 1024;  // of the write-ahead log, while nothing is written
  std::int64_t max_checked_bytes = INT64_MAX;     // larger files are not searched for damage (a second per gigabyte)
  bool gives_pages_back = false;                  // "PRAGMA incremental_vacuum(N)" works; for files that are made now

  // Nobody else, not even another connection of this process, may open the file until this connection is closed.
  bool is_exclusive = false;
  // One of hundreds in this process: small pages and caches, no memory set aside.
  bool is_small = false;
};

}  // namespace wagate::sqlite
