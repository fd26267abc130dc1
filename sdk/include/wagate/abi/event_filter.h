#pragma once

#include "wagate/abi/event.h"

namespace wagate::abi {

// What a filter decided about one event.
enum class Verdict : std::int32_t {
  // Go on to the next filter. Also the answer for events of no interest. Edits made through
  // EventEdit are kept.
  pass = 0,

  // Stop here, silently. The publisher is told "ok"; at the intake stage nobody receives the
  // event, at the delivery stage this audience does not.
  drop = 1,

  // Stop here and tell the origin, with the reason given to EventEdit::deny(). A provider sees its
  // event rejected. At the delivery stage it counts as drop, with the reason in the log.
  deny = 2,

  // Decide later through the HeldEvent that EventEdit::hold() gave out. Only for filters whose
  // descriptor says kHoldsEvents; from others it counts as a fault. The instance's line waits
  // until the decision or the deadline, then on_error applies.
  hold = 3,

  // The filter failed. Comfort layers answer this for an exception; any unknown number means the
  // same. The filter's `on_error` setting (pass, drop or deny) decides, and a fault is counted.
  fault = -1,
};

enum class AudienceKind : std::int32_t {
  root = 0,         // the global namespace "/": every instance
  root_scoped = 1,  // clients on "/" that may only see this instance
  instance = 2,     // the namespace of the instance
  callback = 3,     // a configured callback of the instance, or of all instances
};

// Who would receive a copy, at the delivery stage.
struct AudienceInfo {
  std::uint32_t size = sizeof(AudienceInfo);
  AudienceKind kind = AudienceKind::root;
  AudienceId id = 0;
  StringRef channel;  // "/" or "/shop-01"; empty for callbacks
  StringRef section;  // the section of the instance that chooses events for this audience: "websocket",
                      // "webhook"; empty: none does
};

class EventEdit;

// An event that waits for a decision.
class HeldEvent : public Object {
 public:
  // The event, for edits before the decision. Valid until decide() or release(). [any, one at a time]
  virtual EventEdit& edit() noexcept = 0;

  // Decides once: pass, drop or deny. A second decision is ignored and counted as a fault. [any]
  virtual void decide(Verdict verdict) noexcept = 0;

  // release() without a decision counts as a fault: on_error applies.
 protected:
  ~HeldEvent() = default;
};

// The one way to look at and change an event inside a filter. Valid until on_event() returns,
// or, for a held event, until it is decided.
class EventEdit {
 public:
  // The event as the filters before this one left it. Valid until the next edit.
  virtual const EventView& view() noexcept = 0;

  // The audience, at the delivery stage; null at the intake stage.
  virtual const AudienceInfo* audience() noexcept = 0;

  // Replaces the document that applications get. The kernel copies it. invalid_argument when it is
  // empty or has more than kMaxAttachments attachments. Whether it is JSON is the filter's promise.
  virtual StatusCode set_document(const DocumentRef& document, ErrorOut& error) noexcept = 0;

  // Replaces a fact by name. not_found when the type has no such field, invalid_argument when it
  // is of another kind.
  virtual StatusCode set_text(StringRef field, StringRef value, ErrorOut& error) noexcept = 0;
  virtual StatusCode set_integer(StringRef field, std::int64_t value, ErrorOut& error) noexcept = 0;  // booleans too

  // The reason for Verdict::deny: a short code for programs and a sentence for people.
  virtual void deny(StringRef code, StringRef sentence) noexcept = 0;

  // Keeps the event for later; the caller owns the ticket and answers Verdict::hold. Null when the
  // filter may not hold.
  virtual HeldEvent* hold() noexcept = 0;

 protected:
  ~EventEdit() = default;
};

inline constexpr std::uint64_t kMaxAttachments = 4096;

// A step in the chain that every event runs through. The chain is ordered by [bus] intake and
// [bus] delivery in the configuration, never by the order in which plugins load; filters that are
// not listed run after the listed ones, in the order of their [[plugin]] blocks.
class EventFilter {
 public:
  static constexpr std::string_view kServiceId = "wagate.event_filter/1";

  // Looks at one event and may change it. Has to return within the chain's budget (5 ms unless
  // configured): a slower answer is used, and reported as a slow call.
  // [ordered per instance, must not block]
  virtual Verdict on_event(EventEdit& event) noexcept = 0;

 protected:
  ~EventFilter() = default;
};

}  // namespace wagate::abi
