#pragma once

#include "database.h"

namespace wagate::transport_webhook {

// Makes or brings up to date the tables of the outbox, one step per version, each all or nothing. Throws
// OutboxFailure, and changes nothing, for a file of another program or of a newer gateway.
void prepare_tables(Database& database);

}  // namespace wagate::transport_webhook
