#include "wagate/plugin.h"

#include "whatsapp.h"

WAGATE_PLUGIN(wagate::session_whatsapp::WhatsApp)
