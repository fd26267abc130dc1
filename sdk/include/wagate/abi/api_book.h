#pragma once

#include "wagate/abi/basic.h"

// What units tell about the HTTP routes they serve, for the one description of the interface that
// applications read (/openapi.json).
namespace wagate::abi {

class ApiBookVisitor {
 public:
  // Views valid until it returns.
  virtual void visit(StringRef unit, StringRef paths_json) noexcept = 0;

 protected:
  ~ApiBookVisitor() = default;
};

class ApiBook {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.api_book/1";

  // `paths_json` is the "paths" object of an OpenAPI 3.1 document, {"/orders/{instance}":{"get":{...}}}, and
  // replaces what the unit told before; empty takes it back, which is due when the routes are unmounted. False
  // when it is larger than 1 MiB. [any]
  virtual bool describe(StringRef unit, StringRef paths_json) noexcept = 0;

  // Calls the visitor once per unit that told something. [any]
  virtual void read(ApiBookVisitor& visitor) noexcept = 0;

 protected:
  ~ApiBook() = default;
};

}  // namespace wagate::abi
