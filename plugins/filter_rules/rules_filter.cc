#include "rules_filter.h"

#include <exception>
#include <utility>

#include "redactor.h"
#include "rule_reader.h"

namespace wagate::filter_rules {

using abi::Verdict;

namespace {

// Replaces a fact that the event has and that is not empty.
void hide(abi::EventEdit& event, std::string_view fact) {
  if (event_text(event.view(), fact).empty()) return;
  abi::ErrorOut error;
  if (event.set_text(fact, kRedacted, error) != abi::StatusCode::ok) throw PluginError(std::string(error.view()));
}

}  // namespace

RulesFilter::RulesFilter(PluginContext& context)
    : log_(context.log()), unit_(context.name()) {
  prepare(context);
  commit();
}

void RulesFilter::prepare(const ConfigReader& next) {
  next_ = std::make_unique<const RuleSet>(read_rules(next.config().json("").view()));
}

void RulesFilter::commit() noexcept {
  if (!next_) return;
  log_.info("rules read", {{"rules", next_->rules.size()}, {"default", next_->drop_unmatched ? "drop" : "pass"}});
  sets_.push_back(std::move(next_));
  rules_.store(sets_.back().get(), std::memory_order_release);
}

Verdict RulesFilter::on_event(abi::EventEdit& event) noexcept {
  try {
    return decide(event);
  } catch (const std::exception& failure) {
    log_.error("event not filtered", {{"event", event.view().type->id}, {"error", failure.what()}});
    return Verdict::fault;
  }
}

Verdict RulesFilter::decide(abi::EventEdit& event) const {
  const RuleSet* const current = rules_.load(std::memory_order_acquire);
  const abi::EventView& view = event.view();
  if (const Rule* rule = current->first_match(view)) {
    note(*rule, view);
    return apply(*rule, event);
  }
  if (!current->drop_unmatched) return Verdict::pass;
  log_.debug("event dropped: no rule keeps it", {{"event", view.type->id}, {"event_id", view.meta->event_id}});
  return Verdict::drop;
}

Verdict RulesFilter::apply(const Rule& rule, abi::EventEdit& event) const {
  switch (rule.action) {
    case Action::drop: return Verdict::drop;
    case Action::keep: return Verdict::pass;
    case Action::deny:
      event.deny("denied_by_rule", rule.reason.empty() ? "a rule of " + unit_ + " refuses this event" : rule.reason);
      return Verdict::deny;
    case Action::redact:
      // What cannot be redacted is not delivered: the rule is there to keep something from readers.
      return redact(rule, event) ? Verdict::pass : Verdict::drop;
  }
  return Verdict::fault;
}

bool RulesFilter::redact(const Rule& rule, abi::EventEdit& event) const {
  const abi::EventView& view = event.view();
  const Facts facts = facts_of(view);
  // An edit invalidates the view and with it what the facts point to.
  const bool hide_chat = (rule.hidden & kHideSender) && facts.from_a_person();

  if (const abi::DocumentRef* document = event_document(view); document && !document->json.empty()) {
    const auto redacted = redact_document(*document, rule.hidden, facts);
    if (!redacted) {
      log_.error("event dropped: its document cannot be redacted because it is not JSON or nests too deep",
                 {{"event", view.type->id}, {"event_id", view.meta->event_id}, {"publisher", view.meta->publisher}});
      return false;
    }
    abi::ErrorOut error;
    if (redacted->changed && event.set_document(redacted->ref(), error) != abi::StatusCode::ok) {
      log_.error("event dropped: its document cannot be replaced", {{"error", error.view()}});
      return false;
    }
  }
  if (rule.hidden & kHideText) hide(event, "text");
  if (rule.hidden & kHidePushName) hide(event, "push_name");
  if (rule.hidden & kHideSender) hide(event, "sender");
  if (hide_chat) hide(event, "chat");
  return true;
}

void RulesFilter::note(const Rule& rule, const abi::EventView& event) const {
  // Building the fields costs more than most rules.
  if (!log_.enabled(abi::LogLevel::debug)) return;
  log_.debug("rule matched", {{"list", rule.list}, {"entry", rule.entry}, {"action", name_of(rule.action)},
                              {"event", event.type->id}, {"event_id", event.meta->event_id},
                              {"instance", event.meta->instance_name}});
}

}  // namespace wagate::filter_rules
