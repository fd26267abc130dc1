#include "wagate/plugin.h"

#include "simulator.h"

WAGATE_PLUGIN(wagate::session_simulator::Simulator)
