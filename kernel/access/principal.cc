#include "kernel/access/principal.h"

namespace wagate {

AccessPrincipal::AccessPrincipal(const abi::PrincipalSpec& spec)
    : subject_(spec.subject.empty() ? "a client" : spec.subject.str()), permissions_(spec.permissions),
      all_instances_(spec.all_instances != 0), credential_(spec.credential.str()), expires_at_ms_(spec.expires_at_ms),
      bounds_json_(spec.bounds_json.str()) {
  for (std::uint64_t i = 0; i < spec.instance_count; ++i) {
    if (!spec.instance_ids[i].empty()) instance_ids_.insert(spec.instance_ids[i].str());
  }
}

}  // namespace wagate
