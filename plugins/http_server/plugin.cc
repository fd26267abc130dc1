#include "http_server_plugin.h"

WAGATE_PLUGIN(wagate::http_server::HttpServerPlugin)
