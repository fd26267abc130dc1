#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wagate::session_whatsapp {

inline constexpr std::string_view kPnServer = "s.whatsapp.net";  // accounts by number
inline constexpr std::string_view kLidServer = "lid";            // accounts by hidden id
inline constexpr std::string_view kGroupServer = "g.us";
inline constexpr std::string_view kBroadcastServer = "broadcast";
inline constexpr std::string_view kNewsletterServer = "newsletter";
inline constexpr std::string_view kCallServer = "call";
inline constexpr std::string_view kBotServer = "bot";
inline constexpr std::string_view kHostedServer = "hosted";
inline constexpr std::string_view kHostedLidServer = "hosted.lid";
inline constexpr std::string_view kMessengerServer = "msgr";
inline constexpr std::string_view kInteropServer = "interop";
inline constexpr std::string_view kOldPnServer = "c.us";  // seen in history only

// The text of a JID that names a server and nobody on it.
inline constexpr std::string_view kServerJid = "@s.whatsapp.net";
inline constexpr std::string_view kGroupsJid = "@g.us";
inline constexpr std::string_view kStatusJid = "status@broadcast";

// An address: "user:device@server". Device 0, the phone, is not written. Stanzas carry JIDs as text; this is
// for those who need the parts.
//
//   if (auto jid = Jid::parse(stanza.attribute("from"))) chat = jid->account().text();
struct Jid {
  std::string user;  // empty: the server itself
  std::string server;
  std::uint16_t device = 0;
  std::uint8_t agent = 0;        // old form "user.agent:device@server"
  std::uint16_t integrator = 0;  // "integrator-user@interop" only

  // Nothing for text that is not a JID: no '@', an unknown server, a device that is no number.
  static std::optional<Jid> parse(std::string_view text);

  std::string text() const;

  // The same without device and agent.
  Jid account() const;

  bool is_pn() const { return server == kPnServer; }
  bool is_lid() const { return server == kLidServer; }
  bool is_group() const { return server == kGroupServer; }
  bool is_broadcast() const { return server == kBroadcastServer; }
  bool is_newsletter() const { return server == kNewsletterServer; }

  friend bool operator==(const Jid&, const Jid&) = default;
  friend auto operator<=>(const Jid&, const Jid&) = default;
};

// Whether text is the name of a server that JIDs may have.
[[nodiscard]] bool is_jid_server(std::string_view text);

}  // namespace wagate::session_whatsapp
