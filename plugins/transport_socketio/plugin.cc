#include "socketio_plugin.h"

WAGATE_PLUGIN(wagate::transport_socketio::SocketIoPlugin)
