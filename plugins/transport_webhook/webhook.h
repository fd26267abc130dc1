#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wagate::transport_webhook {

// Where events are posted to, and how. Immutable once it is shared.
struct Webhook {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  bool by_events = false;  // the event's name is appended to the path
  bool base64 = false;     // received files are sent along
  std::string token_secret;    // makes the header Authorization; empty: none
  std::string signing_secret;  // makes the header X-Wagate-Signature; empty: none

  bool operator==(const Webhook&) const = default;
};

using WebhookPtr = std::shared_ptr<const Webhook>;

// What an instance's section "webhook" means, from {"webhook":{"enabled","url","headers",...},...}. Null
// when there is none, when it is off, or when its URL is no http or https address.
//
// The entries jwt_key and hmac_key of `headers` are secrets and become token_secret and signing_secret.
// Headers that HTTP itself or this plugin writes are left out.
WebhookPtr webhook_of_instance(std::string_view sections_json);

bool is_web_url(std::string_view url);

// "example.com:8080" of "https://user@Example.com:8080/a?b", in lower case.
std::string host_of(std::string_view url);

// "messages-upsert" of "messages.upsert".
std::string dashed(std::string_view event);

// `url` with the event's name behind its path, before a query.
std::string with_event(std::string_view url, std::string_view event);

}  // namespace wagate::transport_webhook
