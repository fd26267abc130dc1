#pragma once

#include "database.h"

namespace wagate::archive_sqlite {

// Brings the tables to the version this plugin knows, one step per version, each in one transaction
// together with its number: a crash in between leaves a whole older archive.
//
// Throws ArchiveFailure for a file that is damaged, that belongs to another program, or that a newer
// gateway wrote: such a file is left exactly as it is.
void migrate(Database& database);

}  // namespace wagate::archive_sqlite
