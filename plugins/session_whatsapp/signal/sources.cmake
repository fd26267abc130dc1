# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_signal_sources
  signal/chain.cc signal/group_cipher.cc signal/record_codec.cc signal/sender_key_record.cc signal/session_cipher.cc
  signal/session_record.cc signal/wire.cc signal/x3dh.cc)
