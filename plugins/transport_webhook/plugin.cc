#include "webhook_plugin.h"

WAGATE_PLUGIN(wagate::transport_webhook::WebhookPlugin)
