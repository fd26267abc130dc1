#pragma once

#include "wagate/abi/event.h"

namespace wagate::abi {

using EventTypeId = std::uint32_t;  // process-local number of a declared type; 0 means none

class Subscriber : public Object {
 public:
  // One event, after the intake filters. Return quickly: the instance's line waits.
  // [ordered per instance, must not block]
  virtual void on_event(const EventView& event) noexcept = 0;

 protected:
  ~Subscriber() = default;
};

class Subscription : public Object {
 public:
  // release() outside any handler waits until the subscriber is not running and never will be.
  // Inside a handler, its own or another, it does not wait: no new call starts, and the
  // subscriber is released when the last running call has left.
 protected:
  ~Subscription() = default;
};

// The event bus.
//
// Order: per instance and subscriber, in publish order. Each instance has a line: the publishing
// thread runs filters, subscribers and delivery itself when the line is empty; otherwise the event
// is copied and joins the line, and whoever runs it goes on with it.
class Bus {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.bus/1";

  // Makes a type known and returns its number; declaring it again returns the same number.
  // Fails when another unit declared the same id with other fields, naming the unit and the field.
  // `type` and what it points to must live as long as the unit. [any]
  virtual StatusCode declare(const EventType& type, EventTypeId* number, ErrorOut& error) noexcept = 0;

  // Publishes one event. `facts` is a struct of the declared type, borrowed for the call.
  // ok: it was delivered, dropped by a filter, or waits in the instance's line.
  // permission_denied: a filter denied it. not_found: no such instance (a deleted one, too).
  // resource_exhausted: the instance's line is full; slow down and try again. [any]
  virtual StatusCode publish(EventTypeId type, InstanceKey instance, const void* facts, std::uint64_t facts_size,
                             ErrorOut& error) noexcept = 0;

  // Calls `subscriber` for every event of the type, of all instances. Takes the subscriber.
  // Null when the type is not declared. [any]
  virtual Subscription* subscribe(EventTypeId type, Subscriber* subscriber) noexcept = 0;

 protected:
  ~Bus() = default;
};

}  // namespace wagate::abi
