# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_app_state_sources
  app_state/app_state_keys.cc app_state/app_state_reader.cc app_state/lt_hash.cc)
