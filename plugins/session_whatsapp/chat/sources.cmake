# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_chat_sources
  chat/arguments.cc chat/conversations.cc chat/durable_events.cc chat/group_directory.cc chat/inbox.cc
  chat/outgoing.cc chat/pending_events.cc chat/receipts.cc chat/refusals.cc chat/settings.cc chat/upsert_event.cc)
