#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wagate/abi/event_filter.h"

namespace wagate {

// One event on its way through the filters. Borrows the publisher's facts until something is
// changed; then it has facts of its own (copy on write), and keeps the new texts alive for as long as
// the event lives. A copy of a draft shares what was there before and changes alone.
class EventDraft {
 public:
  // `facts` is a struct of at least type.facts_size bytes and outlives the draft, unless keep() says
  // what holds it.
  EventDraft(const abi::EventType& type, const void* facts, const abi::EventMeta& metadata)
      : meta(metadata), type_(&type), facts_(facts) {}

  EventDraft(const EventDraft& other)
      : meta(other.meta), type_(other.type_), facts_(other.facts_), kept_(other.kept_) {}
  EventDraft& operator=(const EventDraft&) = delete;

  const abi::EventType& type() const { return *type_; }
  const void* facts() const { return facts_; }
  abi::EventView view() const { return {type_, facts_, type_->facts_size, &meta}; }

  // Null when the type has no document.
  const abi::DocumentRef* document() const;

  bool was_edited() const { return own_facts_ != nullptr; }

  // Makes `memory` live as long as this draft and its copies.
  void keep(std::shared_ptr<const void> memory) { kept_.push_back(std::move(memory)); }

  // Uses other facts of the same type from now on, and keeps `memory`, which holds them.
  void rebase(const void* facts, std::shared_ptr<const void> memory) {
    facts_ = facts;
    own_facts_ = nullptr;
    keep(std::move(memory));
  }

  // A copy that shares nothing borrowed: facts and texts are the draft's own.
  EventDraft detached() const { return as(*type_); }

  // The same as an event of a longer version of its type; what is new is zero.
  EventDraft as(const abi::EventType& version) const;

  // See abi::EventEdit.
  abi::StatusCode set_text(std::string_view field, std::string_view value, abi::ErrorOut& error);
  abi::StatusCode set_integer(std::string_view field, std::int64_t value, abi::ErrorOut& error);
  abi::StatusCode set_document(const abi::DocumentRef& document, abi::ErrorOut& error);

  abi::EventMeta meta;  // its texts outlive the draft, or are kept

 private:
  const abi::FieldInfo* find(std::string_view name) const;
  void* writable_facts();

  const abi::EventType* type_;
  const void* facts_;
  void* own_facts_ = nullptr;  // equals facts_ once something was changed; memory in kept_
  std::vector<std::shared_ptr<const void>> kept_;
};

// Where a filter's wish to hold the event goes.
class HoldSource {
 public:
  virtual abi::HeldEvent* hold() = 0;

 protected:
  ~HoldSource() = default;
};

// What a filter gets: a draft behind abi::EventEdit, and the reason it may give for a denial.
class DraftEdit final : public abi::EventEdit {
 public:
  explicit DraftEdit(EventDraft& draft, const abi::AudienceInfo* audience = nullptr, HoldSource* holder = nullptr)
      : draft_(draft), audience_(audience), holder_(holder), view_(draft.view()) {}

  const abi::EventView& view() noexcept override {
    view_ = draft_.view();
    return view_;
  }
  const abi::AudienceInfo* audience() noexcept override { return audience_; }
  abi::StatusCode set_document(const abi::DocumentRef& document, abi::ErrorOut& error) noexcept override {
    return draft_.set_document(document, error);
  }
  abi::StatusCode set_text(abi::StringRef field, abi::StringRef value, abi::ErrorOut& error) noexcept override {
    return draft_.set_text(field, value, error);
  }
  abi::StatusCode set_integer(abi::StringRef field, std::int64_t value, abi::ErrorOut& error) noexcept override {
    return draft_.set_integer(field, value, error);
  }
  void deny(abi::StringRef code, abi::StringRef sentence) noexcept override {
    deny_code_ = code.str();
    deny_sentence_ = sentence.str();
  }
  abi::HeldEvent* hold() noexcept override { return holder_ ? holder_->hold() : nullptr; }

  // Before the next filter is asked.
  void forget_denial() {
    deny_code_.clear();
    deny_sentence_.clear();
  }

  const std::string& deny_code() const { return deny_code_; }
  const std::string& deny_sentence() const { return deny_sentence_; }

 private:
  EventDraft& draft_;
  const abi::AudienceInfo* audience_;
  HoldSource* holder_;
  abi::EventView view_;
  std::string deny_code_;
  std::string deny_sentence_;
};

}  // namespace wagate
