#pragma once

#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "wagate/abi/bus.h"
#include "wagate/document.h"
#include "wagate/events/traits.h"

namespace wagate::testing {

// One event as a test sees it after publish(): names, document, and facts by name.
struct PublishedEvent {
  std::string wire;
  abi::InstanceKey instance = 0;
  Document document;
  std::map<std::string, std::string> texts;
  std::map<std::string, std::int64_t> integers;  // booleans too
};

// A bus that keeps what was published and calls subscribers at once, on the publisher's thread.
class FakeBus final : public abi::Bus {
 public:
  abi::StatusCode declare(const abi::EventType& type, abi::EventTypeId* number, abi::ErrorOut&) noexcept override {
    std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < types_.size(); ++i) {
      if (StringRef(types_[i]->id) == type.id) {
        *number = static_cast<abi::EventTypeId>(i + 1);
        return abi::StatusCode::ok;
      }
    }
    types_.push_back(&type);
    *number = static_cast<abi::EventTypeId>(types_.size());
    return abi::StatusCode::ok;
  }

  abi::StatusCode publish(abi::EventTypeId type_id, abi::InstanceKey instance, const void* facts,
                          std::uint64_t facts_size, abi::ErrorOut& error) noexcept override {
    std::vector<std::shared_ptr<abi::Subscriber>> called;
    const abi::EventType* type = nullptr;
    abi::EventMeta meta;
    {
      std::lock_guard lock(mutex_);
      if (type_id == 0 || type_id > types_.size())
        return abi::fail(error, abi::StatusCode::invalid_argument, "the event type was not declared");
      if (answer_ != abi::StatusCode::ok) return abi::fail(error, answer_, "the fake bus refuses events");
      type = types_[type_id - 1];
      meta.event_id = ++last_event_;
      meta.sequence = ++sequences_[instance];
      meta.instance = instance;
      if (const auto named = names_of_.find(instance); named != names_of_.end()) {
        meta.instance_id = named->second.first;
        meta.instance_name = named->second.second;
      }
      events_.push_back(record(*type, instance, facts));
      for (const auto& [id, subscriber] : subscribers_)
        if (id.first == type_id) called.push_back(subscriber);
    }
    const abi::EventView view{type, facts, facts_size, &meta};
    for (const auto& subscriber : called) subscriber->on_event(view);
    return abi::StatusCode::ok;
  }

  abi::Subscription* subscribe(abi::EventTypeId type, abi::Subscriber* subscriber) noexcept override {
    std::lock_guard lock(mutex_);
    const std::pair<abi::EventTypeId, std::uint64_t> id{type, ++last_subscription_};
    subscribers_.emplace(id, std::shared_ptr<abi::Subscriber>(subscriber, [](abi::Subscriber* s) { s->release(); }));
    return new FakeSubscription(*this, id);
  }

  // Everything published so far.
  std::vector<PublishedEvent> events() {
    std::lock_guard lock(mutex_);
    return {events_.begin(), events_.end()};
  }
  // The wire names, in order.
  std::vector<std::string> names() {
    std::lock_guard lock(mutex_);
    std::vector<std::string> out;
    for (const auto& event : events_) out.push_back(event.wire);
    return out;
  }
  void clear() {
    std::lock_guard lock(mutex_);
    events_.clear();
  }
  // From now on events of the instance say what it is called.
  void name_instance(abi::InstanceKey instance, std::string id, std::string name) {
    std::lock_guard lock(mutex_);
    names_of_.try_emplace(instance, std::move(id), std::move(name));  // views of it are out: never changed
  }
  // From now on publish() answers this.
  void answer(abi::StatusCode code) {
    std::lock_guard lock(mutex_);
    answer_ = code;
  }

 private:
  class FakeSubscription final : public abi::Subscription {
   public:
    FakeSubscription(FakeBus& bus, std::pair<abi::EventTypeId, std::uint64_t> id) : bus_(bus), id_(id) {}
    void release() noexcept override {
      {
        std::lock_guard lock(bus_.mutex_);
        bus_.subscribers_.erase(id_);
      }
      delete this;
    }

   private:
    FakeBus& bus_;
    std::pair<abi::EventTypeId, std::uint64_t> id_;
  };

  static PublishedEvent record(const abi::EventType& type, abi::InstanceKey instance, const void* facts) {
    PublishedEvent event;
    event.wire = type.wire;
    event.instance = instance;
    for (std::uint32_t i = 0; i < type.field_count; ++i) {
      const abi::FieldInfo& field = type.fields[i];
      const char* at = static_cast<const char*>(facts) + field.offset;
      switch (field.kind) {
        case abi::FieldKind::text: event.texts[field.name] = reinterpret_cast<const StringRef*>(at)->str(); break;
        case abi::FieldKind::boolean: event.integers[field.name] = *reinterpret_cast<const bool*>(at) ? 1 : 0; break;
        case abi::FieldKind::integer: event.integers[field.name] = *reinterpret_cast<const std::int64_t*>(at); break;
        case abi::FieldKind::document: event.document = Document(*reinterpret_cast<const DocumentRef*>(at)); break;
      }
    }
    return event;
  }

  std::mutex mutex_;
  std::vector<const abi::EventType*> types_;
  std::map<std::pair<abi::EventTypeId, std::uint64_t>, std::shared_ptr<abi::Subscriber>> subscribers_;
  std::map<abi::InstanceKey, std::uint64_t> sequences_;
  std::map<abi::InstanceKey, std::pair<std::string, std::string>> names_of_;  // id and name
  std::deque<PublishedEvent> events_;
  abi::StatusCode answer_ = abi::StatusCode::ok;
  std::uint64_t last_event_ = 0;
  std::uint64_t last_subscription_ = 0;
};

}  // namespace wagate::testing
