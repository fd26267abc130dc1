#include "handlers.h"
#include "route_tables.h"
#include "shared_rules.h"
#include "table_words.h"

namespace wagate::api_rest {

namespace {

constexpr Rule kMentionedNumber = {
    .type = Type::text, .says = "\"mentioned\" must be an array of numeric strings", .pattern = &kStartsWithDigit};
constexpr Rule kQuotedKey[] = {
    {.name = "id", .type = Type::text, .required = true},
    {.name = "remoteJid", .type = Type::text},
    {.name = "fromMe", .type = Type::boolean},
};
constexpr Rule kQuoted[] = {
    {.name = "key", .type = Type::object, .required = true, .members = kQuotedKey},
    {.name = "message", .type = Type::object},
};
constexpr Rule kQuotedRule = {.name = "quoted", .type = Type::object, .members = kQuoted,
                              .about = "The message that this one answers; its content is looked up when left out."};
constexpr Rule kEveryOne = {
    .name = "everyOne", .type = Type::boolean, .about = "Without effect; known for older clients."};
constexpr Rule kMentionsEveryOne = {
    .name = "mentionsEveryOne", .type = Type::boolean, .about = "Mentions all members of the group."};
constexpr Rule kMentioned = {
    .name = "mentioned", .type = Type::array, .min_items = 1, .unique = true, .items = &kMentionedNumber,
    .about = "Numbers to mention in a group."};

constexpr Rule kSendText[] = {
    kNumber,
    {.name = "text", .type = Type::text, .required = true},
    {.name = "linkPreview", .type = Type::boolean, .about = "Off: no preview of a link in the text."},
    kDelay, kQuotedRule, kEveryOne, kMentionsEveryOne, kMentioned,
};

constexpr char kMediaText[] = "Base64, with or without data:...;base64, before it, or the address to fetch it from.";

constexpr const char* kMediaKinds[] = {"image", "document", "video", "audio"};
constexpr Rule kSendMedia[] = {
    kNumber,
    {.name = "mediatype", .type = Type::text, .required = true, .one_of = kMediaKinds},
    {.name = "media", .type = Type::text, .about = kMediaText},
    {.name = "mimetype", .type = Type::text, .about = "Found out from the file when left out."},
    {.name = "fileName", .type = Type::text, .about = "Needed for a document that is sent as base64."},
    {.name = "caption", .type = Type::text},
    kDelay, kQuotedRule, kEveryOne, kMentionsEveryOne, kMentioned,
};

constexpr Rule kSendVideoNote[] = {
    kNumber,
    {.name = "video", .type = Type::text, .about = kMediaText},
    kDelay, kQuotedRule, kEveryOne, kMentionsEveryOne, kMentioned,
};

constexpr Rule kSendVoice[] = {
    kNumber,
    {.name = "audio", .type = Type::text, .about = kMediaText},
    {.name = "encoding", .type = Type::boolean, .about = "Without effect: the sound is sent as it is."},
    kDelay, kQuotedRule, kEveryOne, kMentionsEveryOne, kMentioned,
};

constexpr Rule kSendSticker[] = {
    kNumber,
    {.name = "sticker", .type = Type::text, .about = kMediaText},
    {.name = "notConvertSticker", .type = Type::boolean, .about = "Without effect: the picture is sent as it is."},
    kDelay, kQuotedRule, kEveryOne, kMentionsEveryOne, kMentioned,
};

constexpr const char* kStatusTypes[] = {"text", "image", "audio", "video"};
constexpr Rule kStatusReader = {.type = Type::text};
constexpr Rule kSendStatus[] = {
    {.name = "type", .type = Type::text, .required = true, .one_of = kStatusTypes},
    {.name = "content", .type = Type::text, .about = "The text, or the file as base64 or address."},
    {.name = "caption", .type = Type::text},
    {.name = "backgroundColor", .type = Type::text, .about = "Of a text, as CSS writes it: #008000."},
    {.name = "font", .type = Type::integer, .at_least = 0, .at_most = 5},
    {.name = "statusJidList", .type = Type::array, .items = &kStatusReader,
     .about = "Who sees it."},
    {.name = "allContacts", .type = Type::boolean, .about = "Every contact sees it."},
};

constexpr Rule kSendLocation[] = {
    kNumber,
    {.name = "latitude", .type = Type::number, .required = true},
    {.name = "longitude", .type = Type::number, .required = true},
    {.name = "name", .type = Type::text, .required = true},
    {.name = "address", .type = Type::text, .required = true},
    kDelay, kQuotedRule, kEveryOne, kMentionsEveryOne, kMentioned,
};

constexpr Rule kContactMembers[] = {
    {.name = "fullName", .type = Type::text, .required = true, .not_empty = true},
    {.name = "phoneNumber", .type = Type::text, .required = true, .min_length = 10},
    {.name = "wuid", .type = Type::text, .pattern = &kHasDigit, .min_length = 10},
    {.name = "organization", .type = Type::text},
    {.name = "email", .type = Type::text},
    {.name = "url", .type = Type::text},
};
constexpr Rule kContact = {.type = Type::object, .members = kContactMembers};
constexpr Rule kSendContact[] = {
    kNumber,
    {.name = "contact", .type = Type::array, .required = true, .min_items = 1, .unique = true, .items = &kContact},
};

constexpr Rule kReactionKey[] = {
    {.name = "id", .type = Type::text, .required = true},
    {.name = "remoteJid", .type = Type::text, .required = true},
    {.name = "fromMe", .type = Type::boolean, .required = true},
    {.name = "participant", .type = Type::text},
};
constexpr Rule kSendReaction[] = {
    {.name = "key", .type = Type::object, .required = true, .members = kReactionKey},
    {.name = "reaction", .type = Type::text, .required = true},
};

constexpr Rule kPollValue = {.type = Type::text};
constexpr Rule kSendPoll[] = {
    kNumber,
    {.name = "name", .type = Type::text, .required = true},
    {.name = "selectableCount", .type = Type::integer, .required = true, .at_least = 0, .at_most = 10},
    {.name = "values",
     .type = Type::array,
     .required = true,
     .min_items = 2,
     .max_items = 10,
     .unique = true,
     .items = &kPollValue},
    kDelay, kQuotedRule, kEveryOne, kMentionsEveryOne, kMentioned,
};

constexpr Rule kListRowMembers[] = {
    {.name = "title", .type = Type::text, .required = true},
    {.name = "description", .type = Type::text},
    {.name = "rowId", .type = Type::text, .required = true},
};
constexpr Rule kListRow = {.type = Type::object, .members = kListRowMembers};
constexpr Rule kListSectionMembers[] = {
    {.name = "title", .type = Type::text, .required = true},
    {.name = "rows", .type = Type::array, .required = true, .min_items = 1, .unique = true, .items = &kListRow},
};
constexpr Rule kListSection = {.type = Type::object, .members = kListSectionMembers};
constexpr Rule kSendList[] = {
    kNumber,
    {.name = "title", .type = Type::text, .required = true},
    {.name = "description", .type = Type::text},
    {.name = "footerText", .type = Type::text, .required = true},
    {.name = "buttonText", .type = Type::text, .required = true},
    {.name = "sections", .type = Type::array, .required = true, .min_items = 1, .unique = true, .items = &kListSection},
    kDelay, kQuotedRule, kEveryOne, kMentionsEveryOne, kMentioned,
};

constexpr const char* kButtonTypes[] = {"reply", "copy", "url", "call", "pix"};
constexpr const char* kPixKeyTypes[] = {"phone", "email", "cpf", "cnpj", "random"};
constexpr Rule kButtonMembers[] = {
    {.name = "type", .type = Type::text, .required = true, .one_of = kButtonTypes},
    {.name = "displayText", .type = Type::text},
    {.name = "id", .type = Type::text},
    {.name = "url", .type = Type::text},
    {.name = "copyCode", .type = Type::text},
    {.name = "phoneNumber", .type = Type::text},
    {.name = "currency", .type = Type::text},
    {.name = "name", .type = Type::text},
    {.name = "keyType", .type = Type::text, .one_of = kPixKeyTypes},
    {.name = "key", .type = Type::text},
};
constexpr Rule kButton = {.type = Type::object, .members = kButtonMembers};
constexpr Rule kSendButtons[] = {
    kNumber,
    {.name = "title", .type = Type::text},
    {.name = "description", .type = Type::text},
    {.name = "footer", .type = Type::text},
    {.name = "thumbnailUrl", .type = Type::text},
    {.name = "buttons", .type = Type::array, .items = &kButton},
    kDelay, kQuotedRule, kEveryOne, kMentionsEveryOne, kMentioned,
};

constexpr Rule kTemplateComponent = {.type = Type::object};
constexpr Rule kSendTemplate[] = {
    kNumber,
    {.name = "name", .type = Type::text, .required = true},
    {.name = "language", .type = Type::text, .required = true},
    {.name = "components", .type = Type::array, .items = &kTemplateComponent},
    {.name = "webhookUrl", .type = Type::text},
};

}  // namespace

std::span<const Route> message_table() {
  using namespace words;
  static constexpr Route kRoutes[] = {
      {"POST", "/message/sendText/{instance}", instance, kCommand, kSendText, send_text, 201, "Sends a text."},
      Route{"POST", "/message/sendMedia/{instance}", instance, kCommand, kSendMedia, send_media, 201,
            "Sends a picture, a video, a sound or a document: base64, an address to fetch it from, or an uploaded "
            "file."}
          .with_file(),
      Route{"POST", "/message/sendPtv/{instance}", instance, kCommand, kSendVideoNote, send_video_note, 201,
            "Sends a round video note."}
          .with_file(),
      Route{"POST", "/message/sendWhatsAppAudio/{instance}", instance, kCommand, kSendVoice, send_voice, 201,
            "Sends a voice note."}
          .with_file(),
      Route{"POST", "/message/sendStatus/{instance}", instance, kCommand, kSendStatus, send_status, 201,
            "Publishes a status to the listed people or to all contacts."}
          .with_file(),
      Route{"POST", "/message/sendSticker/{instance}", instance, kCommand, kSendSticker, send_sticker, 201,
            "Sends a sticker."}
          .with_file(),
      {"POST", "/message/sendLocation/{instance}", instance, kCommand, kSendLocation, send_location, 201,
       "Sends a place on the map."},
      {"POST", "/message/sendContact/{instance}", instance, kCommand, kSendContact, send_contact, 201,
       "Sends one or more contacts as vCards."},
      {"POST", "/message/sendReaction/{instance}", instance, kCommand, kSendReaction, send_reaction, 201,
       "Reacts to a message with one emoji; an empty text takes the reaction back."},
      {"POST", "/message/sendPoll/{instance}", instance, kCommand, kSendPoll, send_poll, 201, "Sends a poll."},
      {"POST", "/message/sendList/{instance}", instance, kCommand, kSendList, send_list, 201,
       "Sends a list to choose one row from."},
      {"POST", "/message/sendButtons/{instance}", instance, kCommand, kSendButtons, send_buttons, 201,
       "Sends buttons: up to three replies, or one PIX payment, or a mixture of copy, url and call."},
      {"POST", "/message/sendTemplate/{instance}", instance, kCommand, kSendTemplate, send_template, 201,
       "Sends an approved template of a business account."},
  };
  return kRoutes;
}

}  // namespace wagate::api_rest
