#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "wagate/abi/host.h"
#include "wagate/abi/plugin.h"

namespace wagate {

// What one unit is given: host services by id. Filled before the unit is created, constant then.
class UnitHost final : public abi::Host {
 public:
  template <typename Service>
  void add(Service& service) {
    services_[std::string(Service::kServiceId)] = &service;
  }

  void* query(abi::StringRef service_id) noexcept override {
    const auto found = services_.find(service_id.view());
    return found == services_.end() ? nullptr : found->second;
  }

 private:
  std::map<std::string, void*, std::less<>> services_;
};

// wagate.host.services/1 of one unit.
class UnitServices final : public abi::Services {
 public:
  using Find = std::function<void*(std::string_view service)>;

  explicit UnitServices(Find find) : find_(std::move(find)) {}
  void* find(abi::StringRef service_id) noexcept override { return find_(service_id.view()); }

 private:
  Find find_;
};

}  // namespace wagate
