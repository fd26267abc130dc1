#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/curve.h"
#include "socket/web_socket.h"

namespace wagate {
class PluginContext;
}

namespace wagate::session_whatsapp {

// "2.3000.1012345678": which build of the web client this one passes for.
struct WebVersion {
  std::uint32_t primary = 0;
  std::uint32_t secondary = 0;
  std::uint32_t tertiary = 0;

  std::string text() const;
};

// How the device shows in the phone's list of linked devices.
enum class Browser { unknown, chrome, edge, firefox, internet_explorer, opera, safari, desktop };

// The settings of the unit, read once.
struct Options {
  WebSocketTarget server;
  PublicKey root_key;
  std::string ca_file;
  WebVersion version;
  std::string device_name;
  Browser browser = Browser::chrome;
  int qr_limit = 30;
  std::string qr_color;
  bool history = true;
  unsigned io_threads = 1;
  std::vector<std::string> media_hosts;  // see MediaHostRules
  bool link_previews = true;
  std::vector<std::string> link_preview_hosts;  // see PreviewAccess
  bool group_notices = false;            // changes of groups are told as messages, too

  // Throws PluginError for a value the schema cannot check.
  static Options from(const PluginContext& context);
};

// The last part of a QR text and the platform id of a pairing code.
[[nodiscard]] char client_type(Browser browser);

// DeviceProps.platformType.
[[nodiscard]] std::uint32_t platform_type(Browser browser);

// "Chrome (Linux)": the form the server wants for pairing codes.
[[nodiscard]] std::string platform_display(Browser browser);

// Nothing is known of a name: unknown.
[[nodiscard]] Browser browser_named(std::string_view name);

}  // namespace wagate::session_whatsapp
