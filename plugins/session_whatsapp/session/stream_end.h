#pragma once

#include <cstdint>
#include <string_view>

#include "node/node.h"

namespace wagate::session_whatsapp {

// What to do about the end of a stream, and how to report it.
struct StreamEnd {
  enum class Then {
    reconnect,  // as soon as the back-off allows
    wait,       // reconnect, but never at once
    stop,       // stay closed, keep the keys: connecting again cannot help now
    forget,     // logged out: the keys are worth nothing any more
  };

  Then then = Then::reconnect;
  std::int64_t code = 428;           // as connection.update reports it
  std::string_view word = "closed";  // for logs and the report
  std::int64_t expires_in_s = 0;     // of a temporary ban; 0: not said
};

// The server ended the stream with <stream:error>.
[[nodiscard]] StreamEnd read_stream_error(const Node& error);

// The server refused the login with <failure>.
[[nodiscard]] StreamEnd read_failure(const Node& failure);

}  // namespace wagate::session_whatsapp
