#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

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

  // An event that is being decided at that moment is decided by the old rules.
  void prepare(const ConfigReader& next);
  void commit() noexcept;

 private:
  // Throws PluginError when the kernel refuses an edit.
  abi::Verdict decide(abi::EventEdit& event) const;
  abi::Verdict apply(const Rule& rule, abi::EventEdit& event) const;
  bool redact(const Rule& rule, abi::EventEdit& event) const;

  void note(const Rule& rule, const abi::EventView& event) const;

  Logger log_;
  std::string unit_;
  // Every event reads this. Old sets are kept until the unit goes, because an event may still be using
  // one; a reload is rare and a set is small.
  std::atomic<const RuleSet*> rules_;
  std::vector<std::unique_ptr<const RuleSet>> sets_;  // of the control thread
  std::unique_ptr<const RuleSet> next_;               // of the control thread
};

}  // namespace wagate::filter_rules
