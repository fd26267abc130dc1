#include "engine/echo.h"

#include <string>

#include "engine/session.h"

namespace wagate::transport_socketio {
namespace {

class EchoUser final : public SessionUser {
 public:
  explicit EchoUser(Session& session) : session_(session) {}

  void on_message(std::string_view data, bool binary) override {
    if (binary) {
      session_.send_binary(std::string(data));
    } else {
      session_.send("4" + std::string(data));
    }
  }
  void on_upgraded() override {}
  void on_deadline() override {}
  std::uint64_t client_id() const override { return 0; }
  void on_closed(std::string_view) override {}

 private:
  Session& session_;
};

}  // namespace

void EngineEcho::on_handshake(const abi::HttpRequest&, Handshake handshake) { handshake.accept(0); }

std::unique_ptr<SessionUser> EngineEcho::on_session(Session& session, std::uint64_t) {
  return std::make_unique<EchoUser>(session);
}

void EngineEcho::on_abandoned(std::uint64_t, std::string_view) {}

}  // namespace wagate::transport_socketio
