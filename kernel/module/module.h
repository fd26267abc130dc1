#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "kernel/core/result.h"
#include "kernel/module/shared_object.h"
#include "wagate/abi/descriptor.h"
#include "wagate/abi/stamp.h"

namespace wagate {

// Whose files are loaded. A loaded plugin has all the rights of the process.
enum class Trust {
  open,    // any file but one that everybody may write
  strict,  // and neither the file nor its directory may be writable for the group, or belong to others
};

// A plugin that was admitted: its file, its code, what it offers.
struct Module {
  std::filesystem::path file;
  abi::Stamp stamp;
  std::shared_ptr<SharedObject> image;
  const abi::Descriptor* descriptor = nullptr;

  std::string id() const { return stamp.id; }
  std::string version() const { return stamp.version; }
};

// The stamp of a plugin file. Runs nothing of it. The error is a whole sentence with the file's name.
Result<abi::Stamp> read_stamp_file(const std::filesystem::path& file, Trust trust);

// Loads a plugin file, each step with its own refusal: file and permissions, stamp, compatibility,
// dlopen, entry function, descriptor equal to the stamp, services well formed.
Result<Module> admit(const std::filesystem::path& file, Trust trust);

// "wagate.auth/1": a dotted name, a slash, a revision.
bool is_service_id(std::string_view id);

}  // namespace wagate
