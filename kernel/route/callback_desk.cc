#include "kernel/route/callback_desk.h"

namespace wagate {

abi::AudienceId CallbackDesk::open(abi::Transport& transport, const abi::CallbackSpec& spec) noexcept {
  const auto place = transports_.place_of(transport);
  if (!place) return 0;
  if (spec.all_instances == 0 && !registry_.find_key(spec.instance)) return 0;
  const AudiencePtr audience = audiences_.join_callback(spec.all_instances != 0 ? 0 : spec.instance, spec.section.view(),
                                                        variant_, *place);
  return audience ? audience->id : 0;
}

void CallbackDesk::close(abi::Transport& transport, abi::AudienceId audience) noexcept {
  if (const auto place = transports_.place_of(transport)) audiences_.leave_callback(audience, *place);
}

}  // namespace wagate
