#pragma once

#include "wagate/abi/transport.h"

namespace wagate::abi {

// Where a configured callback wants its copies from.
struct CallbackSpec {
  std::uint32_t size = sizeof(CallbackSpec);
  std::uint32_t all_instances = 0;  // 1: of every instance; then `instance` is 0
  InstanceKey instance = 0;
  StringRef section;  // the section of an instance that chooses its events: "webhook". Empty: nothing chooses
};

// Audiences for transports whose clients are configured rather than connected: webhooks, queues.
// Each transport gets one audience per (instance or all, section), however many callbacks it has
// behind it; copies arrive through Transport::deliver() like any other, with the audience's id.
// They never carry raw call signalling; they carry the instance's token only when exposure is on.
class Callbacks {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.callbacks/1";

  // From now on events of the instance reach `transport` for the audience returned; 0 when there is
  // no such instance. Opening twice gives the same audience. [any]
  virtual AudienceId open(Transport& transport, const CallbackSpec& spec) noexcept = 0;

  // No delivery for it begins after this returns. Needed once per audience; an instance that is
  // deleted closes its audience by itself, with close_audience(). [any]
  virtual void close(Transport& transport, AudienceId audience) noexcept = 0;

 protected:
  ~Callbacks() = default;
};

}  // namespace wagate::abi
