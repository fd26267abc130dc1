# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_app_state_sources
  app_state/app_state_events.cc app_state/app_state_intake.cc app_state/app_state_keys.cc app_state/app_state_part.cc
  app_state/app_state_reader.cc app_state/app_state_sync.cc app_state/app_state_writer.cc app_state/chat_changes.cc
  app_state/key_requests.cc app_state/lt_hash.cc app_state/mutation_index.cc app_state/patch_maker.cc)
