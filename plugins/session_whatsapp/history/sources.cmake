# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_history_sources
  history/conversation.cc history/history_batch.cc history/history_stream.cc history/history_taker.cc)
