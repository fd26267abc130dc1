#include "subscriptions.h"

#include <exception>
#include <utility>

#include "dispatcher.h"
#include "wagate/events/catalog.h"
#include "wagate/text_document.h"

namespace wagate::transport_webhook {
namespace {

constexpr std::int64_t kLostWarningMs = 60'000;
constexpr std::string_view kSection = "webhook";

bool is_on(std::uint64_t switches, std::string_view event) {
  const std::uint32_t index = catalog_index_of_wire(event);
  return index != abi::kNotInCatalog && (switches >> index & 1) != 0;
}

}  // namespace

Subscriptions::Subscriptions(const PluginContext& context, abi::Transport& transport, std::shared_ptr<Mailbox> mailbox,
                             Figures& figures, SettingsPtr settings)
    : callbacks_(context.service<abi::Callbacks>()), instances_(context.service<abi::Instances>()),
      clock_(context.service<abi::Clock>()), transport_(transport), log_(context.log()), mailbox_(std::move(mailbox)),
      figures_(figures), settings_(std::move(settings)) {}

void Subscriptions::start() {
  follow_global();
  instances_.watch(*this);
}

void Subscriptions::stop() {
  instances_.unwatch(*this);
  std::map<abi::InstanceKey, Known> known;
  {
    std::lock_guard lock(instances_mutex_);
    known.swap(known_);
  }
  for (const auto& entry : known)
    if (entry.second.audience != 0) callbacks_.close(transport_, entry.second.audience);
  abi::AudienceId global = 0;
  {
    std::unique_lock lock(state_mutex_);
    global = std::exchange(global_audience_, 0);
  }
  if (global != 0) callbacks_.close(transport_, global);
}

void Subscriptions::configure(SettingsPtr settings) {
  {
    std::unique_lock lock(state_mutex_);
    settings_ = settings;
  }
  // In this order: what is delivered for a webhook that is new finds the dispatcher informed.
  mailbox_->post([settings](Dispatcher& dispatcher) { dispatcher.configure(settings); });
  follow_global();
}

void Subscriptions::follow_global() {
  abi::AudienceId closing = 0;
  {
    std::unique_lock lock(state_mutex_);
    const bool wanted = settings_->global != nullptr;
    if (wanted && settings_->global_events == 0)
      log_.warn("the global webhook is on and no event is; set events.<name> or WEBHOOK_EVENTS_<NAME>");
    if (wanted == (global_audience_ != 0)) return;
    if (wanted) {
      abi::CallbackSpec spec;
      spec.all_instances = 1;
      global_audience_ = callbacks_.open(transport_, spec);
      return;
    }
    closing = std::exchange(global_audience_, 0);
  }
  callbacks_.close(transport_, closing);
}

void Subscriptions::on_instance(Change change, const abi::InstanceInfo& info) noexcept {
  try {
    if (change == Change::removed) forget(info);
    else follow(info);
  } catch (const std::exception& failure) {
    log_.error("webhook of an instance not updated", {{"instance", info.name}, {"error", failure.what()}});
  }
}

void Subscriptions::follow(const abi::InstanceInfo& info) {
  std::lock_guard lock(instances_mutex_);
  const auto [place, is_new] = known_.try_emplace(info.key);
  Known& known = place->second;
  if (!is_new && known.sections == info.sections_json.view()) return;  // its state or its QR code has changed
  known.sections = info.sections_json.str();

  const WebhookPtr webhook = webhook_of_instance(info.sections_json);
  mailbox_->post([instance = Dispatcher::Instance{info.id.str(), info.key}, webhook](Dispatcher& dispatcher) {
    dispatcher.set_webhook(instance, webhook);
  });
  if (webhook && known.audience == 0) {
    abi::CallbackSpec spec;
    spec.instance = info.key;
    spec.section = kSection;
    known.audience = callbacks_.open(transport_, spec);
  } else if (!webhook && known.audience != 0) {
    callbacks_.close(transport_, std::exchange(known.audience, 0));
  }
}

// The kernel closes the audience by itself.
void Subscriptions::forget(const abi::InstanceInfo& info) {
  std::lock_guard lock(instances_mutex_);
  known_.erase(info.key);
  mailbox_->post([id = info.id.str()](Dispatcher& dispatcher) { dispatcher.remove_instance(id); });
}

void Subscriptions::deliver(const abi::Delivery& delivery) noexcept {
  try {
    SettingsPtr settings;
    abi::AudienceId global = 0;
    {
      std::shared_lock lock(state_mutex_);
      settings = settings_;
      global = global_audience_;
    }
    const abi::EventMeta& meta = *delivery.meta;
    const abi::Envelope* rendered = nullptr;
    std::string text;
    for (std::uint64_t i = 0; i < delivery.target_count; ++i) {
      const abi::DeliveryTarget& target = delivery.targets[i];
      const bool is_global = global != 0 && target.audience == global;
      if (is_global && !is_on(settings->global_events, delivery.event)) continue;
      if (rendered != target.envelope) {
        text = text_document(target.envelope->document);
        rendered = target.envelope;
      }
      if (text.size() > settings->limits.max_body_bytes) {
        figures_.dropped(Drop::too_large);
        if (!may_warn()) continue;
        log_.warn("lost an event, it is too large for a webhook",
                  {{"instance", meta.instance_name}, {"event", delivery.event}, {"bytes", text.size()},
                   {"limit", settings->limits.max_body_bytes}});
        continue;
      }
      Row row;
      row.lane = {is_global ? Kind::global : Kind::instance, meta.instance_id.str()};
      row.instance_name = meta.instance_name.str();
      row.event = delivery.event.str();
      row.body = text;
      row.created_ms = clock_.unix_ms();
      offer(std::move(row));
    }
  } catch (const std::exception& failure) {
    log_.error("could not take an event", {{"event", delivery.event}, {"error", failure.what()}});
  }
}

void Subscriptions::offer(Row row) {
  const std::string instance = row.instance_name;
  if (mailbox_->offer(std::move(row))) return;
  figures_.dropped(Drop::queue_full);
  if (may_warn()) log_.warn("lost events, the disk is slower than they come", {{"instance", instance}});
}

bool Subscriptions::may_warn() {
  const std::int64_t now = clock_.monotonic_ns() / 1'000'000;
  std::lock_guard lock(warning_mutex_);
  if (now < next_warning_ms_) return false;
  next_warning_ms_ = now + kLostWarningMs;
  return true;
}

}  // namespace wagate::transport_webhook
