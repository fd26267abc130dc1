#include "node/jid.h"

#include <algorithm>
#include <charconv>

namespace wagate::session_whatsapp {
namespace {

constexpr std::string_view kServers[] = {kPnServer,        kLidServer,    kGroupServer,     kBroadcastServer,
                                         kNewsletterServer, kCallServer,   kBotServer,       kHostedServer,
                                         kHostedLidServer, kMessengerServer, kInteropServer, kOldPnServer};

// Digits only, without sign, and within the range of Number.
template <typename Number>
bool read_decimal(std::string_view digits, Number& out) {
  if (digits.empty()) return false;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return error == std::errc() && end == digits.data() + digits.size();
}

bool has_devices(std::string_view server) {
  return server == kPnServer || server == kLidServer || server == kHostedServer || server == kHostedLidServer ||
         server == kMessengerServer || server == kInteropServer;
}

}  // namespace

bool is_jid_server(std::string_view text) {
  return std::find(std::begin(kServers), std::end(kServers), text) != std::end(kServers);
}

std::optional<Jid> Jid::parse(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) return std::nullopt;
  Jid jid;
  jid.server = text.substr(at + 1);
  if (!is_jid_server(jid.server)) return std::nullopt;
  std::string_view user = text.substr(0, at);
  if (user.find('@') != std::string_view::npos) return std::nullopt;

  if (has_devices(jid.server)) {
    if (const std::size_t colon = user.find(':'); colon != std::string_view::npos) {
      if (!read_decimal(user.substr(colon + 1), jid.device)) return std::nullopt;
      user = user.substr(0, colon);
    }
    if (const std::size_t dot = user.find('.'); dot != std::string_view::npos) {
      if (!read_decimal(user.substr(dot + 1), jid.agent)) return std::nullopt;
      user = user.substr(0, dot);
    }
  }
  if (jid.server == kInteropServer) {
    const std::size_t dash = user.find('-');
    if (dash != std::string_view::npos && read_decimal(user.substr(0, dash), jid.integrator))
      user = user.substr(dash + 1);
  }
  jid.user = user;
  return jid;
}

std::string Jid::text() const {
  std::string out;
  if (server == kInteropServer && integrator != 0) out += std::to_string(integrator) + "-";
  out += user;
  if (agent != 0) out += "." + std::to_string(agent);
  if (device != 0) out += ":" + std::to_string(device);
  out += '@';
  out += server;
  return out;
}

Jid Jid::account() const {
  Jid jid = *this;
  jid.device = 0;
  jid.agent = 0;
  return jid;
}

}  // namespace wagate::session_whatsapp
