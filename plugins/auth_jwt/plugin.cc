#include "auth_jwt.h"

WAGATE_PLUGIN(wagate::auth_jwt::AuthJwt)
