#pragma once

#include <set>
#include <string>

#include "wagate/document.h"

namespace wagate {

// A copy of a document without the members of these names, at any depth, and without the attachments
// that only they referred to. Text that is not JSON comes back as far as it was understood: nothing is
// added, nothing is invented.
Document without_members(const abi::DocumentRef& document, const std::set<std::string, std::less<>>& names);

}  // namespace wagate
