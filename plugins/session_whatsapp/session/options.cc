#include "session/options.h"

#include <charconv>
#include <optional>

#include "socket/ascii.h"
#include "wagate/plugin.h"

namespace wagate::session_whatsapp {
namespace {

struct KnownBrowser {
  Browser browser;
  std::string_view name;     // lower case
  std::string_view display;  // as people write it
  char client_type;
  std::uint32_t platform_type;
};

constexpr KnownBrowser kBrowsers[] = {
    {Browser::chrome, "chrome", "Chrome", '1', 1},
    {Browser::edge, "edge", "Edge", '2', 6},
    {Browser::firefox, "firefox", "Firefox", '3', 2},
    {Browser::internet_explorer, "ie", "IE", '4', 3},
    {Browser::opera, "opera", "Opera", '5', 4},
    {Browser::safari, "safari", "Safari", '6', 5},
    {Browser::desktop, "desktop", "Desktop", '7', 7},
};

const KnownBrowser* find_browser(Browser browser) {
  for (const KnownBrowser& known : kBrowsers)
    if (known.browser == browser) return &known;
  return nullptr;
}

std::optional<WebVersion> parse_version(std::string_view text) {
  WebVersion version;
  std::uint32_t* const parts[] = {&version.primary, &version.secondary, &version.tertiary};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *parts[i]);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (i == 2) break;
    if (!text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
  }
  if (!text.empty()) return std::nullopt;
  return version;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<PublicKey> parse_key(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    const int high = hex_digit(hex[i]);
    const int low = hex_digit(hex[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high << 4 | low);
  }
  return hex.size() % 2 == 0 ? PublicKey::from_raw(bytes) : std::nullopt;
}

}  // namespace

std::string WebVersion::text() const {
  return std::to_string(primary) + "." + std::to_string(secondary) + "." + std::to_string(tertiary);
}

char client_type(Browser browser) {
  const KnownBrowser* known = find_browser(browser);
  return known ? known->client_type : '0';
}

std::uint32_t platform_type(Browser browser) {
  const KnownBrowser* known = find_browser(browser);
  return known ? known->platform_type : 0;
}

std::string platform_display(Browser browser) {
  const KnownBrowser* known = find_browser(browser);
  return std::string(known ? known->display : std::string_view("Chrome")) + " (Linux)";
}

Browser browser_named(std::string_view name) {
  const std::string lower = lowered_ascii(name);
  for (const KnownBrowser& known : kBrowsers)
    if (known.name == lower) return known.browser;
  return Browser::unknown;
}

Options Options::from(const PluginContext& context) {
  Options options;
  const auto url = WebSocketUrl::parse(context.text("server_url"));
  if (!url)
    throw PluginError("server_url must be an address such as wss://web.whatsapp.com/ws/chat, and \"" +
                      context.text("server_url") + "\" is none");
  options.server.url = *url;
  options.server.origin = "https://web.whatsapp.com";
  options.server.user_agent =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36";

  const auto root = parse_key(context.text("root_key"));
  if (!root) throw PluginError("root_key must be a Curve25519 public key: 64 hexadecimal digits");
  options.root_key = *root;

  const auto version = parse_version(context.text("web_version"));
  if (!version)
    throw PluginError("web_version must be three numbers with dots between them, and \"" + context.text("web_version") +
                      "\" is something else");
  options.version = *version;

  options.ca_file = context.text("ca_file");
  options.device_name = context.text("device_name");
  options.browser = browser_named(context.text("browser"));
  options.qr_limit = static_cast<int>(context.integer("qr_limit", options.qr_limit));
  options.qr_color = context.text("qr_color");
  options.history = context.boolean("history", options.history);
  options.io_threads = static_cast<unsigned>(context.integer("io_threads", options.io_threads));
  options.media_hosts = context.texts("media_hosts");
  options.link_previews = context.boolean("link_previews", options.link_previews);
  options.link_preview_hosts = context.texts("link_preview_hosts");
  for (std::string& host : options.link_preview_hosts) host = lowered_ascii(host);
  options.group_notices = context.boolean("group_notices", options.group_notices);
  return options;
}

}  // namespace wagate::session_whatsapp
