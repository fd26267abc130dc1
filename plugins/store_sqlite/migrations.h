#pragma once

#include "database.h"

namespace wagate::store_sqlite {

// Brings the tables of a store to the version this plugin knows, one step per version, each in one
// transaction together with its number: a crash in between leaves a whole older store.
//
// Throws StoreFailure for a file that is damaged, that belongs to another program, or that a newer
// gateway wrote: such a file is left exactly as it is.
void migrate(Database& database);

}  // namespace wagate::store_sqlite
