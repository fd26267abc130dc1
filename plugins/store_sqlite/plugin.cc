#include "store_sqlite.h"

WAGATE_PLUGIN(wagate::store_sqlite::StoreSqlite)
