#include "kernel/core/status.h"

namespace wagate {

std::string_view code_name(abi::StatusCode code) {
  switch (code) {
    case abi::StatusCode::ok: return "ok";
    case abi::StatusCode::invalid_argument: return "invalid_argument";
    case abi::StatusCode::not_found: return "not_found";
    case abi::StatusCode::already_exists: return "already_exists";
    case abi::StatusCode::permission_denied: return "permission_denied";
    case abi::StatusCode::unauthenticated: return "unauthenticated";
    case abi::StatusCode::failed_precondition: return "failed_precondition";
    case abi::StatusCode::unavailable: return "unavailable";
    case abi::StatusCode::deadline_exceeded: return "deadline_exceeded";
    case abi::StatusCode::resource_exhausted: return "resource_exhausted";
    case abi::StatusCode::unimplemented: return "unimplemented";
    case abi::StatusCode::internal: return "internal";
  }
  return "unknown";  // a plugin's own invention
}

}  // namespace wagate
