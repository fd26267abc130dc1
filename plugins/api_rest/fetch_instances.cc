#include <nlohmann/json.hpp>
#include <vector>

#include "answers.h"
#include "handlers.h"
#include "proxy_row.h"
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

// The instance without "_count" and the closing brace: what is stored is counted after the walk, which
// must not wait for a disk.
void write_instance(JsonWriter& json, const abi::InstanceInfo& info, const Options& options, bool with_secrets) {
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
      .field_or_null("token", with_secrets ? info.token.view() : std::string_view())
      .field("clientName", options.client_name);
  if (info.disconnection_code != 0) json.field("disconnectionReasonCode", info.disconnection_code);
  else json.field_null("disconnectionReasonCode");
  json.field_or_null("disconnectionObject", info.disconnection_json)
      .field_or_null("disconnectionAt",
                     info.disconnected_at_ms != 0 ? iso_time(info.disconnected_at_ms) : std::string())
      .field("createdAt", iso_time(info.created_at_ms))
      .field("updatedAt", iso_time(info.updated_at_ms))
      .field_null("Chatwoot");
  ProxyRow proxy;
  if (read_proxy(info.sections_json, proxy)) json.field_raw("Proxy", write_proxy(proxy, info.id, with_secrets));
  else json.field_null("Proxy");
  json.field_null("Rabbitmq").field_null("Nats").field_null("Sqs");
  SelectionRow row;
  if (read_row(info.sections_json, row)) json.field_raw("Websocket", write_row(row, info.id));
  else json.field_null("Websocket");
  write_settings_row(json, info);
}

// Nothing is counted where nothing is stored.
std::string write_counts(Surroundings& around, const std::string& instance_id) {
  abi::ArchiveCounts counts;
  abi::ErrorOut error;
  if (around.archive && around.archive->counts(instance_id, &counts, error) != abi::StatusCode::ok) {
    around.log.error("stored rows could not be counted", {{"error", error.view()}});
    counts = {};
  }
  std::string out;
  JsonWriter(out).begin_object().field("Message", counts.messages).field("Contact", counts.contacts)
      .field("Chat", counts.chats).end_object();
  return out;
}

class List final : public abi::InstanceVisitor {
 public:
  List(const Call& call, const Filter& filter)
      : caller_(call.caller), filter_(filter), around_(call.around()), with_secrets_(call.shows_secrets()) {}

  bool visit(const abi::InstanceInfo& info) noexcept override {
    if (!caller_.sees(info.id) || !filter_.fits(info)) return true;
    Row& row = rows_.emplace_back();
    row.id = info.id.str();
    JsonWriter json(row.json);
    write_instance(json, info, around_.options, with_secrets_);
    return true;
  }

  bool is_empty() const { return rows_.empty(); }
  std::string finish() const {
    std::string out = "[";
    for (const Row& row : rows_) {
      if (out.size() > 1) out += ',';
      out += row.json + ",\"_count\":" + write_counts(around_, row.id) + "}";
    }
    return out + "]";
  }

 private:
  struct Row {
    std::string id;
    std::string json;
  };

  const Caller& caller_;
  const Filter& filter_;
  Surroundings& around_;
  const bool with_secrets_;
  std::vector<Row> rows_;
};

}  // namespace

void fetch_instances(const CallPtr& call) {
  const Question& question = call->question();
  const Filter filter = {question.query_field("instanceName"), question.query_field("instanceId"),
                         question.query_field("number")};
  List list(*call, filter);
  call->around().instances.each(list);

  if (!list.is_empty()) return answer_json(*call, 200, list.finish());
  if (!call->caller.all_instances) return answer_unauthorized(*call);
  if (!filter.is_set()) return answer_json(*call, 200, "[]");
  const std::string_view wanted = !filter.name.empty() ? filter.name : !filter.id.empty() ? filter.id : filter.number;
  answer_error(*call, 404, {"Instance \"" + std::string(wanted) + "\" not found"});
}

}  // namespace wagate::api_rest
