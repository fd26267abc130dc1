#pragma once

#include "card_numbers.h"
#include "message_texts.h"
#include "wagate/events/message.h"
#include "wagate/filter.h"

// Masks card numbers in messages of both directions, in the facts that other plugins decide by and
// in the document that applications get.
class MaskCards : public wagate::FilterPlugin<wagate::MessagesUpsert, wagate::SendMessage> {
 public:
  // Once per event, before anybody else sees it.
  static constexpr std::uint32_t kFilterStages = wagate::abi::kFilterIntake;

  explicit MaskCards(wagate::PluginContext& context) : keep_last_(static_cast<std::size_t>(context.integer("keep_last", 4))) {}

  wagate::Verdict on(wagate::Edit<wagate::MessagesUpsert>& event) override { return mask(event); }
  wagate::Verdict on(wagate::Edit<wagate::SendMessage>& event) override { return mask(event); }

 private:
  template <wagate::Event E>
  wagate::Verdict mask(wagate::Edit<E>& event) {
    const auto masked = [this](std::string_view text) { return mask_card_numbers(text, keep_last_); };

    // Edits invalidate what the event pointed to, so everything is read before the first of them.
    const std::string text = masked(event->text);
    const bool text_changed = text != event->text.view();
    const wagate::DocumentRef before = event->document;
    const auto record = before.json.empty() ? std::nullopt : change_message_texts(before.json, masked);

    if (record) event.set_document({*record, before.attachments, before.attachment_count});
    if (text_changed) event.set_text("text", text);
    return wagate::Verdict::pass;
  }

  std::size_t keep_last_;
};
