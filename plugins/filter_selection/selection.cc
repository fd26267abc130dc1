#include "selection.h"

#include <bit>
#include <exception>
#include <utility>

#include "sections.h"
#include "wagate/events/catalog.h"

namespace wagate::filter_selection {

using abi::Verdict;

Selection::Selection(PluginContext& context) : log_(context.log()), instances_(context.service<abi::Instances>()) {}

void Selection::start() { instances_.watch(*this); }

void Selection::stop() { instances_.unwatch(*this); }

Verdict Selection::on_event(abi::EventEdit& event) noexcept {
  const abi::AudienceInfo* audience = event.audience();
  if (!audience) return Verdict::pass;  // the intake stage: there is no audience to choose for yet
  switch (audience->kind) {
    case abi::AudienceKind::root:
    case abi::AudienceKind::root_scoped: return Verdict::pass;
    case abi::AudienceKind::instance: return chosen(event.view(), Carrier::websocket) ? Verdict::pass : Verdict::drop;
    case abi::AudienceKind::callback:
      if (audience->section.empty()) return Verdict::pass;  // a callback of the gateway's owner
      return audience->section == "webhook" && chosen(event.view(), Carrier::webhook) ? Verdict::pass : Verdict::drop;
  }
  // An audience of a newer kernel, about which no instance has said anything.
  return Verdict::drop;
}

bool Selection::chosen(const abi::EventView& event, Carrier carrier) const {
  const std::uint32_t index = event.type->catalog_index;
  if (index >= kCatalogSize) return false;  // nobody can choose an event that has no name in the catalogue
  return (masks_.mask(event.meta->instance, carrier) >> index) & 1;
}

void Selection::on_instance(Change change, const abi::InstanceInfo& info) noexcept {
  // The choice outlives the instance: instance.delete and what else still waits in its line is
  // decided as it would have been before. The key is never given to another instance.
  try {
    if (change == Change::removed) report(info, {});
    else store(info);
  } catch (const std::exception& failure) {
    log_.error("choice of events not updated", {{"instance", info.name}, {"error", failure.what()}});
  }
}

void Selection::store(const abi::InstanceInfo& info) {
  const Choice choice = read_sections(info.sections_json);
  bool kept = false;
  const std::uint64_t websocket = masks_.set(info.key, Carrier::websocket, choice.websocket, kept);
  const std::uint64_t webhook = masks_.set(info.key, Carrier::webhook, choice.webhook, kept);
  if (!kept) {
    log_.error("instance gets no events: this process has had too many instances; restart the gateway",
               {{"instance", info.name}, {"limit", MaskTable::kMaxKey}});
    return;
  }
  report(info, choice.problem);
  if (websocket == choice.websocket && webhook == choice.webhook) return;
  log_.debug("choice of events changed", {{"instance", info.name},
                                          {"websocket_events", std::popcount(choice.websocket)},
                                          {"webhook_events", std::popcount(choice.webhook)}});
}

void Selection::report(const abi::InstanceInfo& info, const std::string& problem) {
  {
    const std::lock_guard lock(reports_);
    if (problem.empty()) {
      reported_.erase(info.key);
      return;
    }
    if (std::exchange(reported_[info.key], problem) == problem) return;
  }
  log_.warn("choice of events not understood in full", {{"instance", info.name}, {"problem", problem}});
}

}  // namespace wagate::filter_selection
