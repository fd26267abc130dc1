#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

#include "wagate/plugin.h"

namespace wagate {

using abi::Verdict;

// An event of a known type inside a filter: read it through `->`, change it through the setters.
template <Event E>
class Edit {
 public:
  explicit Edit(abi::EventEdit& edit) : edit_(edit) {}

  const E* operator->() const { return static_cast<const E*>(edit_.view().facts); }
  const abi::EventMeta& meta() const { return *edit_.view().meta; }
  const abi::AudienceInfo* audience() const { return edit_.audience(); }

  // Each throws PluginError with the kernel's sentence when it is refused.
  void set_text(std::string_view field, std::string_view value) {
    abi::ErrorOut error;
    check(edit_.set_text(field, value, error), error);
  }
  void set_integer(std::string_view field, std::int64_t value) {
    abi::ErrorOut error;
    check(edit_.set_integer(field, value, error), error);
  }
  void set_document(const DocumentRef& document) {
    abi::ErrorOut error;
    check(edit_.set_document(document, error), error);
  }

  Verdict deny(std::string_view code, std::string_view sentence) {
    edit_.deny(code, sentence);
    return Verdict::deny;
  }

 private:
  static void check(abi::StatusCode code, const abi::ErrorOut& error) {
    if (code != abi::StatusCode::ok) throw PluginError(std::string(error.view()));
  }

  abi::EventEdit& edit_;
};

namespace detail {

template <Event E>
class FilterHandler {
 public:
  virtual Verdict on(Edit<E>& event) = 0;

 protected:
  ~FilterHandler() = default;
};

}  // namespace detail

// A filter of the listed event types; events of other types pass.
//
//   class NoLottery : public FilterPlugin<MessagesUpsert> {
//    public:
//     static constexpr std::uint32_t kFilterStages = abi::kFilterIntake;
//     explicit NoLottery(PluginContext&) {}
//     Verdict on(Edit<MessagesUpsert>& message) override {
//       return message->text.view().find("lottery") == std::string_view::npos ? Verdict::pass : Verdict::drop;
//     }
//   };
//
// What on() throws counts as Verdict::fault. on() runs concurrently for different instances.
template <Event... Es>
class FilterPlugin : public PluginBase, public abi::EventFilter, public detail::FilterHandler<Es>... {
 public:
  Verdict on_event(abi::EventEdit& event) noexcept final {
    Verdict verdict = Verdict::pass;
    try {
      (dispatch<Es>(event, verdict) || ...);
    } catch (const std::exception&) {
      return Verdict::fault;
    } catch (...) {
      return Verdict::fault;
    }
    return verdict;
  }

 private:
  template <Event E>
  bool dispatch(abi::EventEdit& event, Verdict& verdict) {
    if (!event_as<E>(event.view())) return false;
    Edit<E> edit(event);
    verdict = static_cast<detail::FilterHandler<E>*>(this)->on(edit);
    return true;
  }
};

}  // namespace wagate
