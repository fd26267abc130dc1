#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "chat/list_events.h"
#include "chat/settings.h"
#include "media/media_transfer.h"
#include "session/surroundings.h"
#include "wagate/bus.h"
#include "wagate/events/call.h"
#include "wagate/events/chat.h"
#include "wagate/events/contact.h"
#include "wagate/events/group.h"
#include "wagate/events/message.h"

namespace wagate::session_whatsapp {

class ContactTokens;
class LinkPreviews;
class SessionPictures;

// Publishes what happens to messages, chats, groups and contacts. Made once for all sessions.
struct ChatEvents {
  explicit ChatEvents(const PluginContext& context)
      : upsert(context),
        edited(context),
        deleted(context),
        update(context),
        sent(context),
        sent_update(context),
        groups_upsert(context),
        groups_update(context),
        participants_update(context),
        chats_upsert(context),
        chats_update(context),
        contacts_update(context),
        presence(context),
        call(context),
        lists(context) {}

  Publisher<MessagesUpsert> upsert;
  Publisher<MessagesEdited> edited;
  Publisher<MessagesDelete> deleted;
  Publisher<MessagesUpdate> update;
  Publisher<SendMessage> sent;
  Publisher<SendMessageUpdate> sent_update;
  Publisher<GroupsUpsert> groups_upsert;
  Publisher<GroupsUpdate> groups_update;
  Publisher<GroupParticipantsUpdate> participants_update;
  Publisher<ChatsUpsert> chats_upsert;
  Publisher<ChatsUpdate> chats_update;
  Publisher<ContactsUpdate> contacts_update;
  Publisher<PresenceUpdate> presence;
  Publisher<Call> call;
  ListEvents lists;
};

// What the parts of a session's messaging share. Outlives them.
struct ChatPlace {
  MessagingPlace session;
  const ChatEvents& events;
  Logger log;
  bool is_available = false;  // the account shows as online, so receipts say the message is shown
  MediaTransfer* media = nullptr;  // files; set before any part is made
  Settings settings = {};               // of the instance, as they are now
  ContactTokens* tokens = nullptr;  // shown with messages; null: none are
  SessionPictures* pictures = nullptr;  // set before any part is made
  LinkPreviews* previews = nullptr;     // of links in texts; null: none are made
  bool tells_group_notices = false;  // as messages, besides the events of groups

  std::int64_t now_s() const { return session.place.clock.unix_ms() / 1000; }
};

}  // namespace wagate::session_whatsapp
