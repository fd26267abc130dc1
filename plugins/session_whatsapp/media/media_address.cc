#include "media/media_address.h"

#include <algorithm>

#include "socket/percent_encoding.h"
#include "wagate/base64.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMaxDirectPath = 2'048;

// Base64 with the alphabet of URLs, without padding.
std::string url_token(std::string_view bytes) {
  std::string text = base64::encode(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  while (text.ends_with('=')) text.pop_back();
  return text;
}

}  // namespace

bool is_media_path(std::string_view text) {
  if (text.size() < 2 || text.size() > kMaxDirectPath || text[0] != '/' || text[1] == '/' || text[1] == '\\') {
    return false;
  }
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F && c != '#'; });
}

std::string path_of_address(std::string_view url) {
  constexpr std::string_view kScheme = "https://";
  if (!url.starts_with(kScheme)) return {};
  const std::size_t slash = url.find('/', kScheme.size());
  if (slash == std::string_view::npos || !is_media_path(url.substr(slash))) return {};
  return std::string(url.substr(slash));
}

std::optional<std::string> download_target(std::string_view direct_path, const std::optional<Digest>& file_enc_sha256,
                                           MediaKind kind) {
  if (!is_media_path(direct_path)) return std::nullopt;
  std::string out(direct_path);
  out += out.find('?') == std::string::npos ? '?' : '&';
  if (file_enc_sha256) out += "hash=" + url_token(file_enc_sha256->view()) + "&";
  out += "mms-type=";
  out += server_name(kind);
  out += "&__wa-mms=";
  return out;
}

std::string upload_target(const Digest& file_enc_sha256, MediaKind kind, std::string_view auth) {
  const std::string token = url_token(file_enc_sha256.view());
  std::string out = "/mms/";
  out += server_name(kind);
  out += '/';
  out += token;
  out += "?auth=" + percent_encoded(auth, is_unreserved) + "&token=" + token;
  return out;
}

}  // namespace wagate::session_whatsapp
