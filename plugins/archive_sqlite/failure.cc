#include "failure.h"

#include <sqlite3.h>

#include <cstring>
#include <filesystem>

namespace wagate::archive_sqlite {

std::string way_out_of_damage(const std::string& path) {
  return "Stop the gateway and move " + path + " and the files " + path + "-wal and " + path +
         "-shm away: the gateway begins a new archive, and instances are not affected. Or put a backup in its place.";
}

ArchiveFailure explain(const std::string& path, int result, const std::string& detail, int system_error) {
  using abi::StatusCode;
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const std::string why =
      system_error == 0 ? " (" + detail + ")" : " (" + detail + ", " + std::strerror(system_error) + ")";

  switch (result & 0xFF) {
    case SQLITE_FULL:
      return {StatusCode::resource_exhausted,
              "the archive " + path + " is full: the disk has no space left or max_size_mb is reached" + why +
                  ". Free space in " + folder + ", raise the limit, or keep less with max_age_days or "
                  "max_messages_per_instance."};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {StatusCode::unavailable,
              "the archive " + path + " is locked by another program. Is a second gateway, a backup or an sqlite3 "
              "shell using it? Stop that program."};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {StatusCode::internal,
              "the archive " + path + " is damaged or not a database" + why + ". " + way_out_of_damage(path)};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {StatusCode::unavailable,
              "the archive " + path + " cannot be written" + why +
                  ". Give the gateway's user write access to the file and to " + folder + "."};
    case SQLITE_CANTOPEN:
      return {StatusCode::unavailable,
              "the archive " + path + " cannot be opened" + why + ". " + folder +
                  " must exist and be writable for the gateway's user."};
    case SQLITE_IOERR:
      return {StatusCode::unavailable,
              "the disk failed while the archive " + path + " was used" + why +
                  ". Look at the system log for disk errors and at the free space in " + folder + "."};
    case SQLITE_TOOBIG:
      return {StatusCode::invalid_argument, "a record is too large for the archive " + path + why + "."};
    default:
      return {StatusCode::internal,
              "the archive " + path + " failed" + why + ". This is a defect; please report it with this line."};
  }
}

}  // namespace wagate::archive_sqlite
