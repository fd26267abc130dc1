#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

#include "mask_table.h"
#include "wagate/filter.h"

namespace wagate::filter_selection {

// The choice of events that each instance made for its own namespace and its own webhook.
//
// It watches the registry of instances and keeps the choice as masks, so that an event is decided
// without looking at any text. Events for the global namespace are not its business: the choice of
// one instance does not narrow what the owner of the gateway sees.
class Selection : public PluginBase, public abi::EventFilter, public abi::InstanceObserver {
 public:
  static constexpr std::uint32_t kFlags = 0;  // a second one would decide the same
  static constexpr std::uint32_t kFilterStages = abi::kFilterDelivery;

  explicit Selection(PluginContext& context);

  void start() override;
  void stop() override;

  abi::Verdict on_event(abi::EventEdit& event) noexcept override;
  void on_instance(Change change, const abi::InstanceInfo& info) noexcept override;

 private:
  bool chosen(const abi::EventView& event, Carrier carrier) const;
  void store(const abi::InstanceInfo& info);
  void report(const abi::InstanceInfo& info, const std::string& problem);

  Logger log_;
  abi::Instances& instances_;
  MaskTable masks_;

  // What was reported last: every change of an instance repeats its sections, the log need not.
  std::mutex reports_;
  std::unordered_map<abi::InstanceKey, std::string> reported_;  // guarded by reports_
};

}  // namespace wagate::filter_selection
