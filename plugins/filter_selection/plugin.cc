#include "selection.h"

WAGATE_PLUGIN(wagate::filter_selection::Selection)
