#include "kernel/bus/filter_chain.h"

#include <string>

namespace wagate {

abi::Verdict verdict_of(OnError on_error) {
  switch (on_error) {
    case OnError::pass: return abi::Verdict::pass;
    case OnError::drop: return abi::Verdict::drop;
    case OnError::deny: return abi::Verdict::deny;
  }
  return abi::Verdict::drop;
}

abi::Verdict ask(const FilterStep& step, abi::EventEdit& edit, const bool& holding, bool& failed) {
  abi::Verdict verdict = abi::Verdict::fault;
  bool proper = false;
  step.guard->call("on_event", [&] {
    verdict = step.filter->on_event(edit);
    switch (verdict) {
      case abi::Verdict::pass:
      case abi::Verdict::drop:
      case abi::Verdict::deny: proper = true; return;
      case abi::Verdict::hold:
        proper = holding;
        if (!proper) step.guard->fault("on_event", "it answered hold without a ticket from EventEdit::hold()");
        return;
      case abi::Verdict::fault: step.guard->fault("on_event", "it reported a fault"); return;
    }
    step.guard->fault("on_event", "it answered " + std::to_string(static_cast<std::int32_t>(verdict)) +
                                      ", which is not a verdict");
  });
  failed = !proper;
  if (!proper) verdict = verdict_of(step.on_error);
  if (verdict == abi::Verdict::drop || verdict == abi::Verdict::deny) step.guard->count_stopped_event();
  return verdict;
}

}  // namespace wagate
