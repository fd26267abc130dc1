#pragma once

#include "crypto/bytes.h"

namespace wagate::session_whatsapp {

// The Edwards y of the point whose Montgomery u is given: (u - 1) / (u + 1) modulo 2^255 - 19, little-endian.
// The top bit of `u` is ignored. For public keys only: nothing here hides from a clock.
ByteArray<32> edwards_y_of(const unsigned char* u);

}  // namespace wagate::session_whatsapp
