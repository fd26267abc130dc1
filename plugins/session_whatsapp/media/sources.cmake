# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_media_sources
  media/file_facts.cc media/http_media_transfer.cc media/media_address.cc media/media_cipher.cc
  media/media_download.cc media/media_file.cc media/media_host_rules.cc media/media_hosts.cc media/media_transfer.cc
  media/media_upload.cc media/upload_answer.cc)
