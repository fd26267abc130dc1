#include <nlohmann/json.hpp>

#include "answers.h"
#include "command_answer.h"
#include "handlers.h"
#include "numbers.h"
#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

constexpr char kUpdated[] = "{\"update\":\"success\"}";
constexpr const char* kPrivacyNames[] = {"readreceipts", "profile", "status", "online", "last", "groupadd"};

Json profile_document(const abi::DocumentRef& result) {
  Json document = Json::parse(result.json.view(), nullptr, /*allow_exceptions=*/false);
  return document.is_object() ? document : Json::object();
}

const Json& profile_member(const Json& object, const char* name) {
  static const Json kNull = nullptr;
  const auto member = object.find(name);
  return member == object.end() ? kNull : *member;
}

CommandAnswer updated(const char* failure) {
  return {.on_ok = [](Call& done, const abi::DocumentRef&) { answer_json(done, 200, kUpdated); },
          .on_refused = failing_with(failure, 500)};
}

std::string jid_argument(const std::string& jid) {
  std::string arguments;
  JsonWriter json(arguments);
  json.begin_object();
  if (!jid.empty()) json.field("jid", jid);
  json.end_object();
  return arguments;
}

// The site that a profile shows; a business may have several.
Json first_website(const Json& business) {
  const Json& sites = profile_member(business, "website");
  if (sites.is_array()) return sites.empty() ? Json(nullptr) : sites.front();
  return sites;
}

void answer_profile(Call& call, const std::string& asked, const std::string& number, const Json& found) {
  const bool exists = found.value("exists", true);
  if (!exists) return answer_not_on_whatsapp(call, asked, number);
  const std::string jid = text_at(found, "jid");
  const Json& business = profile_member(found, "business");
  const Json shown = business.is_object() ? business : Json::object();
  answer_json(call, 200, to_text({{"wuid", jid.empty() ? asked : jid},
                                       {"name", profile_member(found, "name")},
                                       {"numberExists", true},
                                       {"picture", profile_member(found, "picture")},
                                       {"status", profile_member(found, "status")},
                                       {"isBusiness", found.value("isBusiness", false)},
                                       {"email", profile_member(shown, "email")},
                                       {"description", profile_member(shown, "description")},
                                       {"website", first_website(shown)}}));
}

// A profile that could not be read is answered, not refused.
bool answer_no_profile(Call& call, const std::string& jid, const CommandFailure& failure) {
  if (!failure.is_about_the_request()) return false;
  std::string out;
  JsonWriter(out).begin_object().field_or_null("wuid", jid).field_null("name").field_null("picture")
      .field_null("status").field_null("os").field("isBusiness", false).end_object();
  answer_json(call, 200, out);
  return true;
}

void answer_no_business(Call& call, const std::string& jid, const std::string& number, bool exists,
                        const std::string& name) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().field("isBusiness", false).field("message", "Not is business profile").field("jid", jid)
      .field("exists", exists).field("number", number);
  if (!name.empty()) json.field("name", name);
  json.end_object();
  answer_json(call, 200, out);
}

// Who it is, when it is no business.
void look_up_person(const CallPtr& call, const std::string& jid, const std::string& number) {
  std::string arguments;
  JsonWriter(arguments).begin_object().key("numbers").begin_array().value(jid).end_array().end_object();
  execute(call, commands::kCheckNumbers, arguments,
          {.on_ok =
               [=](Call& done, const abi::DocumentRef& result) {
                 const Json document = profile_document(result);
                 const Json& list = profile_member(document, "numbers");
                 const Json one =
                     list.is_array() && !list.empty() && list.front().is_object() ? list.front() : Json::object();
                 answer_no_business(done, jid, number, one.value("exists", false), text_at(one, "name"));
               },
           .on_refused =
               [=](Call& refused, const CommandFailure& failure) {
                 if (!failure.is_about_the_request()) return false;
                 answer_no_business(refused, jid, number, false, "");
                 return true;
               }});
}

void set_profile_text(const CallPtr& call, std::string_view command, const char* member, const char* failure) {
  std::string arguments;
  JsonWriter(arguments).begin_object().field(member, text_at(call->body(), member)).end_object();
  execute(call, command, arguments, updated(failure));
}

}  // namespace

void fetch_profile(const CallPtr& call) {
  const std::string number = text_at(call->body(), "number");
  std::string jid;
  if (!number.empty()) {
    jid = address_of(*call, number);
    if (jid.empty()) return;
  }
  execute(call, commands::kFetchProfile, jid_argument(jid),
          {.on_ok = [=](Call& done,
                        const abi::DocumentRef& found) { answer_profile(done, jid, number, profile_document(found)); },
           .on_refused = nobody_at(jid, number, [jid](Call& refused, const CommandFailure& failure) {
             return answer_no_profile(refused, jid, failure);
           })});
}

void fetch_business_profile(const CallPtr& call) {
  const std::string number = text_at(call->body(), "number");
  const std::string jid = address_of(*call, number);
  if (jid.empty()) return;
  execute(call, commands::kFetchBusinessProfile, jid_argument(jid),
          {.on_ok =
               [=](Call& done, const abi::DocumentRef& result) {
                 const Json found = profile_document(result);
                 if (found.empty()) return look_up_person(done.shared_from_this(), jid, number);
                 Json out = {{"isBusiness", true}};
                 out.update(found);
                 answer_json(done, 200, to_text(out));
               },
           .on_refused =
               [=](Call& refused, const CommandFailure& failure) {
                 if (failure.reason != "not_on_whatsapp") return false;
                 answer_no_business(refused, jid, number, false, "");
                 return true;
               }});
}

void update_profile_name(const CallPtr& call) {
  set_profile_text(call, commands::kSetProfileName, "name", "Error updating profile name");
}

void update_profile_status(const CallPtr& call) {
  set_profile_text(call, commands::kSetProfileStatus, "status", "Error updating profile status");
}

void remove_profile_picture(const CallPtr& call) {
  execute(call, commands::kRemoveProfilePicture, "{}", updated("Error removing profile picture"));
}

void fetch_privacy_settings(const CallPtr& call) {
  execute(call, commands::kFetchPrivacy, "{}", {.on_ok = [](Call& done, const abi::DocumentRef& result) {
            const Json found = profile_document(result);
            Json out = Json::object();
            for (const char* name : kPrivacyNames) out[name] = profile_member(found, name);
            answer_json(done, 200, to_text(out));
          }});
}

void update_privacy_settings(const CallPtr& call) {
  std::string chosen;
  JsonWriter json(chosen);
  json.begin_object();
  for (const char* name : kPrivacyNames) json.field(name, text_at(call->body(), name));
  json.end_object();
  execute(call, commands::kSetPrivacy, chosen,
          {.on_ok =
               [chosen](Call& done, const abi::DocumentRef&) {
                 std::string out;
                 JsonWriter(out).begin_object().field("update", "success").field_raw("data", chosen).end_object();
                 answer_json(done, 201, out);
               },
           .on_refused = failing_with("Error updating privacy settings", 500)});
}

}  // namespace wagate::api_rest
