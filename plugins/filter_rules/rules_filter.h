#pragma once

#include "rule.h"
#include "wagate/filter.h"

namespace wagate::filter_rules {

// Decides events by the rules of its configuration, at the intake stage: an event that is dropped
// here reaches nobody, whatever the transport. The first rule that fits an event decides.
class RulesFilter : public PluginBase, public abi::EventFilter {
 public:
  static constexpr std::uint32_t kFlags = abi::kMultiUnit;
  static constexpr std::uint32_t kFilterStages = abi::kFilterIntake;

  // Throws PluginError for a rule that cannot work.
  explicit RulesFilter(PluginContext& context);

  abi::Verdict on_event(abi::EventEdit& event) noexcept override;

 private:
  // Throws PluginError when the kernel refuses an edit.
  abi::Verdict decide(abi::EventEdit& event) const;
  abi::Verdict apply(const Rule& rule, abi::EventEdit& event) const;
  bool redact(const Rule& rule, abi::EventEdit& event) const;

  void note(const Rule& rule, const abi::EventView& event) const;

  Logger log_;
  std::string unit_;
  RuleSet rules_;
};

}  // namespace wagate::filter_rules
