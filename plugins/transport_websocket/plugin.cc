#include "websocket_plugin.h"

WAGATE_PLUGIN(wagate::transport_websocket::WebSocketPlugin)
