#include "dead_letter_answers.h"

#include <charconv>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>
#include <optional>

#include "wagate/json_writer.h"

namespace wagate::transport_webhook {
namespace {

constexpr std::uint64_t kMostListed = 1000;
constexpr std::size_t kMostIds = 1000;

const char* name_of_status(std::uint32_t status) {
  switch (status) {
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 404: return "Not Found";
    case 503: return "Service Unavailable";
    default: return "Internal Server Error";
  }
}

// The number in "<tag>-<number>". Nothing for the name of a delivery of another outbox.
std::optional<std::int64_t> delivery_number(std::string_view name, std::string_view tag) {
  if (!name.starts_with(tag) || name.size() < tag.size() + 2 || name[tag.size()] != '-') return std::nullopt;
  name.remove_prefix(tag.size() + 1);
  std::int64_t number = 0;
  const auto parsed = std::from_chars(name.data(), name.data() + name.size(), number);
  if (parsed.ec != std::errc() || parsed.ptr != name.data() + name.size() || number <= 0) return std::nullopt;
  return number;
}

std::string iso_text(std::int64_t unix_ms) {
  const std::time_t seconds = unix_ms / 1000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char day[32];
  std::strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &parts);
  char out[48];
  std::snprintf(out, sizeof(out), "%s.%03dZ", day, static_cast<int>(unix_ms % 1000));
  return out;
}

}  // namespace

RestAnswer rest_error(std::uint32_t status, std::string_view sentence) {
  RestAnswer answer{status, {}};
  JsonWriter(answer.json).begin_object().field("status", status).field("error", name_of_status(status))
      .key("response").begin_object().key("message").begin_array().value(sentence).end_array().end_object().end_object();
  return answer;
}

RestAnswer unauthorized() {
  return {401, R"({"status":401,"error":"Unauthorized","response":{"message":"Unauthorized"}})"};
}

std::string read_list_query(std::string_view limit, std::string_view before, std::string_view body, std::string_view tag,
                            Outbox::DeadQuery& query) {
  if (!limit.empty()) {
    const char* const end = limit.data() + limit.size();
    const auto parsed = std::from_chars(limit.data(), end, query.limit);
    if (parsed.ec != std::errc() || parsed.ptr != end || query.limit < 1 || query.limit > kMostListed)
      return "\"limit\" must be a number from 1 to " + std::to_string(kMostListed);
  }
  if (!before.empty()) {
    const auto number = delivery_number(before, tag);
    if (!number) return "\"before\" must be the id of a dead letter";
    query.before = *number;
  }
  if (!body.empty() && body != "true" && body != "false") return "\"body\" must be true or false";
  query.with_bodies = body == "true";
  return {};
}

std::string read_resend_body(std::string_view body, std::string_view tag, Outbox::DeadQuery& query) {
  static constexpr char kWrong[] = "the body must be {\"ids\":[\"...\"]} with at most 1000 ids of dead letters, or empty for all";
  if (body.empty()) return {};
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) return kWrong;
  const auto ids = json.find("ids");
  if (ids == json.end()) return json.empty() ? std::string() : kWrong;
  if (!ids->is_array() || ids->empty() || ids->size() > kMostIds) return kWrong;
  for (const auto& id : *ids) {
    const auto number = id.is_string() ? delivery_number(id.get_ref<const std::string&>(), tag) : std::nullopt;
    if (!number) return kWrong;
    query.deliveries.push_back(*number);
  }
  return {};
}

std::string list_json(const Dispatcher::DeadLetters& letters, std::string_view tag, bool with_bodies) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().field("total", letters.total).key("deadLetters").begin_array();
  for (const DeadLetter& letter : letters.letters) {
    json.begin_object().field("id", std::string(tag) + "-" + std::to_string(letter.row.delivery))
        .field("instance", letter.row.instance_name)
        .field("webhook", letter.row.lane.kind == Kind::global ? "global" : "instance").field("event", letter.row.event)
        .field("createdAt", iso_text(letter.row.created_ms)).field("failedAt", iso_text(letter.death.at_ms))
        .field("attempts", letter.death.attempts);
    letter.death.status == 0 ? json.field_null("status") : json.field("status", letter.death.status);
    json.field("reason", letter.death.reason);
    if (with_bodies) json.field_raw("body", letter.row.body);
    json.end_object();
  }
  json.end_array().end_object();
  return out;
}

}  // namespace wagate::transport_webhook
