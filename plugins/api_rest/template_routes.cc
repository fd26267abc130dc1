#include <nlohmann/json.hpp>

#include "answers.h"
#include "command_answer.h"
#include "handlers.h"
#include "numbers.h"
#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

// Everything that goes wrong with templates has the shape with details.
bool answer_template_failure(Call& call, const CommandFailure& failure) {
  switch (failure.code) {
    case abi::StatusCode::unimplemented:
      answer_details(call, 400, "Templates are for accounts of the Cloud API; this instance is none");
      return true;
    case abi::StatusCode::invalid_argument:
    case abi::StatusCode::failed_precondition: answer_details(call, 400, failure.sentence); return true;
    case abi::StatusCode::already_exists: answer_details(call, 409, failure.sentence); return true;
    case abi::StatusCode::permission_denied: answer_details(call, 403, failure.sentence); return true;
    default: return false;
  }
}

}  // namespace

void create_template(const CallPtr& call) {
  const Json& body = call->body();
  if (has_placeholder(body.at("components")))
    return answer_details(*call, 400, "The components refer to attachments, which a request cannot carry");
  std::string arguments;
  JsonWriter json(arguments);
  json.begin_object().field("name", text_at(body, "name")).field("category", text_at(body, "category"))
      .field("language", text_at(body, "language")).field_raw("components", to_text(body.at("components")));
  if (body.contains("allowCategoryChange"))
    json.field("allowCategoryChange", body.at("allowCategoryChange").get<bool>());
  json.end_object();
  execute(call, commands::kCreateTemplate, arguments,
          {.on_ok = [](Call& done, const abi::DocumentRef& result) { answer_json(done, 201, result.json.view()); },
           .on_refused = answer_template_failure});
}

void find_templates(const CallPtr& call) {
  execute(call, commands::kFetchTemplates, "{}",
          {.on_ok =
               [](Call& done, const abi::DocumentRef& result) {
                 const Json found = Json::parse(result.json.view(), nullptr, /*allow_exceptions=*/false);
                 const bool has_list = found.is_object() && found.contains("templates");
                 answer_json(done, 200, has_list ? to_text(found.at("templates")) : "[]");
               },
           .on_refused = answer_template_failure});
}

}  // namespace wagate::api_rest
