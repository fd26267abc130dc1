#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "media/media_kind.h"

namespace wagate::session_whatsapp {

// Path and query for the download of a file, for whichever media host is asked. Nothing when the direct path of
// the message is none: it comes from whoever wrote the message, and must not name another host.
std::optional<std::string> download_target(std::string_view direct_path, const Digest& file_enc_sha256,
                                           MediaKind kind);

// Path and query for an upload. `auth` comes with the list of hosts.
std::string upload_target(const Digest& file_enc_sha256, MediaKind kind, std::string_view auth);

}  // namespace wagate::session_whatsapp
