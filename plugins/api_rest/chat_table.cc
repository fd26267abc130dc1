#include "handlers.h"
#include "route_tables.h"
#include "shared_rules.h"
#include "table_words.h"

namespace wagate::api_rest {

namespace {

// A page holds no more: the answer is built in memory.
constexpr std::int64_t kChatMaxPage = 10'000;
constexpr std::int64_t kChatMostPages = 1'000'000'000;

constexpr const char* kChatBlocking[] = {"block", "unblock"};

constexpr Rule kChatAskedNumber = {.type = Type::text, .says = "\"numbers\" must be an array of numeric strings"};
constexpr Rule kChatNumbers[] = {
    {.name = "numbers",
     .type = Type::array,
     .required = true,
     .min_items = 1,
     .unique = true,
     .items = &kChatAskedNumber},
};

constexpr Rule kChatKey[] = {
    {.name = "id", .type = Type::text, .required = true, .not_empty = true},
    {.name = "remoteJid", .type = Type::text, .required = true, .not_empty = true},
    {.name = "fromMe", .type = Type::boolean, .required = true},
    {.name = "participant", .type = Type::text},
};
constexpr Rule kChatReadKey = {.type = Type::object, .members = kChatKey};
constexpr Rule kChatMarkRead[] = {
    {.name = "readMessages",
     .type = Type::array,
     .required = true,
     .min_items = 1,
     .unique = true,
     .items = &kChatReadKey},
};

constexpr Rule kChatLastMessage[] = {
    {.name = "key", .type = Type::object, .required = true, .members = kChatKey},
    {.name = "messageTimestamp", .type = Type::integer, .at_least = 1},
};
constexpr Rule kChatArchive[] = {
    {.name = "chat", .type = Type::text},
    {.name = "lastMessage", .type = Type::object, .members = kChatLastMessage},
    {.name = "archive", .type = Type::boolean, .required = true},
};
constexpr Rule kChatUnread[] = {
    {.name = "chat", .type = Type::text},
    {.name = "lastMessage", .type = Type::object, .required = true, .members = kChatLastMessage},
};

constexpr Rule kChatDelete[] = {
    {.name = "id", .type = Type::text, .required = true, .not_empty = true},
    {.name = "fromMe", .type = Type::boolean, .required = true},
    {.name = "remoteJid", .type = Type::text, .required = true, .not_empty = true},
    {.name = "participant", .type = Type::text, .not_empty = true},
};
constexpr Rule kChatUpdate[] = {
    kNumber,
    {.name = "text", .type = Type::text, .required = true},
    {.name = "key", .type = Type::object, .required = true, .members = kChatKey},
};

constexpr Rule kChatMediaKey[] = {
    {.name = "id", .type = Type::text, .required = true, .not_empty = true},
};
constexpr Rule kChatMediaMessage[] = {
    {.name = "key", .type = Type::object, .required = true, .members = kChatMediaKey},
    {.name = "message", .type = Type::object},
};
constexpr Rule kChatBase64[] = {
    {.name = "message", .type = Type::object, .required = true, .members = kChatMediaMessage},
    {.name = "convertToMp4", .type = Type::boolean},
};

constexpr Rule kChatPresence[] = {
    kNumber,
    {.name = "presence", .type = Type::text, .required = true, .one_of = kPresences},
    {.name = "delay", .type = Type::number, .required = true, .at_least = 0, .at_most = 600000},
};
constexpr Rule kChatBlock[] = {
    kNumber,
    {.name = "status", .type = Type::text, .required = true, .one_of = kChatBlocking},
};
constexpr Rule kChatPicture[] = {kNumber};

constexpr Rule kChatPage = {.name = "page", .type = Type::integer, .at_least = 0, .at_most = kChatMostPages};
constexpr Rule kChatPageSize = {.name = "offset", .type = Type::integer, .at_least = 0, .at_most = kChatMaxPage};
constexpr Rule kChatMessageKeyFilter[] = {
    {.name = "id", .type = Type::text},
    {.name = "remoteJid", .type = Type::text},
    {.name = "fromMe", .type = Type::boolean},
    {.name = "participant", .type = Type::text},
};
constexpr Rule kChatTimes[] = {
    {.name = "gte"},
    {.name = "lte"},
};
constexpr Rule kChatMessageFilter[] = {
    {.name = "id", .type = Type::text},
    {.name = "key", .type = Type::object, .members = kChatMessageKeyFilter},
    {.name = "source", .type = Type::text},
    {.name = "messageType", .type = Type::text},
    {.name = "messageTimestamp", .type = Type::object, .members = kChatTimes},
};
constexpr Rule kChatFindMessages[] = {
    {.name = "where", .type = Type::object, .members = kChatMessageFilter},
    kChatPage,
    kChatPageSize,
};
constexpr Rule kChatStatusFilter[] = {
    {.name = "id", .type = Type::text},
    {.name = "keyId", .type = Type::text},
    {.name = "remoteJid", .type = Type::text},
};
constexpr Rule kChatFindStatus[] = {
    {.name = "where", .type = Type::object, .members = kChatStatusFilter},
    kChatPage,
    kChatPageSize,
};
constexpr Rule kChatContactFilter[] = {
    {.name = "id", .type = Type::text},
    {.name = "_id", .type = Type::text},
    {.name = "remoteJid", .type = Type::text},
    {.name = "pushName", .type = Type::text},
};
constexpr Rule kChatFindContacts[] = {
    {.name = "where", .type = Type::object, .members = kChatContactFilter},
    kChatPage,
    kChatPageSize,
};
constexpr Rule kChatFilter[] = {
    {.name = "remoteJid", .type = Type::text},
    {.name = "messageTimestamp", .type = Type::object, .members = kChatTimes},
};
constexpr Rule kChatFindChats[] = {
    {.name = "where", .type = Type::object, .members = kChatFilter},
    {.name = "take", .type = Type::integer, .at_least = 0, .at_most = kChatMostPages},
    {.name = "skip", .type = Type::integer, .at_least = 0, .at_most = kChatMostPages},
    kChatPage,
    kChatPageSize,
};
constexpr QueryField kChatQuery[] = {{"remoteJid", "The chat.", true}};

}  // namespace

std::span<const Route> chat_table() {
  using namespace words;
  static constexpr Route kRoutes[] = {
      Route{"POST", "/chat/whatsappNumbers/{instance}", instance, kCommand, kChatNumbers, whatsapp_numbers, 200,
            "Tells which numbers are on WhatsApp."}
          .with_refusal(Refusal::flat),
      {"POST", "/chat/markMessageAsRead/{instance}", instance, kCommand, kChatMarkRead, mark_message_as_read, 201,
       "Marks messages as read."},
      {"POST", "/chat/archiveChat/{instance}", instance, kCommand, kChatArchive, archive_chat, 201,
       "Archives a chat, or takes it out of the archive."},
      {"POST", "/chat/markChatUnread/{instance}", instance, kCommand, kChatUnread, mark_chat_unread, 201,
       "Marks a chat as unread."},
      {"DELETE", "/chat/deleteMessageForEveryone/{instance}", instance, kCommand, kChatDelete,
       delete_message_for_everyone, 201, "Takes a message back for everyone."},
      {"POST", "/chat/fetchProfilePictureUrl/{instance}", instance, kCommand, kChatPicture, fetch_profile_picture_url,
       200, "Answers where the picture of a number is."},
      {"POST", "/chat/getBase64FromMediaMessage/{instance}", instance, kCommand, kChatBase64,
       get_base64_from_media_message, 201, "Answers the media of a message as base64."},
      {"POST", "/chat/updateMessage/{instance}", instance, kCommand, kChatUpdate, update_message, 200,
       "Edits a message of one's own."},
      {"POST", "/chat/sendPresence/{instance}", instance, kCommand, kChatPresence, send_presence, 201,
       "Shows in a chat that one types or records, for so many milliseconds."},
      {"POST", "/chat/updateBlockStatus/{instance}", instance, kCommand, kChatBlock, update_block_status, 201,
       "Blocks or unblocks a number."},
      {"POST", "/chat/findContacts/{instance}", instance, kReceive, kChatFindContacts, find_contacts, 200,
       "Lists stored contacts."},
      {"POST", "/chat/findMessages/{instance}", instance, kReceive, kChatFindMessages, find_messages, 200,
       "Lists stored messages, newest first; \"offset\" is the size of a page."},
      {"POST", "/chat/findStatusMessage/{instance}", instance, kReceive, kChatFindStatus, find_status_messages, 200,
       "Lists stored changes of the status of messages."},
      {"POST", "/chat/findChats/{instance}", instance, kReceive, kChatFindChats, find_chats, 200,
       "Lists stored chats by their last activity."},
      Route{"GET", "/chat/findChatByRemoteJid/{instance}", instance, kReceive, kNoBody, find_chat_by_remote_jid, 200,
            "Answers one stored chat, or null."}
          .with_query(kChatQuery),
  };
  return kRoutes;
}

}  // namespace wagate::api_rest
