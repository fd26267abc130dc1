#include "http_client.h"

WAGATE_PLUGIN(wagate::http_client::HttpClient)
