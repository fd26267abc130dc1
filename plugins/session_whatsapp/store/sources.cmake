# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_store_sources
  store/session_file.cc store/session_store.cc store/transaction.cc store/transaction_directory.cc
  store/transaction_signal.cc store/transaction_sync.cc)
