#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace wagate::session_whatsapp::testing {

// An HTTP proxy on a free port of the loopback that takes one CONNECT after the other.
class TestProxy {
 public:
  enum class Manner {
    tunnels,
    refuses,    // answers 407
    overflows,  // answers with a head that does not end
  };

  explicit TestProxy(Manner manner);
  ~TestProxy();

  std::uint16_t port() const;
  // The head of the last request.
  std::string last_head() const;

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

}  // namespace wagate::session_whatsapp::testing
