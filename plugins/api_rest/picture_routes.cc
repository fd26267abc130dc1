#include <nlohmann/json.hpp>

#include "answers.h"
#include "command_answer.h"
#include "group_requests.h"
#include "handlers.h"
#include "media_source.h"
#include "numbers.h"
#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

constexpr char kNoPicture[] = "The picture must be a url or base64";

// Sets a picture, of the account or, when one is named, of a group.
void set_picture(const CallPtr& call, std::string_view command, const char* member, const std::string& group,
                 std::uint32_t status, const char* failure) {
  with_media(call, text_at(call->body(), member), kNoPicture,
             [command, group, status, failure](const CallPtr& loaded, Media media) {
               Document arguments;
               const std::string picture = arguments.attach(std::move(media.bytes));
               JsonWriter json(arguments.json);
               json.begin_object();
               if (!group.empty()) json.field("group", group);
               json.field_raw("picture", picture).end_object();
               execute(loaded, command, arguments,
                       {.on_ok =
                            [status](Call& done, const abi::DocumentRef&) {
                              answer_json(done, status, "{\"update\":\"success\"}");
                            },
                        .on_refused = failing_with(failure, 500)});
             });
}

}  // namespace

void update_profile_picture(const CallPtr& call) {
  set_picture(call, commands::kSetProfilePicture, "picture", "", 200, "Error updating profile picture");
}

void update_group_picture(const CallPtr& call) {
  set_picture(call, commands::kGroupSetPicture, "image", group_of(*call), 201, "Error update group picture");
}

// {"jid"}: the address of its picture as a JSON text.
void profile_picture_url(const CallPtr& call) {
  const std::string jid = address_of(*call, text_at(call->body(), "jid"));
  if (jid.empty()) return;
  std::string arguments;
  JsonWriter(arguments).begin_object().field("jid", jid)
      .field("preview", text_at(call->body(), "type") == "preview").end_object();
  execute(call, commands::kFetchPicture, arguments, {.on_ok = [](Call& done, const abi::DocumentRef& result) {
            const Json found = Json::parse(result.json.view(), nullptr, /*allow_exceptions=*/false);
            answer_json(done, 200, found.is_object() && found.contains("url") ? to_text(found.at("url")) : "null");
          }});
}

}  // namespace wagate::api_rest
