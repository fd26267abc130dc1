#include "socket/web_socket.h"

namespace wagate::session_whatsapp {

std::string_view to_word(SocketEnd end) {
  switch (end) {
    case SocketEnd::closed_here: return "closed_here";
    case SocketEnd::closed_by_peer: return "closed_by_server";
    case SocketEnd::not_resolved: return "not_resolved";
    case SocketEnd::not_tunnelled: return "proxy_refused";
    case SocketEnd::not_reached: return "not_reached";
    case SocketEnd::bad_tls: return "tls_refused";
    case SocketEnd::not_upgraded: return "not_a_websocket";
    case SocketEnd::lost: return "connection_lost";
    case SocketEnd::stalled: return "stalled";
    case SocketEnd::protocol: return "protocol";
  }
  return "unknown";
}

}  // namespace wagate::session_whatsapp
