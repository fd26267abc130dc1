#pragma once

#include <cstring>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "wagate/abi/event_filter.h"
#include "wagate/document.h"
#include "wagate/events/traits.h"

namespace wagate::testing {

// One event in the hands of a filter. Keeps its own copy, lets it be edited like the kernel does,
// and tells afterwards what became of it:
//
//   MessagesUpsert message;
//   message.text = "you won the lottery";
//   FakeEdit edit(message);
//   EXPECT_EQ(filter->on_event(edit), Verdict::deny);
//   EXPECT_EQ(edit.deny_code(), "banned_word");
//
// It gives out no held events.
class FakeEdit final : public abi::EventEdit {
 public:
  template <Event E>
  explicit FakeEdit(const E& event) : FakeEdit(kEventType<E>, &event) {}

  FakeEdit(const abi::EventType& type, const void* facts)
      : type_(type), facts_(new std::max_align_t[type.facts_size / sizeof(std::max_align_t) + 1]) {
    std::memcpy(facts_.get(), facts, type.facts_size);
    for (std::uint32_t i = 0; i < type_.field_count; ++i) {
      const abi::FieldInfo& field = type_.fields[i];
      if (field.kind == abi::FieldKind::text) at<StringRef>(field) = keep(at<StringRef>(field).view());
      if (field.kind == abi::FieldKind::document) keep_document(Document(at<DocumentRef>(field)), field);
    }
    meta_.event_id = 1;
    meta_.sequence = 1;
    meta_.instance = 1;
    meta_.instance_name = "shop-01";
  }

  // The delivery stage, for an audience of this kind.
  FakeEdit& for_audience(abi::AudienceKind kind, std::string_view channel) {
    abi::AudienceInfo info;
    info.kind = kind;
    info.id = 1;
    info.channel = keep(channel);
    if (kind == abi::AudienceKind::instance) info.section = "websocket";
    audience_ = info;
    return *this;
  }
  // A callback that the section of an instance chooses events for; empty: no section does.
  FakeEdit& for_callback(std::string_view section) {
    for_audience(abi::AudienceKind::callback, "");
    audience_->section = keep(section);
    return *this;
  }
  abi::EventMeta& meta() { return meta_; }

  const abi::EventView& view() noexcept override {
    view_ = {&type_, facts_.get(), type_.facts_size, &meta_};
    return view_;
  }
  const abi::AudienceInfo* audience() noexcept override { return audience_ ? &*audience_ : nullptr; }

  abi::StatusCode set_document(const DocumentRef& document, abi::ErrorOut& error) noexcept override {
    if (document.json.empty() || document.attachment_count > abi::kMaxAttachments)
      return abi::fail(error, abi::StatusCode::invalid_argument, "the document is empty or has too many attachments");
    for (std::uint32_t i = 0; i < type_.field_count; ++i) {
      if (type_.fields[i].kind != abi::FieldKind::document) continue;
      keep_document(Document(document), type_.fields[i]);
      ++edits_;
      return abi::StatusCode::ok;
    }
    return abi::fail(error, abi::StatusCode::not_found, "the event has no document");
  }

  abi::StatusCode set_text(StringRef name, StringRef value, abi::ErrorOut& error) noexcept override {
    const abi::FieldInfo* field = find(name);
    if (!field) return abi::fail(error, abi::StatusCode::not_found, "no such fact: " + name.str());
    if (field->kind != abi::FieldKind::text)
      return abi::fail(error, abi::StatusCode::invalid_argument, "not a text: " + name.str());
    at<StringRef>(*field) = keep(value.view());
    ++edits_;
    return abi::StatusCode::ok;
  }

  abi::StatusCode set_integer(StringRef name, std::int64_t value, abi::ErrorOut& error) noexcept override {
    const abi::FieldInfo* field = find(name);
    if (!field) return abi::fail(error, abi::StatusCode::not_found, "no such fact: " + name.str());
    if (field->kind == abi::FieldKind::boolean) at<bool>(*field) = value != 0;
    else if (field->kind == abi::FieldKind::integer) at<std::int64_t>(*field) = value;
    else return abi::fail(error, abi::StatusCode::invalid_argument, "not a number: " + name.str());
    ++edits_;
    return abi::StatusCode::ok;
  }

  void deny(StringRef code, StringRef sentence) noexcept override {
    deny_code_ = code.str();
    deny_sentence_ = sentence.str();
  }
  abi::HeldEvent* hold() noexcept override { return nullptr; }

  // What became of it.
  std::string text(std::string_view fact) { return event_text(view(), fact).str(); }
  Document document() {
    const DocumentRef* found = event_document(view());
    return found ? Document(*found) : Document();
  }
  int edits() const { return edits_; }
  const std::string& deny_code() const { return deny_code_; }
  const std::string& deny_sentence() const { return deny_sentence_; }

 private:
  const abi::FieldInfo* find(StringRef name) const {
    for (std::uint32_t i = 0; i < type_.field_count; ++i)
      if (name == type_.fields[i].name) return &type_.fields[i];
    return nullptr;
  }
  template <typename T>
  T& at(const abi::FieldInfo& field) {
    return *reinterpret_cast<T*>(reinterpret_cast<char*>(facts_.get()) + field.offset);
  }
  // Earlier values stay: a filter may still hold a view of one.
  StringRef keep(std::string_view value) { return texts_.emplace_back(value); }
  void keep_document(Document document, const abi::FieldInfo& field) {
    documents_.push_back(std::move(document));
    views_.emplace_back(documents_.back());
    at<DocumentRef>(field) = views_.back().ref();
  }

  const abi::EventType& type_;
  std::unique_ptr<std::max_align_t[]> facts_;
  std::deque<std::string> texts_;
  std::deque<Document> documents_;
  std::deque<DocumentView> views_;
  abi::EventMeta meta_;
  std::optional<abi::AudienceInfo> audience_;
  abi::EventView view_;
  int edits_ = 0;
  std::string deny_code_;
  std::string deny_sentence_;
};

}  // namespace wagate::testing
