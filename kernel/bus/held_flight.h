#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "kernel/bus/event_draft.h"
#include "kernel/bus/filter_chain.h"
#include "wagate/abi/host.h"

namespace wagate {

class EventBus;
struct BusType;
struct InstanceLine;

// An event that a filter holds: a copy of its own, the place in the chain where it stopped, and the
// decision when there is one.
//
// Three parties meet here on threads of their own: the filter's on_event(), which asks for the
// ticket and answers hold; the ticket, which edits and decides; and the deadline. The first decision
// counts. After it the ticket's copy changes no more: the event goes on as another copy.
class HeldFlight : public std::enable_shared_from_this<HeldFlight> {
 public:
  // `draft` shares nothing that is borrowed (EventDraft::detached()).
  HeldFlight(EventBus& bus, std::shared_ptr<InstanceLine> line, BusType& type, EventDraft draft,
             FilterChain::List::EntryPtr filter, std::size_t index);

  // The ticket a filter gets. It keeps the flight alive.
  static abi::HeldEvent* make_ticket(std::shared_ptr<HeldFlight> flight);

  // The edits of on_event() and of the ticket; refused once the event is decided.
  abi::EventEdit& edit() { return edit_; }

  // on_event() returned `hold`. True when the ticket has decided already, so that the caller goes on
  // itself; otherwise the flight waits and will resume the line.
  [[nodiscard]] bool park();

  // on_event() returned something else: that is the decision, and the ticket's no longer counts.
  void abandon();

  // From the ticket. False when it came too late or is no decision.
  bool decide(abi::Verdict verdict);

  // The deadline has passed, or the ticket was released undecided: on_error applies.
  void give_up(const char* why);

  struct Decision {
    abi::Verdict verdict = abi::Verdict::drop;
    bool failed = false;
    std::string code;
    std::string sentence;
  };

  // The decision, and the event as it goes on. After park() said true, or at resume.
  Decision decision();
  EventDraft draft();

  EventBus& bus() { return bus_; }
  BusType& type() { return type_; }
  const std::shared_ptr<InstanceLine>& line() const { return line_; }
  const FilterChain::List::EntryPtr& filter() const { return filter_; }
  std::size_t index() const { return index_; }

 private:
  // Locks around every look and change, because the deadline may decide at any moment.
  class Edit final : public abi::EventEdit {
   public:
    explicit Edit(HeldFlight& flight) : flight_(flight), inner_(flight.draft_) {}

    const abi::EventView& view() noexcept override;
    const abi::AudienceInfo* audience() noexcept override { return nullptr; }
    abi::StatusCode set_document(const abi::DocumentRef& document, abi::ErrorOut& error) noexcept override;
    abi::StatusCode set_text(abi::StringRef field, abi::StringRef value, abi::ErrorOut& error) noexcept override;
    abi::StatusCode set_integer(abi::StringRef field, std::int64_t value, abi::ErrorOut& error) noexcept override;
    void deny(abi::StringRef code, abi::StringRef sentence) noexcept override;
    abi::HeldEvent* hold() noexcept override { return nullptr; }

    const DraftEdit& inner() const { return inner_; }

   private:
    HeldFlight& flight_;
    DraftEdit inner_;
  };

  void settle_locked(abi::Verdict verdict, bool failed);
  void go_on();  // the decision was made by another thread than the one that runs the line

  EventBus& bus_;
  const std::shared_ptr<InstanceLine> line_;  // null for an event without an instance
  BusType& type_;
  const FilterChain::List::EntryPtr filter_;
  const std::size_t index_;

  std::mutex mutex_;
  EventDraft draft_;                   // guarded by mutex_
  Edit edit_;                          // guarded by mutex_
  bool parked_ = false;                // guarded by mutex_
  std::optional<Decision> decision_;   // guarded by mutex_
  abi::TimerId deadline_ = 0;          // guarded by mutex_
};

}  // namespace wagate
