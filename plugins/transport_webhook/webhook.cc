#include "webhook.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace wagate::transport_webhook {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxHeaders = 50;
constexpr std::size_t kMaxHeaderBytes = 4096;

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

bool may_be_sent(const std::string& name, const std::string& value) {
  static constexpr std::string_view kOurs[] = {"host", "content-length", "content-type", "transfer-encoding", "connection",
                                               "expect", "te", "trailer", "upgrade", "keep-alive", "proxy-connection"};
  if (name.empty() || name.size() > 255 || value.size() > kMaxHeaderBytes) return false;
  const std::string lower = lower_case(name);
  if (lower.starts_with("x-wagate-") || std::find(std::begin(kOurs), std::end(kOurs), lower) != std::end(kOurs)) return false;
  const auto is_token = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  };
  return std::all_of(name.begin(), name.end(), is_token) && std::none_of(value.begin(), value.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
  });
}

bool flag(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && *found == true;
}

void read_headers(const json& section, Webhook& webhook) {
  const auto headers = section.find("headers");
  if (headers == section.end() || !headers->is_object()) return;
  for (const auto& header : headers->items()) {
    if (!header.value().is_string()) continue;
    const auto& value = header.value().get_ref<const std::string&>();
    if (header.key() == "jwt_key") {
      webhook.token_secret = value;
    } else if (header.key() == "hmac_key") {
      webhook.signing_secret = value;
    } else if (webhook.headers.size() < kMaxHeaders && may_be_sent(header.key(), value)) {
      webhook.headers.emplace_back(header.key(), value);
    }
  }
}

}  // namespace

bool is_web_url(std::string_view url) {
  const std::size_t scheme = url.starts_with("http://") ? 7 : url.starts_with("https://") ? 8 : 0;
  return scheme != 0 && url.size() > scheme && std::string_view("/?#").find(url[scheme]) == std::string_view::npos;
}

WebhookPtr webhook_of_instance(std::string_view sections_json) {
  const json sections = json::parse(sections_json, nullptr, /*allow_exceptions=*/false);
  if (!sections.is_object()) return nullptr;
  const auto section = sections.find("webhook");
  if (section == sections.end() || !section->is_object() || !flag(*section, "enabled")) return nullptr;
  const auto url = section->find("url");
  if (url == section->end() || !url->is_string() || !is_web_url(url->get_ref<const std::string&>())) return nullptr;
  Webhook webhook;
  webhook.url = url->get<std::string>();
  webhook.by_events = flag(*section, "webhookByEvents");
  webhook.base64 = flag(*section, "webhookBase64");
  read_headers(*section, webhook);
  return std::make_shared<const Webhook>(std::move(webhook));
}

std::string host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const std::size_t user = url.rfind('@'); user != std::string_view::npos) url.remove_prefix(user + 1);
  return lower_case(url);
}

std::string dashed(std::string_view event) {
  std::string out = lower_case(event);
  std::replace_if(out.begin(), out.end(), [](char c) { return c == '.' || c == '_'; }, '-');
  return out;
}

std::string with_event(std::string_view url, std::string_view event) {
  const std::size_t path_end = std::min(url.find_first_of("?#"), url.size());
  std::string out(url.substr(0, path_end));
  while (!out.empty() && out.back() == '/') out.pop_back();
  return out.append("/").append(dashed(event)).append(url.substr(path_end));
}

}  // namespace wagate::transport_webhook
