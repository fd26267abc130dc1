#include <nlohmann/json.hpp>

#include "answers.h"
#include "command_answer.h"
#include "handlers.h"
#include "numbers.h"
#include "selection_row.h"
#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

void offer_call(const CallPtr& call) {
  const Json& body = call->body();
  const std::string number = text_at(body, "number");
  const std::string jid = address_of(*call, number);
  if (jid.empty()) return;
  const bool is_video = flag_in(body, "isVideo");
  const auto seconds = static_cast<std::int64_t>(body.at("callDuration").get<double>());
  std::string arguments;
  JsonWriter(arguments).begin_object().field("jid", jid).field("isVideo", is_video).field("callDuration", seconds)
      .end_object();
  execute(call, commands::kOfferCall, arguments,
          {.on_ok =
               [=](Call& done, const abi::DocumentRef& result) {
                 const Json found = Json::parse(result.json.view(), nullptr, /*allow_exceptions=*/false);
                 std::string out;
                 JsonWriter(out).begin_object().field("id", found.is_object() ? text_at(found, "id") : std::string())
                     .field("jid", jid).field("isVideo", is_video).field("callDuration", seconds).end_object();
                 answer_json(done, 201, out);
               },
           .on_refused = nobody_at(jid, number)});
}

}  // namespace wagate::api_rest
