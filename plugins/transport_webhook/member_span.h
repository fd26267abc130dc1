#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace wagate::transport_webhook {

// The value of a member of the JSON object `object`, as it stands there. Nothing when there is no such
// member or the text is no object. Nothing is copied or built: an event may be megabytes of history.
std::optional<std::string_view> member(std::string_view object, std::string_view name);

// The text inside the quotes of a JSON string without escapes; empty for anything else.
std::string_view plain_text(std::string_view value);

}  // namespace wagate::transport_webhook
