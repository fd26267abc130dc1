# Sources of the plugin's parts in this folder, relative to the plugin's folder.
set(session_whatsapp_socket_sources socket/beast_connector.cc socket/url.cc socket/web_socket.cc)
