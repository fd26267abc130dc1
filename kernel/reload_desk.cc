#include "kernel/reload_desk.h"

#include "wagate/owned.h"
#include "wagate/task.h"

namespace wagate {

void ReloadDesk::reload(abi::CommandReply* reply) noexcept {
  executor_.post(make_task([this, owned = Owned<abi::CommandReply>(reply)] { reload_(*owned); }));
}

}  // namespace wagate
