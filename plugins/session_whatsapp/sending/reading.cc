// What all messages have, and those of one short text or a few values.
#include "sending/reading.h"

#include <algorithm>
#include <set>
#include <utility>

#include "message/json_content.h"
#include "sending/refusal.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMaxMentioned = 1'024;
constexpr std::int64_t kMaxDelayMs = 600'000;
constexpr std::int64_t kAnyDelay = std::int64_t{1} << 40;  // a longer one is cut, not refused
constexpr std::size_t kMaxMessageId = 128;
constexpr std::size_t kMaxJid = 128;
constexpr std::size_t kMaxName = 1'024;
constexpr std::size_t kMaxCards = 256;
constexpr std::size_t kMaxOptions = 12;
constexpr std::size_t kMaxOptionText = 1'024;
constexpr std::size_t kMaxEmoji = 64;

// A quoted message carries neither its secrets nor what it quotes itself.
std::string quoted_content(const CheckedArguments& quoted) {
  const std::string json = quoted.json_or_nothing("message");
  const auto wire = JsonContent(quoted.document().attachments).read_message(json);
  proto::Message message;
  if (!wire || !message.ParseFromString(*wire)) return {};
  message.clear_message_context_info();
  message.clear_sender_key_distribution_message();
  if (message.has_extended_text_message()) message.mutable_extended_text_message()->clear_context_info();
  if (message.has_image_message()) message.mutable_image_message()->clear_context_info();
  if (message.has_video_message()) message.mutable_video_message()->clear_context_info();
  if (message.has_audio_message()) message.mutable_audio_message()->clear_context_info();
  if (message.has_document_message()) message.mutable_document_message()->clear_context_info();
  if (message.has_sticker_message()) message.mutable_sticker_message()->clear_context_info();
  if (message.has_location_message()) message.mutable_location_message()->clear_context_info();
  if (message.has_contact_message()) message.mutable_contact_message()->clear_context_info();
  return message.SerializeAsString();
}

void read_quote(const CheckedArguments& arguments, Letter& letter) {
  if (!arguments.has("quoted")) return;
  const CheckedArguments quoted = arguments.object("quoted");
  if (!quoted.has("key")) return;
  const CheckedArguments key = quoted.object("key");
  letter.quote.id = key.text_or("id", "", kMaxMessageId);
  if (letter.quote.id.empty()) return;
  letter.quotes_own_message = key.flag_or("fromMe", false);
  letter.quote.author = key.text_or("participant", "", kMaxJid);
  if (letter.quote.author.empty()) letter.quote.author = letter.chat.text();
  letter.quote.message = quoted_content(quoted);
}

}  // namespace

Letter read_letter(const CheckedArguments& arguments) {
  Letter letter;
  letter.chat = arguments.jid("number");
  letter.delay_ms = std::clamp<std::int64_t>(arguments.integer_or("delay", -kAnyDelay, kAnyDelay, 0), 0, kMaxDelayMs);
  if (arguments.has("mentioned")) letter.mentioned = arguments.texts("mentioned", kMaxMentioned);
  letter.mentions_everyone = arguments.flag_or("mentionsEveryOne", false);
  read_quote(arguments, letter);
  return letter;
}

TargetKey NamedMessage::target() const { return {chat.text(), from_me, id, from_me ? std::string() : participant}; }

NamedMessage read_message_key(const CheckedArguments& key) {
  return {key.jid("remoteJid"), key.text("id", kMaxMessageId), key.flag_or("fromMe", false),
          key.text_or("participant", "", kMaxJid)};
}

TextToSend read_text(const CheckedArguments& arguments) {
  return {read_letter(arguments), arguments.text("text"), arguments.flag_or("linkPreview", true)};
}

Letter read_location_letter(const CheckedArguments& arguments) {
  Letter letter = read_letter(arguments);
  const Place place{arguments.number("latitude", -90, 90), arguments.number("longitude", -180, 180),
                    arguments.text_or("name", "", kMaxName), arguments.text_or("address", "", kMaxName)};
  letter.compose = [place](const Context& context) { return compose_location(place, context); };
  return letter;
}

Letter read_contact_letter(const CheckedArguments& arguments) {
  Letter letter = read_letter(arguments);
  std::vector<Card> cards;
  for (const CheckedArguments& contact : arguments.objects("contacts", kMaxCards))
    cards.push_back({contact.text("displayName", kMaxName), contact.text("vcard")});
  if (cards.empty()) refuse_argument("contacts must not be empty");
  letter.compose = [cards = std::move(cards)](const Context& context) { return compose_contacts(cards, context); };
  return letter;
}

Letter read_poll_letter(const CheckedArguments& arguments) {
  Letter letter = read_letter(arguments);
  const std::string name = arguments.text("name", kMaxName);
  const std::vector<std::string> values = arguments.texts("values", kMaxOptions);
  if (values.size() < 2) refuse_argument("values needs two entries at least");
  for (const std::string& value : values)
    if (value.empty() || value.size() > kMaxOptionText)
      refuse_argument("each entry of values has to have between 1 and 1024 bytes");
  // Votes name an option by the hash of its text.
  if (std::set<std::string>(values.begin(), values.end()).size() != values.size())
    refuse_argument("values has an entry twice");
  const auto selectable = static_cast<std::uint32_t>(
      arguments.integer("selectableCount", 0, static_cast<std::int64_t>(values.size())));
  letter.compose = [name, values, selectable](const Context& context) {
    return compose_poll(name, values, selectable, context);
  };
  return letter;
}

Letter read_reaction_letter(const CheckedArguments& arguments, std::int64_t now_ms) {
  const NamedMessage target = read_message_key(arguments.object("key"));
  Letter letter;
  letter.chat = target.chat;
  letter.has_context = false;
  letter.compose = [target, now_ms, emoji = arguments.text_or("reaction", "", kMaxEmoji)](const Context&) {
    return compose_reaction(target.target(), emoji, now_ms);
  };
  return letter;
}

}  // namespace wagate::session_whatsapp
