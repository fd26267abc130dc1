#pragma once

#include <cassert>
#include <utility>
#include <variant>

#include "kernel/core/status.h"

namespace wagate {

// A value, or the Status that says why there is none.
//
//   Result<Stamp> stamp = read_stamp(file);
//   if (!stamp) return stamp.error();
//   use(*stamp);
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::move(value)) {}  // NOLINT: a function returns either by name
  Result(Status error) : content_(std::move(error)) {  // NOLINT
    assert(!std::get<Status>(content_).ok() && "a Result without a value needs an error");
  }

  bool ok() const { return std::holds_alternative<T>(content_); }
  explicit operator bool() const { return ok(); }

  T& operator*() { return std::get<T>(content_); }
  const T& operator*() const { return std::get<T>(content_); }
  T* operator->() { return &std::get<T>(content_); }
  const T* operator->() const { return &std::get<T>(content_); }

  const Status& error() const { return std::get<Status>(content_); }

 private:
  std::variant<T, Status> content_;
};

}  // namespace wagate
