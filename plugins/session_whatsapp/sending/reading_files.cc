// Files, stories, and what has buttons.
#include <algorithm>
#include <charconv>
#include <utility>

#include "media/http_media_transfer.h"
#include "sending/reading.h"
#include "sending/refusal.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMaxMimetype = 256;
constexpr std::size_t kMaxFileName = 1'024;
constexpr std::size_t kMaxSections = 64;
constexpr std::size_t kMaxRows = 256;
constexpr std::size_t kMaxButtons = 16;
constexpr std::size_t kMaxButtonText = 1'024;
constexpr std::size_t kMaxButtonUrl = 8'192;
constexpr std::size_t kMaxStoryReaders = 5'000;
constexpr std::string_view kVoiceType = "audio/ogg; codecs=opus";

std::string mimetype_for(const CheckedArguments& arguments, FileRole role, const FileFacts& facts) {
  const std::string given = arguments.text_or("mimetype", "", kMaxMimetype);
  // Phones play voice notes of this type only, and look at its parameter.
  if (role == FileRole::voice && (facts.mimetype == kVoiceType || given.starts_with("audio/ogg")))
    return std::string(kVoiceType);
  if (role == FileRole::sticker) return "image/webp";
  return given.empty() ? std::string(facts.mimetype) : given;
}

// "#rrggbb" or "#rgb" as an opaque colour.
std::uint32_t colour_of(const std::string& text) {
  constexpr std::uint32_t kOpaque = 0xFF000000;
  std::string digits = text.starts_with('#') ? text.substr(1) : text;
  if (digits.size() == 3) digits = {digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]};
  std::uint32_t colour = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), colour, 16);
  const bool is_colour = digits.size() == 6 && error == std::errc() && end == digits.data() + digits.size();
  if (!is_colour) refuse_argument("backgroundColor has to be a colour such as #198754");
  return kOpaque | colour;
}

ButtonsContent::Action action_of(const std::string& type) {
  using Action = ButtonsContent::Action;
  if (type == "copy") return Action::copy;
  if (type == "url") return Action::url;
  if (type == "call") return Action::call;
  return type == "pix" ? Action::pix : Action::reply;
}

ButtonsContent::Button read_button(const CheckedArguments& arguments) {
  using Action = ButtonsContent::Action;
  ButtonsContent::Button button;
  button.action = action_of(arguments.one_of("type", {"reply", "copy", "url", "call", "pix"}));
  button.text = arguments.text_or("displayText", "", kMaxButtonText);
  button.id = arguments.text_or("id", "", kMaxButtonText);
  if (button.action == Action::copy) button.value = arguments.text_or("copyCode", "", kMaxButtonText);
  if (button.action == Action::url) button.value = arguments.text_or("url", "", kMaxButtonUrl);
  if (button.action == Action::call) button.value = arguments.text_or("phoneNumber", "", 64);
  button.currency = arguments.text_or("currency", "BRL", 16);
  button.merchant = arguments.text_or("name", "", kMaxButtonText);
  button.key_type = arguments.text_or("keyType", "", 16);
  if (button.key_type == "random") button.key_type = "EVP";
  for (char& c : button.key_type)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  button.key = arguments.text_or("key", "", kMaxButtonText);
  return button;
}

}  // namespace

FileRole read_file_role(const CheckedArguments& arguments, const char* name) {
  const std::string word =
      arguments.one_of(name, {"image", "video", "audio", "document", "sticker", "ptv", "voice"});
  if (word == "image") return FileRole::image;
  if (word == "video") return FileRole::video;
  if (word == "audio") return FileRole::audio;
  if (word == "sticker") return FileRole::sticker;
  if (word == "ptv") return FileRole::round_video;
  return word == "voice" ? FileRole::voice : FileRole::document;
}

