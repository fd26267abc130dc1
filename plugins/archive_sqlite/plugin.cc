#include "archive_sqlite.h"

WAGATE_PLUGIN(wagate::archive_sqlite::ArchiveSqlite)
