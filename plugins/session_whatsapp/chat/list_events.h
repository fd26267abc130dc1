#pragma once

#include "wagate/bus.h"
#include "wagate/events/chat.h"
#include "wagate/events/contact.h"
#include "wagate/events/label.h"
#include "wagate/events/message.h"

namespace wagate::session_whatsapp {

// Publishes what the phone tells of the account as a whole: its contacts, chats and labels, and old messages.
struct ListEvents {
  explicit ListEvents(const PluginContext& context)
      : messages_set(context),
        chats_set(context),
        chats_delete(context),
        contacts_upsert(context),
        labels_edit(context),
        labels_association(context) {}

  Publisher<MessagesSet> messages_set;
  Publisher<ChatsSet> chats_set;
  Publisher<ChatsDelete> chats_delete;
  Publisher<ContactsUpsert> contacts_upsert;
  Publisher<LabelsEdit> labels_edit;
  Publisher<LabelsAssociation> labels_association;
};

}  // namespace wagate::session_whatsapp
