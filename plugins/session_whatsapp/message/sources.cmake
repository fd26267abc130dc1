# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_message_sources
  message/chat_timer.cc message/compose.cc message/compose_file.cc message/compose_interactive.cc
  message/content_schema.cc message/content_tables.cc message/content_writer.cc message/envelope.cc message/file_of_message.cc
  message/json_content.cc message/media_retry.cc
  message/message_reader.cc message/message_record.cc message/message_sealer.cc message/names.cc message/padding.cc
  message/retry.cc message/wire_reader.cc)
