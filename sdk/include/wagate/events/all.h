#pragma once

// Every event of the wire contract.
#include "wagate/events/instance.h"
#include "wagate/events/message.h"
#include "wagate/events/contact.h"
#include "wagate/events/chat.h"
#include "wagate/events/group.h"
#include "wagate/events/label.h"
#include "wagate/events/call.h"
#include "wagate/events/bot.h"

namespace wagate {

// Calls `visitor.template operator()<E>()` for every event struct, in catalogue order.
template <typename Visitor>
constexpr void for_each_event(Visitor&& visitor) {
  visitor.template operator()<ApplicationStartup>();
  visitor.template operator()<QrcodeUpdated>();
  visitor.template operator()<MessagesSet>();
  visitor.template operator()<MessagesUpsert>();
  visitor.template operator()<MessagesEdited>();
  visitor.template operator()<MessagesUpdate>();
  visitor.template operator()<MessagesDelete>();
  visitor.template operator()<SendMessage>();
  visitor.template operator()<SendMessageUpdate>();
  visitor.template operator()<ContactsSet>();
  visitor.template operator()<ContactsUpsert>();
  visitor.template operator()<ContactsUpdate>();
  visitor.template operator()<PresenceUpdate>();
  visitor.template operator()<ChatsSet>();
  visitor.template operator()<ChatsUpsert>();
  visitor.template operator()<ChatsUpdate>();
  visitor.template operator()<ChatsDelete>();
  visitor.template operator()<GroupsUpsert>();
  visitor.template operator()<GroupsUpdate>();
  visitor.template operator()<GroupParticipantsUpdate>();
  visitor.template operator()<ConnectionUpdate>();
  visitor.template operator()<LabelsEdit>();
  visitor.template operator()<LabelsAssociation>();
  visitor.template operator()<Call>();
  visitor.template operator()<TypebotStart>();
  visitor.template operator()<TypebotChangeStatus>();
  visitor.template operator()<RemoveInstance>();
  visitor.template operator()<LogoutInstance>();
  visitor.template operator()<InstanceCreate>();
  visitor.template operator()<InstanceDelete>();
  visitor.template operator()<StatusInstance>();
}

}  // namespace wagate
