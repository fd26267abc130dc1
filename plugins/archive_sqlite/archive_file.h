#pragma once

#include <memory>
#include <string>

#include "sqlite/connection.h"

namespace wagate::archive_sqlite {

// How an archive is kept and spoken of; the caller may set a limit.
sqlite::Options archive_options(std::string path);

// Opens an archive for writing, or makes it: with the tables this plugin knows. Throws sqlite::Error.
std::unique_ptr<sqlite::Connection> open_archive(const sqlite::Options& options);

}  // namespace wagate::archive_sqlite
