# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_picture_sources
  picture/decode.cc picture/exif.cc picture/jpeg_decode.cc picture/jpeg_encode.cc picture/jpeg_errors.cc
  picture/picture_desk.cc picture/png.cc picture/session_pictures.cc picture/thumbnail.cc picture/transform.cc
  picture/webp.cc)
