#pragma once

#include "wagate/abi/basic.h"

namespace wagate::abi {

// What the kernel gives to a unit. Everything is found by service id, so that a plugin built
// today runs on a kernel that has learnt more since.
class Host {
 public:
  // The host service with this id, e.g. "wagate.host.log/1", or null when this kernel has none.
  // The pointer is valid until the unit is released. [any]
  virtual void* query(StringRef service_id) noexcept = 0;

 protected:
  ~Host() = default;
};

// One configured use of a plugin. Views are valid until create() returns.
struct UnitSpec {
  std::uint32_t size = sizeof(UnitSpec);
  std::uint32_t reserved = 0;
  StringRef name;         // unique in the process; the name in logs
  StringRef plugin_id;
  StringRef config_json;  // checked against the schema, defaults filled in
  StringRef state_dir;    // a directory of this unit's own; exists, mode 0700
};

// A unit: made by Descriptor::create, started, stopped, released.
class Plugin : public Object {
 public:
  // The offered service with this id, or null. Same answer every time. [any]
  virtual void* query(StringRef service_id) noexcept = 0;

  // Opens doors. When it fails the unit is released without stop(). [control]
  virtual StatusCode start(ErrorOut& error) noexcept = 0;

  // Closes doors, joins threads, answers every pending reply, gives back every subscription.
  // After it returns the unit calls nobody. [control]
  virtual void stop() noexcept = 0;

 protected:
  ~Plugin() = default;
};

}  // namespace wagate::abi
