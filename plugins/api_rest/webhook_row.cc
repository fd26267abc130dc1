#include "webhook_row.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "media_source.h"
#include "surroundings.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

constexpr std::size_t kMaxUrl = 2048;
constexpr std::size_t kMaxHeaders = 50;
constexpr std::size_t kMaxHeaderBytes = 4096;

bool is_header_name(std::string_view name) {
  return !name.empty() && name.size() <= 255 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

bool is_header_value(const Json& value) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  return text.size() <= kMaxHeaderBytes && std::none_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
  });
}

bool are_headers(const Json& headers) {
  if (headers.is_null()) return true;
  if (!headers.is_object() || headers.size() > kMaxHeaders) return false;
  for (const auto& header : headers.items())
    if (!is_header_name(header.key()) || !is_header_value(header.value())) return false;
  return true;
}

// Clients of different ages send different spellings.
bool either_flag(const Json& block, const char* name, const char* old_name) {
  return block.contains(name) ? flag_in(block, name) : flag_in(block, old_name);
}

// With a host, and nothing in it that would have to be escaped.
bool is_url(const std::string& url) {
  return is_web_address(url) && url.size() <= kMaxUrl && url.size() > url.find("://") + 3 &&
         url.find_first_of(" \"<>\\^`{|}") == std::string::npos &&
         std::none_of(url.begin(), url.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::string headers_json_of(const Json& object) {
  const auto headers = object.find("headers");
  return headers != object.end() && headers->is_object() ? to_text(*headers) : "null";
}

}  // namespace

std::vector<std::string> why_not_a_webhook(Surroundings& around, const Json& block) {
  if (block.contains("headers") && !are_headers(block.at("headers")))
    return {"Invalid \"headers\" property", "\"headers\" must be an object of at most 50 texts that HTTP can carry"};
  if (block.contains("enabled") && !flag_in(block, "enabled")) return {};
  const std::string url = text_at(block, "url");
  if (!is_url(url)) return {"Invalid \"url\" property"};
  if (!around.http_client) return {};
  const std::uint32_t flags = around.options.allow_private_webhooks ? abi::kMayReachPrivate : 0u;
  abi::ErrorOut error;
  if (around.http_client->check_url(url, flags, error) == abi::StatusCode::ok) return {};
  return {"Invalid \"url\" property", std::string(error.view())};
}

WebhookRow webhook_from(const Json& block, const WebhookRow* previous, const std::string& now) {
  WebhookRow row;
  static_cast<SelectionRow&>(row) = selection_from(block, previous, now);
  row.url = text_at(block, "url");
  row.headers_json = headers_json_of(block);
  row.by_events = either_flag(block, "byEvents", "webhookByEvents");
  row.base64 = either_flag(block, "base64", "webhookBase64");
  return row;
}

bool read_webhook(std::string_view sections_json, WebhookRow& out) {
  const Json section = section_of(sections_json, "webhook");
  if (section.is_null()) return false;
  static_cast<SelectionRow&>(out) = selection_in(section);
  out.url = text_at(section, "url");
  out.headers_json = headers_json_of(section);
  out.by_events = flag_in(section, "webhookByEvents");
  out.base64 = flag_in(section, "webhookBase64");
  return true;
}

std::string write_webhook(const WebhookRow& row, std::string_view instance_id) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().field("id", row.id).field("url", row.url).field_raw("headers", row.headers_json)
      .field("enabled", row.enabled).field_raw("events", events_json(row)).field("webhookByEvents", row.by_events)
      .field("webhookBase64", row.base64).field("createdAt", row.created_at).field("updatedAt", row.updated_at);
  if (!instance_id.empty()) json.field("instanceId", instance_id);
  json.end_object();
  return out;
}

}  // namespace wagate::api_rest
