#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "media/media_kind.h"

namespace wagate::session_whatsapp {

// Whether text is a path on a media host, with or without a query. It comes from whoever wrote a message, and must not
// name another host.
[[nodiscard]] bool is_media_path(std::string_view text);

// The path of an address, with its query: the host it names is never asked. Empty when it is no such address.
std::string path_of_address(std::string_view url);

// Path and query for the download of a file, for whichever media host is asked. Nothing when the direct path of
// the message is none.
std::optional<std::string> download_target(std::string_view direct_path, const std::optional<Digest>& file_enc_sha256,
                                           MediaKind kind);

// Path and query for an upload. `auth` comes with the list of hosts.
std::string upload_target(const Digest& file_enc_sha256, MediaKind kind, std::string_view auth);

}  // namespace wagate::session_whatsapp
