#include "failure.h"

#include <sqlite3.h>

#include <cstring>
#include <filesystem>

namespace wagate::store_sqlite {

namespace {

std::string because(const std::string& detail, int system_error) {
  if (system_error == 0) return " (" + detail + ")";
  return " (" + detail + ", " + std::strerror(system_error) + ")";
}

}  // namespace

StoreFailure explain(const std::string& path, int result, const std::string& detail, int system_error,
                     int wait_ms) {
  using abi::StatusCode;
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const std::string why = because(detail, system_error);

  switch (result & 0xFF) {
    case SQLITE_FULL:
      return {StatusCode::resource_exhausted,
              "the store " + path + " is full: the disk has no space left or max_size_mb is reached" + why +
                  "; nothing was changed. Free space in " + folder + " or raise the limit, then try again."};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {StatusCode::unavailable,
              "the store " + path + " has been locked by another program for more than " + std::to_string(wait_ms) +
                  " ms. Is a second gateway, a backup or an sqlite3 shell using it? Stop that program, or raise "
                  "busy_timeout_ms."};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {StatusCode::internal,
              "the store " + path + " is damaged or not a database" + why +
                  ". Stop the gateway and restore the file from a backup; to begin anew with an empty store, move it "
                  "and the files " + path + "-wal and " + path + "-shm away."};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {StatusCode::unavailable,
              "the store " + path + " cannot be written" + why +
                  ". Give the gateway's user write access to the file and to " + folder + "."};
    case SQLITE_CANTOPEN:
      return {StatusCode::unavailable,
              "the store " + path + " cannot be opened" + why + ". " + folder +
                  " must exist and be writable for the gateway's user."};
    case SQLITE_IOERR:
      return {StatusCode::unavailable,
              "the disk failed while the store " + path + " was used" + why +
                  ". Look at the system log for disk errors and at the free space in " + folder + "."};
    case SQLITE_TOOBIG:
      return {StatusCode::invalid_argument, "a value is too large for the store " + path + why + "."};
    default:
      return {StatusCode::internal,
              "the store " + path + " failed" + why + ". This is a defect; please report it with this line."};
  }
}

}  // namespace wagate::store_sqlite
