#pragma once

#include <vector>

#include "settings.h"
#include "wagate/plugin.h"
#include "writer.h"

namespace wagate::archive_sqlite {

// Subscribes to what the switches keep and hands copies of it to the writer. Nobody who publishes
// waits. Removals of instances are always heard.
//
// The writer outlives the subscriptions.
std::vector<Owned<abi::Subscription>> listen(const PluginContext& context, const Switches& switches, Writer& writer,
                                             abi::Clock& clock);

}  // namespace wagate::archive_sqlite
