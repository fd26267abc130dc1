# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_node_sources
  node/decoder.cc node/encoder.cc node/inflate.cc node/jid.cc node/node.cc node/token_table.cc)
