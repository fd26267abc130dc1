#include "session/session_files.h"

#include <algorithm>
#include <filesystem>

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMaxIdLength = 64;

bool is_file_name(std::string_view id) {
  return !id.empty() && id.size() <= kMaxIdLength && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

}  // namespace

std::string SessionFiles::path(std::string_view instance_id) const {
  if (!is_file_name(instance_id))
    throw StoreError(StoreError::Kind::no_access, "the instance's id is no UUID, so it gets no session file");
  return directory_ + "/" + std::string(instance_id) + ".wa";
}

std::unique_ptr<SessionStore> SessionFiles::open(std::string_view instance_id) const {
  return std::make_unique<SessionStore>(path(instance_id));
}

bool SessionFiles::exists(std::string_view instance_id) const {
  std::error_code ignored;
  return is_file_name(instance_id) && std::filesystem::exists(path(instance_id), ignored);
}

void SessionFiles::erase(std::string_view instance_id) const {
  if (!is_file_name(instance_id)) return;
  // The file goes first: what SQLite keeps beside it means nothing without it.
  const std::string file = path(instance_id);
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
    std::error_code ignored;
    std::filesystem::remove(file + suffix, ignored);
  }
}

}  // namespace wagate::session_whatsapp
