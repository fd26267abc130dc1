#include "sse_plugin.h"

WAGATE_PLUGIN(wagate::transport_sse::SsePlugin)
