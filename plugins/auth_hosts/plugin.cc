#include "auth_hosts.h"

WAGATE_PLUGIN(wagate::auth_hosts::AuthHosts)
