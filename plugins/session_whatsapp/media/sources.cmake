# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_media_sources
  media/media_address.cc media/media_cipher.cc)
