#pragma once

#include "sqlite/error.h"

namespace wagate::session_whatsapp {

// The store of a session could not be opened, read or written. Says which file and what to do; never what is
// in it.
using StoreError = sqlite::Error;

}  // namespace wagate::session_whatsapp
