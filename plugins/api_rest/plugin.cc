#include "api_rest.h"

WAGATE_PLUGIN(wagate::api_rest::ApiRest)
