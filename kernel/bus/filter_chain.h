#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/guard/unit_guard.h"
#include "kernel/guard/unit_list.h"
#include "wagate/abi/event_filter.h"

namespace wagate {

// What happens to an event when a filter fails: `on_error` of the unit's configuration.
enum class OnError { pass, drop, deny };

// A filter of one stage, as the kernel calls it.
struct FilterStep {
  abi::EventFilter* filter = nullptr;  // both outlive the step's time in the chain
  UnitGuard* guard = nullptr;
  OnError on_error = OnError::pass;
  bool may_hold = false;
};

// The filters of one stage in the order in which they run.
class FilterChain {
 public:
  using List = UnitList<FilterStep>;

  void add(std::string unit, FilterStep step) { list_.add(std::move(unit), step); }

  // The units of [bus] intake or [bus] delivery first, in that order.
  void order(const std::vector<std::string>& units) { list_.order(units); }

  // Takes the unit's filters out and waits until none of them is running. Not from inside a filter.
  std::size_t remove_unit(std::string_view unit) { return list_.remove(unit); }

  bool empty() const { return list_.empty(); }
  List::Visit visit() { return list_.visit(); }

 private:
  List list_;
};

// What `on_error` means as a verdict.
abi::Verdict verdict_of(OnError on_error);

// Asks one filter. Anything but a proper answer is counted as a fault and replaced by on_error:
// exceptions, unknown numbers, `hold` where it is not allowed (`holding` says whether a ticket was
// given out), and a breaker that is open. `failed` tells that this happened.
abi::Verdict ask(const FilterStep& step, abi::EventEdit& edit, const bool& holding, bool& failed);

}  // namespace wagate
