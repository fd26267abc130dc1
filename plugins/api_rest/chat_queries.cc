#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "answers.h"
#include "archive_reads.h"
#include "chat_rows.h"
#include "handlers.h"
#include "jid.h"
#include "stamps.h"
#include "surroundings.h"
#include "validation.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

const Json& object_at(const Json& object, const char* name) {
  static const Json kNone = Json::object();
  const auto member = object.find(name);
  return member != object.end() && member->is_object() ? *member : kNone;
}

// A whole number of the body, else the fallback. A missing page and page 0 are the first.
std::uint64_t count_at(const Json& body, const char* name, std::uint64_t fallback) {
  const auto member = body.find(name);
  if (member == body.end() || !member->is_number()) return fallback;
  const double number = std::min(member->get<double>(), 1e9);
  return number < 1 ? fallback : static_cast<std::uint64_t>(number);
}

// The JID that a filter names, as it stands or as a number. What is neither stays as it is and fits
// nothing: a filter must not turn into none.
std::string jid_filter(const Json& where, const char* name) {
  const std::string text = text_at(where, name);
  const std::string jid = to_jid(text);
  return jid.empty() ? text : jid;
}

// {"gte","lte"} as Unix seconds; texts are ISO times, numbers seconds. False when one is neither.
bool read_range(const Json& where, std::int64_t& since, std::int64_t& until) {
  const Json& range = object_at(where, "messageTimestamp");
  for (const auto& [name, out] : {std::pair("gte", &since), std::pair("lte", &until)}) {
    const auto bound = range.find(name);
    if (bound == range.end() || bound->is_null()) continue;
    if (bound->is_number()) {
      *out = static_cast<std::int64_t>(std::clamp(bound->get<double>(), 0.0, 1e12));
      continue;
    }
    const auto time = bound->is_string() ? unix_ms_of(bound->get_ref<const std::string&>()) : std::nullopt;
    if (!time) return false;
    *out = *time / 1000;
  }
  return true;
}

void answer_bad_range(Call& call) {
  answer_violations(call,
                    {{"where.messageTimestamp", "where.messageTimestamp needs ISO times as \"gte\" and \"lte\""}});
}

// The page of so many rows that the body asks for: "page" counts from 1, "offset" is the size of a page.
struct Page {
  std::uint64_t number = 1;
  std::uint64_t size = 50;
  std::uint64_t skip() const { return (number - 1) * size; }
};

Page page_of(const Json& body) { return {count_at(body, "page", 1), count_at(body, "offset", 50)}; }

// Answers the rows that `read` visits as one array.
template <typename Read>
void answer_rows(Call& call, Read&& read) {
  std::string out = "[";
  const bool ok = read([&](std::string_view row) {
    if (out.size() > 1) out += ',';
    out += row;
  });
  if (!ok) return;
  out += ']';
  answer_json(call, 200, out);
}

}  // namespace

void find_messages(const CallPtr& call) {
  const Json& body = call->body();
  const Json& where = object_at(body, "where");
  const Json& key = object_at(where, "key");
  const std::string row_id = text_at(where, "id");
  const std::string message_id = text_at(key, "id");
  const std::string remote_jid = jid_filter(key, "remoteJid");
  const std::string participant = jid_filter(key, "participant");
  const std::string message_type = text_at(where, "messageType");
  const std::string source = text_at(where, "source");
  const Page page = page_of(body);

  abi::MessageQuery query;
  query.row_id = row_id;
  query.message_id = message_id;
  query.remote_jid = remote_jid;
  query.participant = participant;
  query.message_type = message_type;
  query.source = source;
  if (const auto from_me = key.find("fromMe"); from_me != key.end() && from_me->is_boolean())
    query.from_me = from_me->get<bool>() ? 1 : 0;
  if (!read_range(where, query.since, query.until)) return answer_bad_range(*call);
  query.skip = page.skip();
  query.take = page.size;

  std::uint64_t total = 0;
  std::string records = "[";
  const bool ok = read_messages(*call, query, total, [&](std::string_view row) {
    if (records.size() > 1) records += ',';
    records += row;
  });
  if (!ok) return;
  records += ']';
  std::string out;
  JsonWriter(out).begin_object().key("messages").begin_object()
      .field("total", total)
      .field("pages", (total + page.size - 1) / page.size)
      .field("currentPage", page.number)
      .field_raw("records", records)
      .end_object().end_object();
  answer_json(*call, 200, out);
}

void find_status_messages(const CallPtr& call) {
  const Json& where = object_at(call->body(), "where");
  const std::string message_id = where.contains("id") ? text_at(where, "id") : text_at(where, "keyId");
  const std::string remote_jid = jid_filter(where, "remoteJid");
  const Page page = page_of(call->body());
  abi::MessageQuery query;
  query.message_id = message_id;
  query.remote_jid = remote_jid;
  query.skip = page.skip();
  query.take = page.size;
  answer_rows(*call, [&](const RowVisit& visit) { return read_updates(*call, query, visit); });
}

void find_contacts(const CallPtr& call) {
  const Json& body = call->body();
  const Json& where = object_at(body, "where");
  std::string row_id = where.contains("id") ? text_at(where, "id") : text_at(where, "_id");
  std::string remote_jid = jid_filter(where, "remoteJid");
  if (remote_jid.empty() && row_id.find('@') != std::string::npos)  // n8n sends a JID as "id"
    remote_jid = std::exchange(row_id, {});
  const std::string push_name = text_at(where, "pushName");
  abi::ContactQuery query;
  query.row_id = row_id;
  query.remote_jid = remote_jid;
  query.push_name = push_name;
  if (body.contains("page") || body.contains("offset")) {
    const Page page = page_of(body);
    query.skip = page.skip();
    query.take = page.size;
  }
  answer_rows(*call, [&](const RowVisit& visit) {
    return read_contacts(*call, query, [&](std::string_view row) { visit(contact_row(row)); });
  });
}

void find_chats(const CallPtr& call) {
  const Json& body = call->body();
  const Json& where = object_at(body, "where");
  const std::string remote_jid = jid_filter(where, "remoteJid");
  abi::ChatQuery query;
  query.remote_jid = remote_jid;
  if (!read_range(where, query.since, query.until)) return answer_bad_range(*call);
  query.skip = count_at(body, "skip", 0);
  query.take = count_at(body, "take", 0);
  if (query.skip == 0 && query.take == 0 && body.contains("offset")) {  // n8n sends pages here, too
    const Page page = page_of(body);
    query.skip = page.skip();
    query.take = page.size;
  }
  const std::int64_t now_ms = call->around().clock.unix_ms();
  answer_rows(*call, [&](const RowVisit& visit) {
    return read_chats(*call, query, [&](std::string_view row) { visit(chat_with_message(row, now_ms)); });
  });
}

void find_chat_by_remote_jid(const CallPtr& call) {
  const std::string_view wanted = call->question().query_field("remoteJid");
  if (wanted.empty()) {
    std::string out;
    JsonWriter(out).begin_object().field("error", "remoteJid is a required query parameter").end_object();
    return answer_json(*call, 400, out);
  }
  const std::string remote_jid = to_jid(wanted);
  std::string found = "null";
  if (!remote_jid.empty()) {
    abi::ChatQuery query;
    query.remote_jid = remote_jid;
    query.take = 1;
    if (!read_chats(*call, query, [&](std::string_view row) { found = chat_row(row); })) return;
  }
  answer_json(*call, 200, found);
}

}  // namespace wagate::api_rest
