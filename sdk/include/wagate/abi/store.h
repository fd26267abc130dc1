#pragma once

#include "wagate/abi/basic.h"

namespace wagate::abi {

class StoreVisitor {
 public:
  // Views valid until it returns; returning false ends the scan.
  virtual bool visit(StringRef key, StringRef value, std::uint64_t version) noexcept = 0;

 protected:
  ~StoreVisitor() = default;
};

inline constexpr std::uint64_t kAnyVersion = ~std::uint64_t{0};  // put: whatever is there
inline constexpr std::uint64_t kMustNotExist = 0;                // put: only when absent

// A durable key/value store: values by (space, key), with a version for compare-and-set.
// When a put or remove returned ok, it survives a crash. Spaces keep users apart: "instances",
// "unit.transport_webhook". Calls may wait for the disk; never call from a loop or a filter.
class Store {
 public:
  static constexpr std::string_view kServiceId = "wagate.store/1";

  // Calls the visitor once when the key exists, else returns not_found. [any, may block]
  virtual StatusCode get(StringRef space, StringRef key, StoreVisitor& visitor, ErrorOut& error) noexcept = 0;

  // Writes when the stored version equals `expected` (kMustNotExist, kAnyVersion, or a version
  // read before); otherwise failed_precondition. [any, may block]
  virtual StatusCode put(StringRef space, StringRef key, StringRef value, std::uint64_t expected,
                         ErrorOut& error) noexcept = 0;

  // Removing what is not there is ok. [any, may block]
  virtual StatusCode remove(StringRef space, StringRef key, ErrorOut& error) noexcept = 0;

  // Visits all keys of a space that begin with `prefix`, in byte order. [any, may block]
  virtual StatusCode scan(StringRef space, StringRef prefix, StoreVisitor& visitor, ErrorOut& error) noexcept = 0;

 protected:
  ~Store() = default;
};

}  // namespace wagate::abi
