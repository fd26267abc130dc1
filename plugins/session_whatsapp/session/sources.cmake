# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_session_sources
  session/acks.cc session/alarm.cc session/backoff.cc session/client_payload.cc session/close_report.cc
  session/device_directory.cc session/device_identity.cc session/housekeeping.cc session/keepalive.cc
  session/key_bundles.cc session/lane.cc
  session/link.cc session/link_code.cc session/options.cc session/outbox.cc session/pairing.cc session/prekeys.cc
  session/proxy_address.cc session/proxy_json.cc session/requests.cc session/session.cc session/session_files.cc
  session/session_stanzas.cc session/stanza_json.cc session/stream_end.cc)
