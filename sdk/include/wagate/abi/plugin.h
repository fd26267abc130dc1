#pragma once

#include "wagate/abi/host.h"

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

  // A new configuration, checked against the schema like the first. Looks at it, makes ready what it
  // needs (opens a certificate, compiles a rule) and changes nothing yet. unimplemented: this unit can
  // only change by a restart of the gateway; any other failure: the configuration is wrong, and nobody
  // applies anything. `next` is valid until commit() or discard() returned. [control]
  virtual StatusCode prepare(Config& next, ErrorOut& error) noexcept = 0;

  // Applies what prepare() made ready, at once; cannot fail. [control]
  virtual void commit() noexcept = 0;

  // Forgets it: another unit could not follow. [control]
  virtual void discard() noexcept = 0;

 protected:
  ~Plugin() = default;
};

}  // namespace wagate::abi