FileToSend read_file(const CheckedArguments& arguments, FileRole role) {
  FileToSend file;
  file.bytes = arguments.bytes("media", HttpMediaTransfer::kMaxFile);
  FileContent& content = file.content;
  content.role = role;
  content.facts = look_at_file(file.bytes);
  if (role == FileRole::sticker && content.facts.mimetype != "image/webp")
    refuse_argument("a sticker has to be a WebP picture, and this file is none");
  content.mimetype = mimetype_for(arguments, role, content.facts);
  content.caption = arguments.text_or("caption", "");
  content.name = arguments.text_or("fileName", "file", kMaxFileName);
  return file;
}

FileToSend read_picture(const CheckedArguments& arguments, const char* name) {
  FileToSend file;
  file.bytes = arguments.bytes(name, HttpMediaTransfer::kMaxFile);
  file.content.role = FileRole::image;
  file.content.facts = look_at_file(file.bytes);
  file.content.mimetype = file.content.facts.mimetype;
  return file;
}

Letter read_list_letter(const CheckedArguments& arguments) {
  Letter letter = read_letter(arguments);
  ListContent list{arguments.text("title"), arguments.text_or("description", ""), arguments.text_or("footerText", ""),
                   arguments.text("buttonText", kMaxButtonText), {}};
  for (const CheckedArguments& section : arguments.objects("sections", kMaxSections)) {
    ListContent::Section added{section.text("title"), {}};
    for (const CheckedArguments& row : section.objects("rows", kMaxRows))
      added.rows.push_back({row.text("title"), row.text_or("description", ""), row.text("rowId")});
    list.sections.push_back(std::move(added));
  }
  if (list.sections.empty()) refuse_argument("sections must not be empty");
  letter.compose = [list = std::move(list)](const Context& context) { return compose_list(list, context); };
  return letter;
}

ButtonsContent read_buttons(const CheckedArguments& arguments) {
  ButtonsContent content;
  content.title = arguments.text_or("title", "");
  content.description = arguments.text_or("description", "");
  content.footer = arguments.text_or("footer", "");
  for (const CheckedArguments& button : arguments.objects("buttons", kMaxButtons))
    content.buttons.push_back(read_button(button));
  if (content.buttons.empty()) refuse_argument("At least one button is required");
  return content;
}

bool is_text_story(const CheckedArguments& arguments) {
  return arguments.one_of("type", {"text", "image", "audio", "video"}) == "text";
}

Letter read_story_letter(const CheckedArguments& arguments) {
  Letter letter;
  letter.chat = *Jid::parse(kStatusJid);
  std::vector<std::string> readers;
  if (arguments.has("statusJidList")) readers = arguments.texts("statusJidList", kMaxStoryReaders);
  if (readers.empty() && arguments.flag_or("allContacts", false))
    throw Refusal(abi::StatusCode::failed_precondition, "contacts_unknown",
                  "Nobody here knows the contacts of the account: name the readers in statusJidList, or configure a "
                  "plugin that keeps contacts, such as archive_sqlite");
  if (readers.empty()) refuse_argument("StatusJidList is required");
  for (const std::string& reader : readers) {
    const auto jid = Jid::parse(reader);
    if (!jid || jid->user.empty() || (!jid->is_pn() && !jid->is_lid()))
      refuse_argument("statusJidList has an entry that is not the JID of a person");
    letter.readers.push_back(jid->account());
  }
  std::sort(letter.readers.begin(), letter.readers.end());
  letter.readers.erase(std::unique(letter.readers.begin(), letter.readers.end()), letter.readers.end());
  return letter;
}

void read_story_text(const CheckedArguments& arguments, Letter& letter) {
  const std::string background = arguments.text_or("backgroundColor", "", 32);
  const std::uint32_t colour = colour_of(background.empty() ? "#000000" : background);
  const auto font = static_cast<std::int32_t>(arguments.integer_or("font", 0, 5, 0));
  letter.compose = [text = arguments.text("text"), colour, font](const Context&) {
    return compose_text_story(text, colour, font);
  };
}

}  // namespace wagate::session_whatsapp
