# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_sending_sources
  sending/chat_turns.cc sending/checked_arguments.cc sending/media_fetch.cc sending/media_refusal.cc sending/message_changes.cc
  sending/message_sender.cc sending/reading.cc sending/reading_files.cc sending/sending_part.cc)
