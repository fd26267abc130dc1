#include <nlohmann/json.hpp>

#include "answers.h"
#include "handlers.h"
#include "settings.h"
#include "stamps.h"
#include "surroundings.h"
#include "wagate/json_writer.h"
#include "websocket_row.h"

namespace wagate::api_rest {

namespace {

struct Filter {
  std::string_view name;
  std::string_view id;
  std::string_view number;

  bool is_set() const { return !name.empty() || !id.empty() || !number.empty(); }
  bool fits(const abi::InstanceInfo& info) const {
    return (name.empty() || info.name == name) && (id.empty() || info.id == id) &&
           (number.empty() || info.number == number);
  }
};

void write_settings_row(JsonWriter& json, const abi::InstanceInfo& info) {
  std::string settings = merged_settings(info.settings_json, Json::object());
  settings.back() = ',';  // the object goes on
  std::string row = "{";
  JsonWriter(row).field("id", row_id_of(info.id));
  row += ',';
  row.append(settings, 1);
  JsonWriter(row).field("createdAt", iso_time(info.created_at_ms)).field("updatedAt", iso_time(info.updated_at_ms))
      .field("instanceId", info.id.view());
  row += '}';
  json.field_raw("Setting", row);
}

void write_instance(JsonWriter& json, const abi::InstanceInfo& info, const Options& options, bool with_token) {
  json.begin_object()
      .field("id", info.id.view())
      .field("name", info.name.view())
      .field("connectionStatus", text_of(info.state))
      .field_or_null("ownerJid", info.owner_jid)
      .field_or_null("profileName", info.profile_name)
      .field_or_null("profilePicUrl", info.profile_picture_url)
      .field("integration", info.integration.view())
      .field_or_null("number", info.number)
      .field_or_null("businessId", info.business_id)
      .field_or_null("token", with_token ? info.token.view() : std::string_view())
      .field("clientName", options.client_name);
  if (info.disconnection_code != 0) json.field("disconnectionReasonCode", info.disconnection_code);
  else json.field_null("disconnectionReasonCode");
  json.field_or_null("disconnectionObject", info.disconnection_json)
      .field_or_null("disconnectionAt",
                     info.disconnected_at_ms != 0 ? iso_time(info.disconnected_at_ms) : std::string())
      .field("createdAt", iso_time(info.created_at_ms))
      .field("updatedAt", iso_time(info.updated_at_ms))
      .field_null("Chatwoot")
      .field_null("Proxy")
      .field_null("Rabbitmq")
      .field_null("Nats")
      .field_null("Sqs");
  WebsocketRow row;
  if (read_row(info.sections_json, row)) json.field_raw("Websocket", write_row(row, info.id));
  else json.field_null("Websocket");
  write_settings_row(json, info);
  json.field_raw("_count", "{\"Message\":0,\"Contact\":0,\"Chat\":0}").end_object();
}

class List final : public abi::InstanceVisitor {
 public:
  List(const Caller& caller, const Filter& filter, const Options& options)
      : caller_(caller), filter_(filter), options_(options),
        with_token_(options.expose_tokens && caller.all_instances && caller.may(abi::kMaySeeTokens)) {
    json_.begin_array();
  }

  bool visit(const abi::InstanceInfo& info) noexcept override {
    if (!caller_.sees(info.id) || !filter_.fits(info)) return true;
    write_instance(json_, info, options_, with_token_);
    is_empty_ = false;
    return true;
  }

  bool is_empty() const { return is_empty_; }
  std::string_view finish() {
    json_.end_array();
    return out_;
  }

 private:
  const Caller& caller_;
  const Filter& filter_;
  const Options& options_;
  const bool with_token_;
  std::string out_;
  JsonWriter json_{out_};
  bool is_empty_ = true;
};

}  // namespace

void fetch_instances(const CallPtr& call) {
  const Question& question = call->question();
  const Filter filter = {question.query_field("instanceName"), question.query_field("instanceId"),
                         question.query_field("number")};
  List list(call->caller, filter, call->around().options);
  call->around().instances.each(list);

  if (!list.is_empty()) return answer_json(*call, 200, list.finish());
  if (!call->caller.all_instances) return answer_unauthorized(*call);
  if (!filter.is_set()) return answer_json(*call, 200, "[]");
  const std::string_view wanted = !filter.name.empty() ? filter.name : !filter.id.empty() ? filter.id : filter.number;
  answer_error(*call, 404, {"Instance \"" + std::string(wanted) + "\" not found"});
}

}  // namespace wagate::api_rest
