#include "global_key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "secret.h"
#include "wagate/plugin.h"

namespace wagate::auth_apikey {

namespace {

constexpr std::size_t kWeakBelow = 8;
constexpr std::size_t kMaxStored = 1024;

// Keys of sample files that everybody knows.
constexpr const char* kSampleKeys[] = {"BQYHJGJHJ", "429683C4C977415CAAFCCE10F7D57E11"};

void check_usable(const std::string& key, const std::string& where) {
  for (const char* sample : kSampleKeys)
    if (key == sample)
      throw PluginError(where + " is the key of a public sample file, which everybody knows; set one of your own, or "
                        "leave it empty to have one generated");
  const auto is_bad = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
  if (std::any_of(key.begin(), key.end(), is_bad) || key.front() == ' ' || key.back() == ' ')
    throw PluginError(where + " begins or ends with a blank or contains a control character, which no request header "
                      "can carry; remove it");
}

PluginError cannot(const std::string& what, const std::filesystem::path& file, int reason) {
  return PluginError("the file " + file.string() + ", which keeps the generated global key, cannot be " + what + ": " +
                     std::strerror(reason) + "; set AUTHENTICATION_API_KEY, or make the state directory writable");
}

// A descriptor that closes itself.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

std::optional<std::string> read_stored(const std::filesystem::path& path) {
  File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (file.get() < 0) {
    if (errno == ENOENT) return std::nullopt;
    throw cannot("read", path, errno);
  }
  std::string text(kMaxStored + 1, '\0');
  const ssize_t size = ::read(file.get(), text.data(), text.size());
  if (size < 0) throw cannot("read", path, errno);
  text.resize(static_cast<std::size_t>(size));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.empty() || text.size() > kMaxStored)
    throw PluginError("the file " + path.string() + " should hold the generated global key but is empty or too long; "
                      "remove it to have a new key generated, or set AUTHENTICATION_API_KEY");
  if (::fchmod(file.get(), 0600) != 0) throw cannot("kept private", path, errno);
  return text;
}

// Written beside and moved into place, so that a crash leaves no half of a key.
void keep(const std::string& key, const std::filesystem::path& path) {
  const std::string draft = path.string() + ".new";
  const std::string line = key + "\n";
  {
    File file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file.get() < 0 || ::write(file.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()) ||
        ::fchmod(file.get(), 0600) != 0 || ::fsync(file.get()) != 0)
      throw cannot("written", path, errno);
  }
  if (::rename(draft.c_str(), path.c_str()) != 0) throw cannot("written", path, errno);
}

}  // namespace

GlobalKey find_global_key(const std::string& configured, const std::filesystem::path& file) {
  if (!configured.empty()) {
    check_usable(configured, "the global key (key, AUTHENTICATION_API_KEY)");
    return {configured, KeySource::configured};
  }
  if (auto stored = read_stored(file)) {
    check_usable(*stored, "the global key in " + file.string());
    return {*stored, KeySource::stored};
  }
  std::string key = random_key();
  keep(key, file);
  return {std::move(key), KeySource::generated};
}

bool is_weak(const std::string& key) { return key.size() < kWeakBelow; }

}  // namespace wagate::auth_apikey
