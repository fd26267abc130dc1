#pragma once

#include "store/database.h"

namespace wagate::session_whatsapp {

// Brings the tables of a session file to the present version. Throws StoreError for a file of another
// program, of a newer version, and for a damaged one.
void prepare_schema(Database& database);

}  // namespace wagate::session_whatsapp
