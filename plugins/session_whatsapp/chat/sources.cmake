# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_chat_sources
  chat/conversations.cc chat/group_directory.cc chat/inbox.cc chat/pending_events.cc chat/receipts.cc
  chat/text_request.cc chat/text_sender.cc)
