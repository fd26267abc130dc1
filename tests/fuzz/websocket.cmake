wagate_fuzz(websocket_fuzz SOURCES websocket_fuzz.cc LINK http_server_parts)
