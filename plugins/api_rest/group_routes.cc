#include <map>
#include <nlohmann/json.hpp>

#include "answers.h"
#include "archive_reads.h"
#include "command_answer.h"
#include "group_requests.h"
#include "handlers.h"
#include "jid.h"
#include "numbers.h"
#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

constexpr char kGroupUpdated[] = "{\"update\":\"success\"}";

// The members of a group that its description shows, in the order clients know.
constexpr const char* kGroupInfoNames[] = {"id",       "subject", "subjectOwner", "subjectTime", "pictureUrl",
                                           "size",     "creation", "owner",       "desc",        "descId",
                                           "restrict", "announce", "participants", "isCommunity", "isCommunityAnnounce",
                                           "linkedParent"};

Json group_document(const abi::DocumentRef& result) {
  Json document = Json::parse(result.json.view(), nullptr, /*allow_exceptions=*/false);
  return document.is_object() ? document : Json::object();
}

// Members that are not known are left out; a group without a picture says so.
Json group_info(const Json& group, bool with_participants) {
  Json out = Json::object();
  for (const char* name : kGroupInfoNames) {
    const std::string_view member = name;
    if (member == "participants" && !with_participants) continue;
    if (const auto found = group.find(name); found != group.end()) out[name] = *found;
    else if (member == "pictureUrl") out[name] = nullptr;
  }
  return out;
}

// {"group": JID}, and a further member when one is named.
std::string group_arguments(const Call& call, const char* member = nullptr, std::string_view value = {}) {
  std::string arguments;
  JsonWriter json(arguments);
  json.begin_object().field("group", group_of(call));
  if (member) json.field(member, value);
  json.end_object();
  return arguments;
}

// Answers the result as it came.
CommandAnswer group_metadata(std::uint32_t status, const char* failure, std::uint32_t failure_status) {
  return {
      .on_ok = [status](Call& done, const abi::DocumentRef& result) { answer_json(done, status, result.json.view()); },
      .on_refused = failing_with(failure, failure_status)};
}

CommandAnswer group_updated(const char* failure) {
  return {.on_ok = [](Call& done, const abi::DocumentRef&) { answer_json(done, 201, kGroupUpdated); },
          .on_refused = failing_with(failure, 500)};
}

void set_group_text(const CallPtr& call, std::string_view command, const char* member, const char* failure) {
  execute(call, command, group_arguments(*call, member, text_at(call->body(), member)), group_updated(failure));
}

}  // namespace

void create_group(const CallPtr& call) {
  const Json& body = call->body();
  std::string arguments;
  JsonWriter json(arguments);
  json.begin_object().field("subject", text_at(body, "subject"));
  if (body.contains("description")) json.field("description", text_at(body, "description"));
  if (body.contains("promoteParticipants"))
    json.field("promoteParticipants", body.at("promoteParticipants").get<bool>());
  json.key("participants").begin_array();
  for (const std::string& jid : jids_of(body.at("participants"))) json.value(jid);
  json.end_array().end_object();
  execute(call, commands::kGroupCreate, arguments, group_metadata(201, "Error creating group", 500));
}

void update_group_subject(const CallPtr& call) {
  set_group_text(call, commands::kGroupSetSubject, "subject", "Error updating group subject");
}

void update_group_description(const CallPtr& call) {
  set_group_text(call, commands::kGroupSetDescription, "description", "Error updating group description");
}

void find_group_infos(const CallPtr& call) {
  execute(call, commands::kGroupFetch, group_arguments(*call),
          {.on_ok =
               [](Call& done, const abi::DocumentRef& result) {
                 answer_json(done, 200, to_text(group_info(group_document(result), true)));
               },
           .on_refused = failing_with("Error fetching group", 404)});
}

void fetch_all_groups(const CallPtr& call) {
  const bool with_participants = text_at(call->body(), "getParticipants") == "true";
  execute(call, commands::kGroupFetchAll, "{}", {.on_ok = [=](Call& done, const abi::DocumentRef& result) {
            const Json document = group_document(result);
            Json out = Json::array();
            if (const auto groups = document.find("groups"); groups != document.end() && groups->is_array())
              for (const Json& group : *groups)
                if (group.is_object()) out.push_back(group_info(group, with_participants));
            answer_json(done, 200, to_text(out));
          }});
}

