#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

// Applies `change` to every text of the content of a message record (`message` and `contextInfo`,
// quoted messages included) and returns the record, or nothing when no text changed.
//
// Throws std::runtime_error when the record is not JSON. A filter that throws has failed, and the
// operator's on_error decides what becomes of the event.
std::optional<std::string> change_message_texts(std::string_view record,
                                                const std::function<std::string(std::string_view)>& change);
