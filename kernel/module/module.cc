#include "kernel/module/module.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>

#include "kernel/module/compatibility.h"
#include "kernel/module/stamp_reader.h"
#include "wagate/abi/event_filter.h"

namespace wagate {
namespace {

constexpr std::uint64_t kMaxServices = 64;

class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path)
      : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

Status refuse(abi::StatusCode code, const std::filesystem::path& file, const std::string& why) {
  return {code, file.string() + " " + why};
}

bool owned_by_us(const struct stat& facts) { return facts.st_uid == 0 || facts.st_uid == geteuid(); }

std::optional<std::string> distrust(const struct stat& facts, const std::filesystem::path& file, Trust trust) {
  if (facts.st_mode & S_IWOTH) return "is not loaded: everybody may write to it; run chmod o-w " + file.string();
  if (trust == Trust::open) return std::nullopt;
  if (facts.st_mode & S_IWGRP)
    return "is not loaded: its group may write to it and [kernel] trust is \"strict\"; run chmod g-w " + file.string();
  if (!owned_by_us(facts))
    return "is not loaded: it belongs to user id " + std::to_string(facts.st_uid) +
           " and [kernel] trust is \"strict\"; let root own it";
  struct stat directory {};
  const std::string parent = file.parent_path().string();
  if (stat(parent.c_str(), &directory) != 0)
    return "is not loaded: its directory cannot be examined: " + std::string(std::strerror(errno));
  if ((directory.st_mode & (S_IWGRP | S_IWOTH)) || !owned_by_us(directory)) {
    return "is not loaded: others may write to its directory and [kernel] trust is \"strict\"; let root own it and run "
           "chmod go-w " +
           parent;
  }
  return std::nullopt;
}

bool has_text(const char* text) { return text && *text; }

// Nothing when the list is well formed.
std::optional<std::string> service_mistake(const abi::ServiceDecl* list, std::uint64_t count, std::string_view role) {
  if (count > kMaxServices || (count > 0 && !list)) return "its list of " + std::string(role) + " is not usable";
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string id = list[i].id ? list[i].id : "";
    if (!is_service_id(id)) {
      return "it " + std::string(role) + " \"" + id + "\", which is not a service id such as \"wagate.auth/1\"";
    }
    for (std::uint64_t j = 0; j < i; ++j) {
      if (id == list[j].id) return "it " + std::string(role) + " " + id + " twice";
    }
    if (role == "offers" && id == abi::EventFilter::kServiceId &&
        (list[i].flags & (abi::kFilterIntake | abi::kFilterDelivery)) == 0) {
      return "its filter does not say whether it runs at the intake or at the delivery";
    }
  }
  return std::nullopt;
}

std::optional<std::string> descriptor_mistake(const abi::Descriptor* descriptor, const abi::Stamp& stamp) {
  if (!descriptor) return "its entry function returned nothing";
  if (descriptor->size < sizeof(abi::Descriptor)) return "its descriptor is too short";
  if (!descriptor->stamp || std::memcmp(descriptor->stamp, &stamp, sizeof(abi::Stamp)) != 0) {
    return "its descriptor does not carry the stamp that is in the file; link it from one build only";
  }
  if (!has_text(descriptor->config_schema)) return "its descriptor has no configuration schema";
  if (!has_text(descriptor->summary)) return "its descriptor has no summary";
  if (!descriptor->create) return "its descriptor has no create function";
  if (auto mistake = service_mistake(descriptor->offers, descriptor->offers_count, "offers")) return mistake;
  return service_mistake(descriptor->needs, descriptor->needs_count, "needs");
}

}  // namespace

Result<abi::Stamp> read_stamp_file(const std::filesystem::path& file, Trust trust) {
  const OpenFile opened(file);
  if (opened.get() < 0) {
    const auto code = errno == ENOENT ? abi::StatusCode::not_found : abi::StatusCode::permission_denied;
    return refuse(code, file, std::string("cannot be opened: ") + std::strerror(errno));
  }
  struct stat facts {};
  if (fstat(opened.get(), &facts) != 0) {
    return refuse(abi::StatusCode::permission_denied, file, std::string("cannot be examined: ") + std::strerror(errno));
  }
  if (!S_ISREG(facts.st_mode))
    return refuse(abi::StatusCode::invalid_argument, file, "is not a plugin: it is not a regular file");
  if (auto reason = distrust(facts, file, trust)) return refuse(abi::StatusCode::permission_denied, file, *reason);
  auto stamp = read_stamp(FileBytes(opened.get(), static_cast<std::uint64_t>(facts.st_size)));
  if (!stamp) return refuse(stamp.error().code(), file, stamp.error().sentence());
  return *stamp;
}

Result<Module> admit(const std::filesystem::path& file, Trust trust) {
  const auto stamp = read_stamp_file(file, trust);
  if (!stamp) return stamp.error();
  if (auto difference = incompatibility(*stamp, file, KernelAbi::own())) {
    return Status(abi::StatusCode::failed_precondition, std::move(*difference));
  }

  // From here on, code from the file runs: static constructors first.
  const std::string title = plugin_title(*stamp, file);
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(file, error);
  auto image = SharedObject::open(error ? file : absolute);
  if (!image) return Status(image.error().code(), title + " cannot be loaded: " + image.error().sentence() + ".");
  auto descriptor = (*image)->descriptor();
  if (!descriptor)
    return Status(descriptor.error().code(), title + " cannot be used: " + descriptor.error().sentence() + ".");
  if (auto mistake = descriptor_mistake(*descriptor, *stamp)) {
    return Status(abi::StatusCode::invalid_argument, title + " cannot be used: " + *mistake + ".");
  }
  return Module{file, *stamp, *image, *descriptor};
}

bool is_service_id(std::string_view id) {
  const std::size_t slash = id.rfind('/');
  if (slash == std::string_view::npos || id.size() > 128) return false;
  const std::string_view name = id.substr(0, slash);
  const std::string_view revision = id.substr(slash + 1);
  const auto is_name = [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  const auto is_digit = [](unsigned char c) { return c >= '0' && c <= '9'; };
  return name.find('.') != std::string_view::npos && name.front() != '.' && name.back() != '.' &&
         std::all_of(name.begin(), name.end(), is_name) && !revision.empty() && revision.size() <= 5 &&
         revision[0] != '0' && std::all_of(revision.begin(), revision.end(), is_digit);
}

}  // namespace wagate
