#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "wagate/abi/auth.h"

namespace wagate {

// A copy of what a client showed at the door, for answers that take their time and for joins that
// bring credentials later. Holds secrets: lives as short as it can, and is never logged.
class AuthRequestCopy {
 public:
  explicit AuthRequestCopy(const abi::AuthRequest& request);
  AuthRequestCopy(const AuthRequestCopy& other) : AuthRequestCopy(other.request_) {}
  AuthRequestCopy& operator=(const AuthRequestCopy&) = delete;

  // The same request with credentials of a CONNECT.
  AuthRequestCopy with_auth(std::string_view auth_json) const;

  const abi::AuthRequest& get() const { return request_; }

  std::size_t bytes() const { return bytes_; }  // of its texts

 private:
  abi::StringRef keep(abi::StringRef text) {
    bytes_ += text.size;
    return texts_.emplace_back(text.view());
  }

  std::deque<std::string> texts_;
  std::size_t bytes_ = 0;
  std::vector<abi::NameValue> query_;
  std::vector<abi::NameValue> headers_;
  abi::AuthRequest request_;
};

}  // namespace wagate
