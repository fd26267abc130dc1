#include "mask_cards.h"

WAGATE_PLUGIN(MaskCards)
