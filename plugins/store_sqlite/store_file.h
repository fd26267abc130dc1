#pragma once

#include <memory>
#include <string>

#include "sqlite/connection.h"

namespace wagate::store_sqlite {

// How a store is kept and spoken of; the caller may set a limit and a waiting time.
sqlite::Options store_options(std::string path);

// Opens a store, or makes it: with the tables this plugin knows, whole, and for us alone. Throws sqlite::Error.
std::unique_ptr<sqlite::Connection> open_store(const sqlite::Options& options);

}  // namespace wagate::store_sqlite
