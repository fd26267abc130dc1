#include "session/client_payload.h"

#include <proto/handshake.pb.h>

#include <charconv>
#include <cstdint>

#include "crypto/hash.h"
#include "node/jid.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::uint32_t kPlatformWeb = 14;
constexpr std::uint32_t kConnectTypeWifi = 1;
constexpr std::uint32_t kConnectReasonUser = 1;
constexpr std::uint32_t kHistoryQuotaMb = 10'240;

proto::ClientPayload common_payload(const Options& options) {
  proto::ClientPayload payload;
  auto& agent = *payload.mutable_user_agent();
  agent.set_platform(kPlatformWeb);
  agent.mutable_app_version()->set_primary(options.version.primary);
  agent.mutable_app_version()->set_secondary(options.version.secondary);
  agent.mutable_app_version()->set_tertiary(options.version.tertiary);
  agent.set_mcc("000");
  agent.set_mnc("000");
  agent.set_os_version("0.1");
  agent.set_manufacturer("");
  agent.set_device("Desktop");
  agent.set_os_build_number("0.1");
  agent.set_release_channel(0);
  agent.set_locale_language("en");
  agent.set_locale_country("US");
  payload.mutable_web_info()->set_web_sub_platform(0);
  payload.set_connect_type(kConnectTypeWifi);
  payload.set_connect_reason(kConnectReasonUser);
  return payload;
}

std::string device_props(const Options& options, bool full_history) {
  proto::DeviceProps props;
  props.set_os(options.device_name);
  props.mutable_version()->set_primary(10);
  props.mutable_version()->set_secondary(15);
  props.mutable_version()->set_tertiary(7);
  props.set_platform_type(platform_type(options.browser));
  props.set_require_full_sync(full_history);
  auto& history = *props.mutable_history_sync_config();
  history.set_storage_quota_mb(kHistoryQuotaMb);
  history.set_inline_initial_payload_in_e2ee_msg(true);
  history.set_support_call_log_history(false);
  history.set_support_bot_user_agent_chat_history(true);
  history.set_support_cag_reactions_and_polls(true);
  history.set_support_biz_hosted_msg(true);
  history.set_support_recent_sync_chunk_message_count_tuning(true);
  history.set_support_hosted_group_msg(true);
  history.set_support_fbid_bot_chat_history(true);
  history.set_support_message_association(true);
  history.set_support_group_history(false);
  return props.SerializeAsString();
}

std::string big_endian(std::uint64_t number, std::size_t width) {
  std::string out;
  append_big_endian(out, number, width);
  return out;
}

}  // namespace

std::string registration_payload(const DeviceKeys& keys, const Options& options, bool full_history) {
  proto::ClientPayload payload = common_payload(options);
  payload.set_passive(false);
  payload.set_pull(false);
  auto& data = *payload.mutable_device_pairing_data();
  data.set_registration_id(big_endian(keys.registration_id, 4));
  data.set_key_type("\x05");
  data.set_identity(std::string(keys.identity.pub.raw()));
  data.set_signed_prekey_id(big_endian(keys.signed_prekey_id, 3));
  data.set_signed_prekey(std::string(keys.signed_prekey.pub.raw()));
  data.set_signed_prekey_signature(keys.signed_prekey_signature.str());
  data.set_build_hash(md5(options.version.text()).str());
  data.set_device_props(device_props(options, full_history));
  return payload.SerializeAsString();
}

std::optional<std::string> login_payload(const Account& account, const Options& options) {
  const auto jid = Jid::parse(account.jid);
  std::uint64_t number = 0;
  if (!jid) return std::nullopt;
  const auto [end, error] = std::from_chars(jid->user.data(), jid->user.data() + jid->user.size(), number);
  if (error != std::errc() || end != jid->user.data() + jid->user.size() || jid->device == 0) return std::nullopt;

  proto::ClientPayload payload = common_payload(options);
  payload.set_username(number);
  payload.set_device(jid->device);
  payload.set_passive(true);
  payload.set_pull(true);
  payload.set_lc(1);
  payload.set_lid_db_migrated(true);
  return payload.SerializeAsString();
}

}  // namespace wagate::session_whatsapp
