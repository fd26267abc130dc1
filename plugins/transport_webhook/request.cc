#include "request.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "member_span.h"
#include "signature.h"
#include "wagate/events/catalog.h"
#include "wagate/json_writer.h"

namespace wagate::transport_webhook {
namespace {

// The envelope with the file behind the opening brace of data.message.
std::string with_file(std::string_view envelope, std::string_view base64) {
  const auto data = member(envelope, "data");
  const auto message = data ? member(*data, "message") : std::nullopt;
  if (base64.empty() || !message || message->size() < 2 || message->front() != '{') return std::string(envelope);
  const std::size_t at = static_cast<std::size_t>(message->data() - envelope.data()) + 1;
  const bool is_empty = message->find('"') == std::string_view::npos;
  std::string out;
  out.reserve(envelope.size() + base64.size() + 16);
  out.append(envelope.substr(0, at)).append("\"base64\":\"").append(base64).append(is_empty ? "\"" : "\",");
  return out.append(envelope.substr(at));
}

void add_destination(std::string& envelope, std::string_view destination) {
  if (envelope.empty() || envelope.back() != '}') return;
  envelope.back() = ',';
  envelope += "\"destination\":";
  JsonWriter::append_quoted(envelope, destination);
  envelope += '}';
}

// `fileLength` of a record: {"low","high","unsigned"}, a number, or a text of digits. 0 when it is none.
std::uint64_t file_length(std::string_view content) {
  auto value = member(content, "fileLength");
  if (!value) return 0;
  std::int64_t high = 0;
  if (value->front() == '{') {
    if (const auto word = member(*value, "high")) std::from_chars(word->data(), word->data() + word->size(), high);
    if (high != 0) return ~0ull;
    value = member(*value, "low");
    if (!value) return 0;
  }
  std::string_view digits = *value;
  if (!digits.empty() && digits.front() == '"') digits = plain_text(digits);
  std::int64_t low = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), low);
  return low < 0 ? static_cast<std::uint32_t>(low) : static_cast<std::uint64_t>(low);
}

}  // namespace

Outgoing make_request(const Row& row, const Webhook& webhook, const Settings& settings, const Attempt& attempt) {
  Outgoing out;
  out.url = webhook.by_events ? with_event(webhook.url, row.event) : webhook.url;
  out.body = with_file(row.body, attempt.file_base64);
  add_destination(out.body, attempt.destination);

  out.headers.emplace_back("Content-Type", "application/json");
  for (const auto& header : webhook.headers) out.headers.push_back(header);
  if (!webhook.token_secret.empty()) {
    std::erase_if(out.headers, [](const auto& header) {
      constexpr std::string_view kName = "authorization";
      return std::equal(header.first.begin(), header.first.end(), kName.begin(), kName.end(),
                        [](char a, char b) { return (a | 0x20) == b; });
    });
    out.headers.emplace_back("Authorization", "Bearer " + webhook_token(webhook.token_secret, attempt.now_ms / 1000));
  }
  const bool is_instance = row.lane.kind == Kind::instance;
  const std::string& secret =
      webhook.signing_secret.empty() && is_instance ? settings.instance_signing_secret : webhook.signing_secret;
  if (!secret.empty()) out.headers.emplace_back("X-Wagate-Signature", "sha256=" + hmac_hex(secret, out.body));
  out.headers.emplace_back("X-Wagate-Delivery", attempt.delivery);
  out.headers.emplace_back("X-Wagate-Attempt", std::to_string(attempt.number));
  return out;
}

std::optional<FileWish> file_in(const Row& row, std::uint64_t max_bytes) {
  static constexpr std::string_view kWithFile[] = {"imageMessage", "videoMessage", "audioMessage", "documentMessage",
                                                   "documentWithCaptionMessage", "stickerMessage", "ptvMessage"};
  if (max_bytes == 0 || row.event != CatalogNames<CatalogEvent::messages_upsert>::wire) return std::nullopt;
  const auto data = member(row.body, "data");
  const auto type = data ? member(*data, "messageType") : std::nullopt;
  if (!type || std::find(std::begin(kWithFile), std::end(kWithFile), plain_text(*type)) == std::end(kWithFile))
    return std::nullopt;
  const auto key = member(*data, "key");
  const auto message = member(*data, "message");
  if (!key || !message || member(*message, "base64")) return std::nullopt;
  const auto content = member(*message, plain_text(*type));
  if (content && file_length(*content) > max_bytes) return std::nullopt;
  return FileWish{*key, *message};
}

}  // namespace wagate::transport_webhook
