#include "kernel/instances/instance_record.h"

#include "wagate/json_writer.h"

namespace wagate {

abi::InstanceInfo InstanceRecord::info() const {
  abi::InstanceInfo info;
  info.state = state;
  info.key = key;
  info.id = id;
  info.name = name;
  info.token = token;
  info.integration = integration;
  info.provider = provider;
  info.number = number;
  info.business_id = business_id;
  info.owner_jid = owner_jid;
  info.profile_name = profile_name;
  info.profile_picture_url = profile_picture_url;
  info.settings_json = settings_json;
  info.sections_json = sections_json;
  info.qr_code = qr_code;
  info.qr_base64 = qr_base64;
  info.pairing_code = pairing_code;
  info.qr_count = qr_count;
  info.created_at_ms = created_at_ms;
  info.updated_at_ms = updated_at_ms;
  info.disconnected_at_ms = disconnected_at_ms;
  info.disconnection_code = disconnection_code;
  info.disconnection_json = disconnection_json;
  return info;
}

void InstanceRecord::compose_sections() {
  sections_json.clear();
  JsonWriter json(sections_json);
  json.begin_object();
  for (const auto& [section, content] : sections) json.field_raw(section, content);
  json.end_object();
}

}  // namespace wagate
