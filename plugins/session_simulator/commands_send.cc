// Messages that are sent.
#include <algorithm>
#include <memory>
#include <utility>

#include "command_table.h"
#include "sent_content.h"
#include "stanzas.h"
#include "text.h"
#include "wagate/commands.h"

namespace wagate::session_simulator {
namespace {

constexpr std::size_t kMaxMediaBytes = 128 * 1'048'576;
constexpr std::string_view kStatusChat = "status@broadcast";

// A message on its way, before it has an id.
struct Letter {
  std::string chat;
  ReplyOptions options;
  std::string_view shows = "composing";  // while it waits for its delay
  bool is_voice = false;
  bool may_be_answered = true;
  // Fills in kind, text and composition.
  std::function<void(Device&, Draft&)> fill;
};

Letter read_letter(const Node& arguments) {
  Letter letter;
  letter.chat = arguments.jid("number");
  letter.options = read_reply_options(arguments);
  return letter;
}

// Whether WhatsApp takes a message to that chat.
void require_reachable(Device& device, const std::string& chat) {
  if (device.is_unknown(chat))
    throw Refusal{abi::StatusCode::invalid_argument, "not_on_whatsapp", "nobody has that number on WhatsApp"};
  Cast& cast = device.world().cast();
  if (is_group(chat)) {
    const Group* group = cast.find_group(chat);
    if (!group) refuse_group();
    if (group->announce && !group->owner_is_admin())
      refuse_unauthorized("only admins may write in this group, and the account is none");
    return;
  }
  const Person* person = cast.find_person(chat);
  if (device.world().account().blocked.count(person ? person->jid : chat) > 0)
    refuse_unauthorized("the account has blocked this contact; unblock it first");
}

void quote(const ReplyOptions& options, World& world, Draft& draft) {
  if (options.quoted_id.empty()) return;
  const Remembered* known = world.memory().find(options.quoted_id);
  const std::string& others = options.quoted_author.empty() ? draft.chat : options.quoted_author;
  const std::string author = options.quoted_from_me ? world.cast().owner.jid : others;
  // A quote that nobody knows the content of is sent without it, as the message would be without the quote.
  if (known) draft.quote = *known;
  if (!known && !options.quoted_json.empty())
    draft.quote = Remembered{options.quoted_id, draft.chat, author, options.quoted_from_me, ContentKind::text, ""};
  if (draft.quote) draft.quote_json = options.quoted_json;
}

void deliver(Device& device, const Letter& letter, const ReplyBox& reply) {
  require_reachable(device, letter.chat);
  World& world = device.world();
  Draft draft;
  draft.chat = letter.chat;
  draft.from_me = true;
  draft.id = make_message_id(Phone::web, device.choices());
  draft.has_participant = false;
  draft.push_name = "Você";
  draft.status = "PENDING";
  draft.composed_here = true;
  draft.at = device.wall_ms() / 1000;
  if (const Group* group = world.cast().find_group(letter.chat)) {
    draft.mentions = letter.options.mentions;
    if (letter.options.mention_everyone)
      for (const Member& member : group->members) draft.mentions.push_back(world.cast().person(member.person).lid);
  }
  quote(letter.options, world, draft);
  letter.fill(device, draft);

  Happening sent = record_happening(CatalogEvent::send_message, draft, world.stage().instance_id, device.choices());
  if (draft.kind != ContentKind::reaction)
    world.remember({draft.id, draft.chat, world.cast().owner.jid, true, draft.kind, draft.text});
  device.publish_and_answer(std::move(sent), reply);
  if (draft.chat == kStatusChat) return;  // nobody's receipts are reported

  using Receipts = World::Receipts;
  device.schedule(world.receipts(draft.chat, draft.id, letter.is_voice ? Receipts::of_voice : Receipts::from_server));
  if (!letter.may_be_answered || !device.is_live() || !is_direct(draft.chat)) return;
  device.after(device.choices().between(4'000, 9'000),
               [&device, chat = draft.chat] { device.perform(device.world().answer(chat, device.wall_ms())); });
}

// Delivers after the delay, and shows meanwhile that somebody types or records.
void deliver_later(Device& device, const Letter& letter, const ReplyBox& reply) {
  if (device.waiting_sends() >= kMaxWaitingSends)
    throw Refusal{abi::StatusCode::resource_exhausted, "too_many_pending",
                  "256 commands of this instance wait for their delay; send fewer at a time"};
  ++device.waiting_sends();
  for (std::int64_t begin = 0; begin < letter.options.delay_ms; begin += kTypingPieceMs) {
    device.after(begin, [&device, chat = letter.chat, shows = letter.shows] {
      device.stanzas().add(chat_state_stanza(chat, shows));
    });
  }
  // Showing that one types subscribes to the other side's presence.
  if (is_direct(letter.chat)) device.schedule(device.world().presence_of(letter.chat, device.wall_ms()));
  device.after(letter.options.delay_ms, [&device, letter, reply] {
    --device.waiting_sends();
    device.stanzas().add(chat_state_stanza(letter.chat, "paused"));
    device.attempt(reply, [&] { deliver(device, letter, reply); });
  });
}

Action send(Letter letter) {
  return [letter = std::move(letter)](Device& device, const ReplyBox& reply) {
    require_reachable(device, letter.chat);
    if (letter.options.delay_ms > 0) return deliver_later(device, letter, reply);
    deliver(device, letter, reply);
  };
}

// A message whose content does not depend on anything the session knows. `summary` is what a quote shows of it.
Action send_composed(Letter letter, Composition composition, std::string summary) {
  letter.fill = [composition = std::move(composition), summary = std::move(summary)](Device&, Draft& draft) {
    draft.kind = ContentKind::other;
    draft.text = summary;
    draft.composition = composition;
  };
  return send(std::move(letter));
}

Action send_text(const Node& arguments) {
  Letter letter = read_letter(arguments);
  std::string text = arguments.text("text");
  if (text.empty()) refuse_argument("Text is required");
  arguments.flag_or("linkPreview", true);
  letter.fill = [text = std::move(text)](Device&, Draft& draft) { draft.text = text; };
  return send(std::move(letter));
}

SentMedia read_media(const Node& arguments, SentKind kind) {
  SentMedia media;
  media.kind = kind;
  std::string bytes = arguments.bytes("media");
  if (bytes.size() > kMaxMediaBytes) refuse_argument("media is larger than 128 MiB");
  media.facts = look_at(bytes);
  media.facts.mimetype = arguments.text_or("mimetype", media.facts.mimetype, 256);
  if (kind == SentKind::voice) media.facts.mimetype = "audio/ogg; codecs=opus";
  media.file_name = arguments.text_or("fileName", "file", 1'024);
  media.caption = arguments.text_or("caption", "");
  media.bytes = std::make_shared<const std::string>(std::move(bytes));
  return media;
}

SentKind sent_kind(const std::string& word) {
  if (word == "image") return SentKind::image;
  if (word == "video") return SentKind::video;
  if (word == "ptv") return SentKind::round_video;
  if (word == "audio") return SentKind::audio;
  if (word == "voice") return SentKind::voice;
  return word == "document" ? SentKind::document : SentKind::sticker;
}

// The kind that a quote, an edit or an answer goes by.
ContentKind content_kind(SentKind kind) {
  switch (kind) {
    case SentKind::image:
      return ContentKind::image;
    case SentKind::video:
    case SentKind::round_video:
      return ContentKind::video;
    case SentKind::audio:
    case SentKind::voice:
      return ContentKind::audio;
    case SentKind::document:
      return ContentKind::document;
    case SentKind::sticker:
      break;
  }
  return ContentKind::sticker;
}

Action send_file(Letter letter, SentMedia media) {
  letter.is_voice = media.kind == SentKind::voice;
  if (letter.is_voice) letter.shows = "recording";
  letter.fill = [media = std::move(media)](Device& device, Draft& draft) {
    std::string media_key = device.choices().bytes(32);
    device.shelf().add(media_key, media.bytes);
    draft.kind = content_kind(media.kind);
    draft.text = media.caption;
    draft.composition = compose_media(media, std::move(media_key));
  };
  return send(std::move(letter));
}

Action send_media(const Node& arguments) {
  Letter letter = read_letter(arguments);
  const std::string kind = arguments.one_of("kind", {"image", "video", "audio", "document", "sticker", "ptv", "voice"});
  return send_file(std::move(letter), read_media(arguments, sent_kind(kind)));
}

Action send_location(const Node& arguments) {
  Letter letter = read_letter(arguments);
  const std::string name = arguments.text("name");
  return send_composed(std::move(letter),
                       compose_location(arguments.number_text("latitude", -90, 90),
                                        arguments.number_text("longitude", -180, 180), name, arguments.text("address")),
                       "");
}

Action send_contact(const Node& arguments) {
  Letter letter = read_letter(arguments);
  std::vector<SentContact> contacts;
  for (const Node& contact : arguments.objects("contacts", 256))
    contacts.push_back({contact.text("displayName", 1'024), contact.text("vcard")});
  if (contacts.empty()) refuse_argument("contacts is an empty list");
  return send_composed(std::move(letter), compose_contacts(std::move(contacts)), "");
}

Action send_poll(const Node& arguments) {
  Letter letter = read_letter(arguments);
  SentPoll poll;
  poll.name = arguments.text("name");
  poll.selectable = arguments.integer("selectableCount", 0, 12);
  poll.options = arguments.texts("values", 12);
  if (poll.options.size() < 2) refuse_argument("values has fewer than 2 entries");
  std::vector<std::string> sorted = poll.options;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) refuse_argument("values has an entry twice");
  // A poll has no text for filters, so what a quote shows of it is not one either.
  letter.fill = [composition = compose_poll(poll), name = poll.name](Device&, Draft& draft) {
    draft.kind = ContentKind::poll;
    draft.text = name;
    draft.composition = composition;
  };
  return send(std::move(letter));
}

Action send_list(const Node& arguments) {
  Letter letter = read_letter(arguments);
  SentList list;
  list.title = arguments.text("title");
  list.description = arguments.text_or("description", "");
  list.button = arguments.text("buttonText");
  list.footer = arguments.text_or("footerText", "");
  for (const Node& section : arguments.objects("sections", 64)) {
    list.sections.push_back({section.text("title"), {}});
    for (const Node& row : section.objects("rows", 256))
      list.sections.back().rows.push_back({row.text("title"), row.text_or("description", ""), row.text("rowId")});
  }
  if (list.sections.empty()) refuse_argument("sections is an empty list");
  std::string summary = list.title;
  return send_composed(std::move(letter), compose_list(std::move(list)), std::move(summary));
}

SentButton read_button(const Node& arguments) {
  SentButton button;
  button.type = arguments.one_of("type", {"reply", "copy", "url", "call", "pix"});
  button.text = arguments.text_or("displayText", "", 1'024);
  button.id = arguments.text_or("id", "", 1'024);
  button.code = arguments.text_or("copyCode", "", 1'024);
  button.url = arguments.text_or("url", "", 8'192);
  button.phone = arguments.text_or("phoneNumber", "", 64);
  button.currency = arguments.text_or("currency", "BRL", 16);
  button.name = arguments.text_or("name", "", 1'024);
  const std::string key_type = arguments.text_or("keyType", "", 16);
  button.key_type = key_type == "random" ? "EVP" : key_type;
  for (char& c : button.key_type) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  button.key = arguments.text_or("key", "", 1'024);
  return button;
}

Action send_buttons(const Node& arguments) {
  Letter letter = read_letter(arguments);
  SentButtons buttons;
  buttons.title = arguments.text_or("title", "");
  buttons.description = arguments.text_or("description", "");
  buttons.footer = arguments.text_or("footer", "");
  for (const Node& button : arguments.objects("buttons", 16)) buttons.buttons.push_back(read_button(button));
  if (buttons.buttons.empty()) refuse_argument("At least one button is required");
  if (arguments.has("thumbnail")) {
    SentMedia header;
    header.bytes = std::make_shared<const std::string>(arguments.bytes("thumbnail"));
    header.facts = look_at(*header.bytes);
    buttons.header = std::move(header);
  }
  letter.fill = [buttons = std::move(buttons)](Device& device, Draft& draft) {
    SentButtons with_key = buttons;
    if (with_key.header) {
      with_key.header_key = device.choices().bytes(32);
      device.shelf().add(with_key.header_key, with_key.header->bytes);
    }
    draft.kind = ContentKind::other;
    draft.text = buttons.title;
    draft.composition = compose_buttons(std::move(with_key));
  };
  return send(std::move(letter));
}

Action send_reaction(const Node& arguments) {
  const MessageKey key = read_key(arguments);
  std::string emoji = arguments.text("reaction", 64);
  Letter letter;
  letter.chat = key.chat;
  letter.may_be_answered = false;
  letter.fill = [key, emoji = std::move(emoji)](Device& device, Draft& draft) {
    if (device.world().was_revoked(key.id)) refuse_message();
    draft.kind = ContentKind::reaction;
    draft.text = emoji;
    draft.composition = compose_reaction(key, emoji, device.wall_ms());
  };
  return send(std::move(letter));
}

Action send_status(const Node& arguments) {
  const std::string type = arguments.one_of("type", {"text", "image", "audio", "video"});
  const bool to_all = arguments.flag_or("allContacts", false);
  const bool has_list = arguments.has("statusJidList");
  if (!to_all && (!has_list || arguments.jids("statusJidList", kMaxListEntries).empty()))
    refuse_argument("StatusJidList is required");
  Letter letter;
  letter.chat = kStatusChat;
  letter.may_be_answered = false;
  if (type != "text") return send_file(std::move(letter), read_media(arguments, sent_kind(type)));

  std::string text = arguments.text("text");
  if (text.empty()) refuse_argument("Content is required");
  arguments.integer_or("font", 0, 5, 0);
  arguments.text_or("backgroundColor", "", 32);
  letter.fill = [text = std::move(text)](Device&, Draft& draft) { draft.text = text; };
  return send(std::move(letter));
}

constexpr CommandEntry kSendCommands[] = {
    {commands::kSendText, send_text},         {commands::kSendMedia, send_media},
    {commands::kSendLocation, send_location}, {commands::kSendContact, send_contact},
    {commands::kSendReaction, send_reaction}, {commands::kSendPoll, send_poll},
    {commands::kSendList, send_list},         {commands::kSendButtons, send_buttons},
    {commands::kSendStatus, send_status}};

}  // namespace

CommandTable send_commands() { return kSendCommands; }

}  // namespace wagate::session_simulator
