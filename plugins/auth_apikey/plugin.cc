#include "auth_apikey.h"

WAGATE_PLUGIN(wagate::auth_apikey::AuthApikey)
