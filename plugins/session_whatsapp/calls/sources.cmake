# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_calls_sources calls/call_news.cc calls/call_part.cc calls/stanza_packet.cc)
