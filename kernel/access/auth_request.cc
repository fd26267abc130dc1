#include "kernel/access/auth_request.h"

namespace wagate {

AuthRequestCopy::AuthRequestCopy(const abi::AuthRequest& request) {
  request_.secure = request.secure;
  request_.transport = keep(request.transport);
  request_.peer = keep(request.peer);
  request_.origin = keep(request.origin);
  request_.path = keep(request.path);
  request_.auth_json = keep(request.auth_json);
  query_.reserve(request.query_count);
  for (std::uint64_t i = 0; i < request.query_count; ++i)
    query_.push_back({keep(request.query[i].name), keep(request.query[i].value)});
  headers_.reserve(request.header_count);
  for (std::uint64_t i = 0; i < request.header_count; ++i)
    headers_.push_back({keep(request.headers[i].name), keep(request.headers[i].value)});
  request_.query = query_.data();
  request_.query_count = query_.size();
  request_.headers = headers_.data();
  request_.header_count = headers_.size();
}

AuthRequestCopy AuthRequestCopy::with_auth(std::string_view auth_json) const {
  abi::AuthRequest request = request_;
  request.auth_json = auth_json;
  return AuthRequestCopy(request);
}

}  // namespace wagate
