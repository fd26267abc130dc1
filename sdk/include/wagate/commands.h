#pragma once

#include <string_view>

// The commands a session provider may be asked to execute, their arguments and results: one JSON
// object each. A provider answers unimplemented for a name it does not know.
//
// Words used below:
//   JID       text, "<digits>@s.whatsapp.net", "<digits>@lid", "<digits>@g.us", "status@broadcast"
//   key       {"id": text, "remoteJid": JID, "fromMe": boolean, "participant"?: JID}
//   bytes     a placeholder of the document: {"_placeholder":true,"num":i}
//   record    a message record, as in send.message
//   reply     members that every command of this group takes besides its own:
//             "delay"?: milliseconds (shows that one types, then sends), "mentioned"?: [JID],
//             "mentionsEveryOne"?: boolean, "quoted"?: {"key": key, "message"?: object}
//
// Every command needs an open session unless it says otherwise (failed_precondition "not_connected").
// Failures that clients tell apart, as StatusCode and reason:
//   invalid_argument "not_on_whatsapp"   nobody has that number
//   not_found "group_not_found"          the account is not in that group, or there is none
//   not_found "message_not_found"        the message is not known and the command needs it
//   permission_denied "not_authorized"   WhatsApp refuses: not an admin, blocked, ...
//   unimplemented "unimplemented"        this kind of account cannot do that
namespace wagate::commands {

// ---- sending; each publishes send.message; result: record ------------------------------------------

//   {"number": JID, "text": text, "linkPreview"?: boolean, reply}
inline constexpr std::string_view kSendText = "send_text";

//   {"number": JID, "kind": "image" | "video" | "audio" | "document" | "sticker" | "ptv" | "voice",
//    "media": bytes, "mimetype"?: text, "fileName"?: text, "caption"?: text, reply}
//   `ptv` is a round video note, `voice` a voice note. Without a mimetype the provider looks at the bytes.
inline constexpr std::string_view kSendMedia = "send_media";

//   {"number": JID, "latitude": number, "longitude": number, "name": text, "address": text, reply}
inline constexpr std::string_view kSendLocation = "send_location";

//   {"number": JID, "contacts": [{"displayName": text, "vcard": text}], reply}
inline constexpr std::string_view kSendContact = "send_contact";

//   {"key": key of the message, "reaction": text}; empty takes a reaction back
inline constexpr std::string_view kSendReaction = "send_reaction";

//   {"number": JID, "name": text, "selectableCount": integer, "values": [text], reply}
inline constexpr std::string_view kSendPoll = "send_poll";

//   {"number": JID, "title": text, "description": text, "footerText": text, "buttonText": text,
//    "sections": [{"title": text, "rows": [{"title": text, "description": text, "rowId": text}]}], reply}
inline constexpr std::string_view kSendList = "send_list";

//   {"number": JID, "title": text, "description": text, "footer": text, "thumbnail"?: bytes,
//    "buttons": [{"type": "reply" | "copy" | "url" | "call" | "pix", "displayText": text, ...}], reply}
inline constexpr std::string_view kSendButtons = "send_buttons";

//   {"type": "text" | "image" | "audio" | "video", "text"?: text, "media"?: bytes, "mimetype"?: text,
//    "caption"?: text, "backgroundColor"?: text, "font"?: 0-5, "statusJidList": [JID], "allContacts": boolean}
inline constexpr std::string_view kSendStatus = "send_status";

//   {"number": JID, "name": text, "language": text, "components": [object]}
inline constexpr std::string_view kSendTemplate = "send_template";

// ---- messages that are there -----------------------------------------------------------------------

//   {"key": key, "row"?: the stored row}. Takes a message back for everyone. Publishes
//   messages.delete, with the row as its document when one was given.
//   result {"key": key, "message": {"protocolMessage": {...}}, "messageTimestamp": text, "status": text}
inline constexpr std::string_view kDeleteMessage = "delete_message";

//   {"number": JID, "key": key, "text": text}. Edits an own message. Publishes send.message.update.
//   result as of delete_message
inline constexpr std::string_view kUpdateMessage = "update_message";

//   {"keys": [key]}; result empty
inline constexpr std::string_view kMarkRead = "mark_read";

//   {"chat": JID, "archive": boolean, "lastMessage": {"key": key, "messageTimestamp"?: seconds}}; result empty
inline constexpr std::string_view kArchiveChat = "archive_chat";

//   {"chat": JID, "lastMessage": {"key": key, "messageTimestamp"?: seconds}}; result empty
inline constexpr std::string_view kMarkChatUnread = "mark_chat_unread";

//   {"key": key, "message": object}: the record of a media message, its bytes as base64 text.
//   result {"mimetype": text, "media": bytes}
//   fails  failed_precondition "media_gone" when WhatsApp has it no more
inline constexpr std::string_view kFetchMedia = "fetch_media";

// ---- the account and its contacts ------------------------------------------------------------------

//   {"presence": "available" | "unavailable" | "composing" | "recording" | "paused"}; result empty
inline constexpr std::string_view kSetPresence = "set_presence";

//   {"number": JID, "presence": as above, "delay": milliseconds}: in one chat, for so long, then paused;
//   answers after the delay; result empty
inline constexpr std::string_view kChatPresence = "chat_presence";

//   {"numbers": [JID]}; result {"numbers": [{"jid": JID, "exists": boolean, "name"?: text, "lid"?: JID}]}
inline constexpr std::string_view kCheckNumbers = "check_numbers";

//   {"jid": JID, "preview"?: boolean}; result {"url": text | null}
inline constexpr std::string_view kFetchPicture = "fetch_picture";

//   {"jid"?: JID}; without one the own profile. result {"jid": JID, "exists": boolean, "name"?: text,
//   "picture"?: text | null, "status"?: text, "isBusiness": boolean, "business"?: as fetch_business_profile}
inline constexpr std::string_view kFetchProfile = "fetch_profile";

//   {"jid": JID}; result {} when it is no business, else {"wid", "address", "description", "website": [text],
//   "email", "category", "business_hours": {"timezone", "business_config": [object]}}
inline constexpr std::string_view kFetchBusinessProfile = "fetch_business_profile";

//   {"jid": JID, "limit": integer, "cursor"?: text}; result {"exists": boolean, "isBusiness": boolean,
//   "name"?: text, "items": [object], "cursor"?: text}
inline constexpr std::string_view kFetchCatalog = "fetch_catalog";
inline constexpr std::string_view kFetchCollections = "fetch_collections";

//   {"jid": JID, "block": boolean}; result empty
inline constexpr std::string_view kBlockContact = "block_contact";

//   {"name": text}, {"status": text}, {"picture": bytes}, {}; result empty
inline constexpr std::string_view kSetProfileName = "set_profile_name";
inline constexpr std::string_view kSetProfileStatus = "set_profile_status";
inline constexpr std::string_view kSetProfilePicture = "set_profile_picture";
inline constexpr std::string_view kRemoveProfilePicture = "remove_profile_picture";

//   {} and the object itself; result {"readreceipts", "profile", "status", "online", "last", "groupadd"}
inline constexpr std::string_view kFetchPrivacy = "fetch_privacy";
inline constexpr std::string_view kSetPrivacy = "set_privacy";

//   {}; result {"labels": [{"id": text, "name": text, "color": integer, "predefinedId"?: text}]}
inline constexpr std::string_view kFetchLabels = "fetch_labels";

//   {"chat": JID, "labelId": text, "add": boolean}; publishes labels.association; result empty
inline constexpr std::string_view kLabelChat = "label_chat";

// ---- groups; "group": JID of the group -------------------------------------------------------------
// GroupMetadata and participant are those of groups.upsert.

//   {"subject": text, "participants": [JID], "description"?: text, "promoteParticipants"?: boolean};
//   result GroupMetadata. Numbers that are not on WhatsApp are left out.
inline constexpr std::string_view kGroupCreate = "group_create";

//   {"group", "subject"}, {"group", "description"}, {"group", "picture": bytes}; result empty
inline constexpr std::string_view kGroupSetSubject = "group_set_subject";
inline constexpr std::string_view kGroupSetDescription = "group_set_description";
inline constexpr std::string_view kGroupSetPicture = "group_set_picture";

//   {"group"}; result GroupMetadata with "pictureUrl": text | null
inline constexpr std::string_view kGroupFetch = "group_fetch";

//   {}; result {"groups": [GroupMetadata with "pictureUrl"]}
inline constexpr std::string_view kGroupFetchAll = "group_fetch_all";

//   {"group"}; result {"inviteCode": text}. Revoking makes a new one.
inline constexpr std::string_view kGroupFetchInvite = "group_fetch_invite";
inline constexpr std::string_view kGroupRevokeInvite = "group_revoke_invite";

//   {"inviteCode": text}; result GroupMetadata
inline constexpr std::string_view kGroupInviteInfo = "group_invite_info";

//   {"inviteCode": text}; result {"groupJid": JID}
inline constexpr std::string_view kGroupAcceptInvite = "group_accept_invite";

//   {"group", "action": "add" | "remove" | "promote" | "demote", "participants": [JID]};
//   result {"participants": [{"jid": JID, "status": text}]}; "200" is success
inline constexpr std::string_view kGroupUpdateParticipants = "group_update_participants";

//   {"group", "action": "announcement" | "not_announcement" | "locked" | "unlocked"}; result empty
inline constexpr std::string_view kGroupUpdateSetting = "group_update_setting";

//   {"group", "expiration": seconds}; 0 switches it off; result empty
inline constexpr std::string_view kGroupSetEphemeral = "group_set_ephemeral";

//   {"group"}; result empty
inline constexpr std::string_view kGroupLeave = "group_leave";

// ---- everything else -------------------------------------------------------------------------------

// Writes a raw stanza to the instance's connection.
//   {"stanza": {"tag": text, "attrs": {text: text}, "content"?: [node] | text | bytes}}; result empty
inline constexpr std::string_view kSendNode = "send_node";

//   {"jid": JID, "isVideo": boolean, "callDuration": seconds}; result {"id": text}
inline constexpr std::string_view kOfferCall = "offer_call";

// Message templates of a business account. Need no open session.
//   {"name": text, "category": text, "language": text, "components": [object], "allowCategoryChange"?: boolean}
//   and {}; result: the provider's template, {"templates": [object]}
inline constexpr std::string_view kCreateTemplate = "create_template";
inline constexpr std::string_view kFetchTemplates = "fetch_templates";

// The commands that need an open session. Of others, also of names that are not listed on this page, the
// provider decides.
inline constexpr std::string_view kOfAnOpenSession[] = {
    kSendText, kSendMedia, kSendLocation, kSendContact, kSendReaction, kSendPoll, kSendList, kSendButtons, kSendStatus,
    kSendTemplate, kDeleteMessage, kUpdateMessage, kMarkRead, kArchiveChat, kMarkChatUnread, kFetchMedia, kSetPresence,
    kChatPresence, kCheckNumbers, kFetchPicture, kFetchProfile, kFetchBusinessProfile, kFetchCatalog, kFetchCollections,
    kBlockContact, kSetProfileName, kSetProfileStatus, kSetProfilePicture, kRemoveProfilePicture, kFetchPrivacy,
    kSetPrivacy, kFetchLabels, kLabelChat, kGroupCreate, kGroupSetSubject, kGroupSetDescription, kGroupSetPicture,
    kGroupFetch, kGroupFetchAll, kGroupFetchInvite, kGroupRevokeInvite, kGroupInviteInfo, kGroupAcceptInvite,
    kGroupUpdateParticipants, kGroupUpdateSetting, kGroupSetEphemeral, kGroupLeave, kSendNode, kOfferCall};

}  // namespace wagate::commands
