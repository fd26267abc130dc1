#pragma once

#include <memory>
#include <string>

#include "sqlite/connection.h"

namespace wagate::session_whatsapp {

// Opens the file of a session, or makes it: with the tables of the present version, and for this process alone as
// long as it is open. Throws StoreError.
std::unique_ptr<sqlite::Connection> open_session_file(std::string path);

}  // namespace wagate::session_whatsapp
