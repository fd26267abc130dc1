#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/secret.h"
#include "media/media_cipher.h"
#include "media/media_file.h"
#include "media/media_kind.h"

namespace wagate::session_whatsapp {

// Where a file lies and how it is opened, as the message says that brought it.
struct MediaReference {
  MediaKind kind = MediaKind::document;
  std::string direct_path;
  Secret<32> media_key;
  std::optional<Digest> file_sha256;
  std::optional<Digest> file_enc_sha256;
};

// A file that was put up.
struct UploadedMedia {
  std::string direct_path;
  std::string url;
  Secret<32> media_key;
  MediaFacts facts;
};

enum class MediaFailure : std::uint8_t {
  none,
  no_client,      // no unit offers wagate.http_client/1
  not_connected,  // the session has no connection to ask for media hosts
  gone,           // no host has the file any more
  refused,        // an address that may not be followed, or a host that said no
  unreachable,    // no host answered, or too many files wait already
  too_large,
  damaged,  // what came is not what the message named
  not_kept,  // the gateway's disk did not take it
};

// As a word for logs.
[[nodiscard]] std::string_view to_word(MediaFailure failure);

// Nobody's fault for good: the same may work later.
[[nodiscard]] bool may_pass(MediaFailure failure);

// For whoever asked for the file.
[[nodiscard]] std::string_view sentence_of(MediaFailure failure);

// Carries the encrypted files of one session to and from WhatsApp's media hosts. Used on the lane; answers there, once,
// and not from within the call. Nothing is answered after it is destroyed.
class MediaTransfer {
 public:
  static constexpr std::uint64_t kMaxFile = 104'857'600;  // what sentence_of() says; histories may be longer

  using OnFile = std::function<void(MediaFailure, MediaFile file)>;
  using OnUploaded = std::function<void(MediaFailure, const UploadedMedia&)>;

  virtual ~MediaTransfer() = default;

  // The file as it was before it was encrypted. Unless MAC and all hashes named hold, it is not handed on.
  virtual void download(const MediaReference& reference, OnFile on_file) = 0;

  // Encrypts the file with a fresh key and puts it up. It is held until that is done.
  virtual void upload(MediaKind kind, std::string file, OnUploaded on_uploaded) = 0;
};

}  // namespace wagate::session_whatsapp
