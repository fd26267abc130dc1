#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "wagate/abi/callbacks.h"

namespace wagate::testing {

// The kernel's audiences of configured callbacks, and a way to be the kernel that delivers.
//
//   FakeCallbacks callbacks;
//   host.provide(abi::Callbacks::kServiceId, static_cast<abi::Callbacks*>(&callbacks));
//   callbacks.deliver({.event = "messages.upsert", .instance = 1, .instance_id = "...", .envelope = "{...}"});
class FakeCallbacks final : public abi::Callbacks {
 public:
  struct Event {
    std::string event;
    abi::InstanceKey instance = 0;
    std::string instance_id;
    std::string instance_name = "shop-01";
    std::string envelope;
    std::vector<std::string> attachments = {};
  };

  abi::AudienceId open(abi::Transport& transport, const abi::CallbackSpec& spec) noexcept override {
    std::lock_guard lock(mutex_);
    const Key key{spec.all_instances != 0 ? 0 : spec.instance, spec.section.str()};
    Open& open = open_[key];
    if (open.id == 0) open.id = ++last_id_;
    open.transport = &transport;
    return open.id;
  }

  void close(abi::Transport&, abi::AudienceId audience) noexcept override {
    std::lock_guard lock(mutex_);
    std::erase_if(open_, [&](const auto& entry) { return entry.second.id == audience; });
  }

  // As the kernel does, one call with all audiences the event is for. Answers how many there were.
  std::size_t deliver(const Event& event) {
    std::vector<abi::BytesRef> bytes;
    for (const std::string& one : event.attachments)
      bytes.emplace_back(reinterpret_cast<const std::uint8_t*>(one.data()), one.size());
    abi::Envelope envelope{abi::DocumentRef(event.envelope, bytes.data(), bytes.size())};
    std::vector<abi::DeliveryTarget> targets;
    abi::Transport* transport = nullptr;
    {
      std::lock_guard lock(mutex_);
      for (const auto& [key, open] : open_) {
        if (key.first != 0 && key.first != event.instance) continue;
        abi::DeliveryTarget& target = targets.emplace_back();
        target.audience = open.id;
        target.envelope = &envelope;
        transport = open.transport;
      }
    }
    if (targets.empty()) return 0;
    abi::EventMeta meta;
    meta.instance = event.instance;
    meta.instance_name = event.instance_name;
    meta.instance_id = event.instance_id;
    abi::Delivery delivery;
    delivery.event = event.event;
    delivery.meta = &meta;
    delivery.targets = targets.data();
    delivery.target_count = targets.size();
    transport->deliver(delivery);
    return targets.size();
  }

  // Sections of the open audiences of an instance; 0: of all instances.
  std::vector<std::string> sections_of(abi::InstanceKey instance) {
    std::lock_guard lock(mutex_);
    std::vector<std::string> out;
    for (const auto& entry : open_)
      if (entry.first.first == instance) out.push_back(entry.first.second);
    return out;
  }

 private:
  using Key = std::pair<abi::InstanceKey, std::string>;
  struct Open {
    abi::AudienceId id = 0;
    abi::Transport* transport = nullptr;
  };

  std::mutex mutex_;
  std::map<Key, Open> open_;  // guarded by mutex_
  abi::AudienceId last_id_ = 0;
};

}  // namespace wagate::testing
