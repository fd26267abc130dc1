#include "rules_filter.h"

WAGATE_PLUGIN(wagate::filter_rules::RulesFilter)
