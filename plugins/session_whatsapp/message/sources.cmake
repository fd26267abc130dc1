# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_message_sources
  message/compose.cc message/content_schema.cc message/content_tables.cc message/content_writer.cc message/envelope.cc
  message/message_reader.cc message/message_record.cc message/message_sealer.cc message/names.cc message/padding.cc
  message/retry.cc message/wire_reader.cc)
