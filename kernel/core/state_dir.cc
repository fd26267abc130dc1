#include "kernel/core/state_dir.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

namespace wagate {
namespace {

Status refuse(const std::filesystem::path& path, const std::string& why) {
  return {abi::StatusCode::failed_precondition,
          "the state directory " + path.string() + " " + why +
              "; set [kernel] state_dir or WAGATE_STATE_DIR to a directory of the gateway's own"};
}

}  // namespace

Result<std::unique_ptr<StateDir>> StateDir::open(const std::filesystem::path& path) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(path, error);
  if (error) return refuse(path, "cannot be made: " + error.message());
  if (made) {
    std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);
    if (error) return refuse(path, "cannot be closed to other users: " + error.message());
  }
  const int lock = ::open((path / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return refuse(path, std::string("cannot be written: ") + std::strerror(errno));
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    close(lock);
    return refuse(path, reason == EWOULDBLOCK ? "is used by another running gateway"
                                              : std::string("cannot be locked: ") + std::strerror(reason));
  }
  return std::unique_ptr<StateDir>(new StateDir(path, lock));
}

StateDir::~StateDir() { close(lock_); }

}  // namespace wagate