void group_participants(const CallPtr& call) {
  // What is known about each, by JID; read here, because a reply must not wait for a disk.
  const auto contacts = std::make_shared<std::map<std::string, Json>>();
  const bool ok = read_contacts(*call, {}, [&](std::string_view row) {
    Json contact = Json::parse(row, nullptr, /*allow_exceptions=*/false);
    if (!contact.is_object()) return;
    const std::string jid = text_at(contact, "remoteJid");
    (*contacts)[jid] = std::move(contact);
  });
  if (!ok) return;

  execute(call, commands::kGroupFetch, group_arguments(*call),
          {.on_ok =
               [contacts](Call& done, const abi::DocumentRef& result) {
                 Json participants = group_document(result).value("participants", Json::array());
                 for (Json& one : participants) {
                   if (!one.is_object()) continue;
                   auto known = contacts->find(text_at(one, "id"));
                   if (known == contacts->end()) known = contacts->find(text_at(one, "phoneNumber"));
                   if (known == contacts->end()) continue;
                   if (const std::string name = text_at(known->second, "pushName"); !name.empty()) one["name"] = name;
                   if (const std::string url = text_at(known->second, "profilePicUrl"); !url.empty())
                     one["imgUrl"] = url;
                 }
                 answer_json(done, 200, to_text({{"participants", participants}}));
               },
           .on_refused = failing_with("No participants", 404)});
}

void update_group_participants(const CallPtr& call) {
  const Json& body = call->body();
  std::string arguments;
  JsonWriter json(arguments);
  json.begin_object().field("group", group_of(*call)).field("action", text_at(body, "action")).key("participants")
      .begin_array();
  for (const std::string& jid : jids_of(body.at("participants"))) json.value(jid);
  json.end_array().end_object();

  execute(call, commands::kGroupUpdateParticipants, arguments,
          {.on_ok =
               [](Call& done, const abi::DocumentRef& result) {
                 const Json document = group_document(result);
                 Json out = Json::array();
                 for (const Json& one : document.value("participants", Json::array())) {
                   const std::string jid = text_at(one, "jid");
                   const std::string status = text_at(one, "status");
                   Json attributes = {{"jid", jid}};
                   if (status != "200") attributes["error"] = status;
                   out.push_back({{"status", status},
                                  {"jid", jid},
                                  {"content", {{"tag", "participant"}, {"attrs", attributes}}}});
                 }
                 answer_json(done, 201, to_text({{"updateParticipants", out}}));
               },
           .on_refused = failing_with("Error updating participants", 400)});
}

void update_group_setting(const CallPtr& call) {
  execute(call, commands::kGroupUpdateSetting, group_arguments(*call, "action", text_at(call->body(), "action")),
          {.on_ok = [](Call& done, const abi::DocumentRef&) { answer_json(done, 201, "{}"); },
           .on_refused = failing_with("Error updating setting", 400)});
}

void toggle_ephemeral(const CallPtr& call) {
  std::string arguments;
  JsonWriter(arguments).begin_object().field("group", group_of(*call))
      .field("expiration", static_cast<std::int64_t>(call->body().at("expiration").get<double>())).end_object();
  execute(call, commands::kGroupSetEphemeral, arguments,
          {.on_ok = [](Call& done, const abi::DocumentRef&) { answer_json(done, 201, "{\"success\":true}"); },
           .on_refused = failing_with("Error updating setting", 400)});
}

void leave_group(const CallPtr& call) {
  execute(call, commands::kGroupLeave, group_arguments(*call),
          {.on_ok =
               [](Call& done, const abi::DocumentRef&) {
                 std::string out;
                 JsonWriter(out).begin_object().field("groupJid", group_of(done)).field("leave", true).end_object();
                 answer_json(done, 200, out);
               },
           .on_refused = failing_with("Unable to leave the group", 400)});
}

}  // namespace wagate::api_rest
