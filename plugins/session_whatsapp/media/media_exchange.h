#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "media/media_transfer.h"
#include "wagate/abi/http_client.h"

namespace wagate::session_whatsapp {

// One file on its way, from host to host until one has done it. While an attempt is under way its body belongs to a
// thread of the HTTP client; everything else happens on the lane.
class MediaExchange {
 public:
  virtual ~MediaExchange() = default;

  // A piece of what is to be done before the first attempt; true when nothing is left.
  [[nodiscard]] virtual bool prepare() { return true; }

  // Path and query, whichever host is asked.
  virtual std::string target(const std::string& auth) const = 0;

  // Begins an attempt, from the first byte: fills method, flags of streaming, sizes.
  virtual void begin(abi::HttpClientRequest& request) = 0;

  // [the client's thread] The next bytes of what is sent; 0 fails the attempt.
  virtual std::uint64_t read(std::uint64_t offset, char* out, std::uint64_t capacity) = 0;
  // [the client's thread] The next bytes of what comes; false fails the attempt.
  [[nodiscard]] virtual bool write(std::string_view piece) = 0;

  // Why the exchange itself ended the attempt; none when it did not.
  virtual MediaFailure problem() const { return MediaFailure::none; }

  // The host answered with success: whether that is what was wanted.
  virtual MediaFailure judge(std::string_view answer) = 0;
  // The host answered with an error.
  virtual MediaFailure failure_of_status(std::uint32_t status) const = 0;
  // The host does not take the permission it was shown; a new one may help.
  virtual bool wants_permission(std::uint32_t) const { return false; }

  // Tells whoever asked. Called once.
  virtual void done(MediaFailure failure) = 0;
};

// What a status says that means the same both ways.
[[nodiscard]] inline MediaFailure failure_of_http(std::uint32_t status) {
  if (status == 404 || status == 410) return MediaFailure::gone;
  if (status == 413) return MediaFailure::too_large;
  return status >= 500 || status == 429 ? MediaFailure::unreachable : MediaFailure::refused;
}

}  // namespace wagate::session_whatsapp
