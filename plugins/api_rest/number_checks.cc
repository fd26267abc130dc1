#include <map>
#include <nlohmann/json.hpp>

#include "answers.h"
#include "command_answer.h"
#include "handlers.h"
#include "jid.h"
#include "numbers.h"
#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

// The numbers of one question, and what became known about each.
struct NumberCheck {
  struct One {
    std::string number;
    std::string jid;
    bool exists = false;
    std::string name = {};
    std::string lid = {};
  };
  std::vector<One> broadcasts;
  std::vector<One> groups;
  std::vector<One> users;
};
using NumberCheckPtr = std::shared_ptr<NumberCheck>;

NumberCheckPtr sorted_numbers(const Json& numbers) {
  const auto check = std::make_shared<NumberCheck>();
  for (const Json& one : numbers) {
    const std::string number = one.get<std::string>();
    const std::string jid = to_jid(number);
    if (jid.ends_with("@broadcast")) check->broadcasts.push_back({number, jid, jid == "status@broadcast"});
    else if (jid.ends_with("@g.us")) check->groups.push_back({number, jid});
    else check->users.push_back({number, jid});
  }
  return check;
}

// A provider answers in the order of the question; one that leaves some out is matched by address.
void take_users(NumberCheck& check, const Json& found) {
  std::vector<NumberCheck::One*> asked;
  for (NumberCheck::One& one : check.users)
    if (!one.jid.empty()) asked.push_back(&one);
  std::map<std::string, const Json*> by_jid;
  for (const Json& one : found)
    if (one.is_object()) by_jid[text_at(one, "jid")] = &one;

  for (std::size_t i = 0; i < asked.size(); ++i) {
    const auto named = by_jid.find(asked[i]->jid);
    const Json* row = named != by_jid.end() ? named->second : found.size() == asked.size() ? &found[i] : nullptr;
    if (!row || !row->is_object()) continue;
    if (const std::string jid = text_at(*row, "jid"); !jid.empty()) asked[i]->jid = jid;
    asked[i]->exists = row->value("exists", false);
    asked[i]->name = text_at(*row, "name");
    asked[i]->lid = text_at(*row, "lid");
  }
}

void take_groups(NumberCheck& check, const Json& groups) {
  for (NumberCheck::One& one : check.groups) {
    for (const Json& group : groups) {
      if (!group.is_object() || text_at(group, "id") != one.jid) continue;
      one.exists = true;
      one.name = text_at(group, "subject");
    }
  }
}

void answer_check(Call& call, const NumberCheck& check) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const auto* list : {&check.broadcasts, &check.groups, &check.users}) {
    for (const NumberCheck::One& one : *list) {
      json.begin_object().field("jid", one.jid).field("exists", one.exists).field("number", one.number);
      if (!one.name.empty()) json.field("name", one.name);
      if (!one.lid.empty()) json.field("lid", one.lid);
      json.end_object();
    }
  }
  json.end_array();
  answer_json(call, 200, out);
}

// A list of a result, or an empty one.
Json list_of(const abi::DocumentRef& result, const char* name) {
  const Json document = Json::parse(result.json.view(), nullptr, /*allow_exceptions=*/false);
  if (!document.is_object()) return Json::array();
  const auto list = document.find(name);
  return list != document.end() && list->is_array() ? *list : Json::array();
}

void check_users(const CallPtr& call, const NumberCheckPtr& check) {
  std::string arguments;
  JsonWriter json(arguments);
  json.begin_object().key("numbers").begin_array();
  bool is_empty = true;
  for (const NumberCheck::One& one : check->users) {
    if (one.jid.empty()) continue;
    json.value(one.jid);
    is_empty = false;
  }
  json.end_array().end_object();
  if (is_empty) return answer_check(*call, *check);
  execute(call, commands::kCheckNumbers, arguments,
          {.on_ok = [check](Call& done, const abi::DocumentRef& result) {
            take_users(*check, list_of(result, "numbers"));
            answer_check(done, *check);
          }});
}

}  // namespace

void whatsapp_numbers(const CallPtr& call) {
  const NumberCheckPtr check = sorted_numbers(call->body().at("numbers"));
  if (check->groups.empty()) return check_users(call, check);
  execute(call, commands::kGroupFetchAll, "{}",
          {.on_ok =
               [check](Call& done, const abi::DocumentRef& result) {
                 take_groups(*check, list_of(result, "groups"));
                 check_users(done.shared_from_this(), check);
               },
           .on_refused =
               [check](Call& refused, const CommandFailure& failure) {
                 if (failure.code != abi::StatusCode::unimplemented) return false;
                 check_users(refused.shared_from_this(), check);  // an account without groups is in none
                 return true;
               }});
}

void on_whatsapp(const CallPtr& call) {
  const std::string jid = address_of(*call, text_at(call->body(), "jid"));
  if (jid.empty()) return;
  std::string arguments;
  JsonWriter(arguments).begin_object().key("numbers").begin_array().value(jid).end_array().end_object();
  execute(call, commands::kCheckNumbers, arguments, {.on_ok = [](Call& done, const abi::DocumentRef& result) {
            std::string out;
            JsonWriter json(out);
            json.begin_array();
            for (const Json& one : list_of(result, "numbers")) {
              if (!one.is_object()) continue;
              json.begin_object().field("jid", text_at(one, "jid")).field("exists", one.value("exists", false));
              if (const std::string lid = text_at(one, "lid"); !lid.empty()) json.field("lid", lid);
              json.end_object();
            }
            json.end_array();
            answer_json(done, 200, out);
          }});
}

}  // namespace wagate::api_rest
