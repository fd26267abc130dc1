#pragma once

#include <memory>
#include <string>

#include "sqlite/connection.h"

namespace wagate::transport_webhook {

// Opens an outbox, or makes it: with the tables this plugin knows. Commits are synced, and shared by everything that
// came in meanwhile. Throws sqlite::Error.
std::unique_ptr<sqlite::Connection> open_outbox(const std::string& path);

}  // namespace wagate::transport_webhook
