#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "wagate/bus.h"
#include "wagate/events/instance.h"
#include "wagate/json_writer.h"

namespace wagate {

// Close codes that forbid reconnecting: logged out, payment required, forbidden, not acceptable.
constexpr bool is_final_close(std::int64_t code) { return code == 401 || code == 402 || code == 403 || code == 406; }

// Reports the life of a session in the exact shapes of the wire contract. The kernel's connection
// state machine follows these events, so a provider that uses this class cannot disagree with it.
// [any; per instance one call at a time]
class SessionEvents {
 public:
  explicit SessionEvents(const PluginContext& context)
      : connection_(context), qrcode_(context), status_(context), logout_(context) {}

  void connecting(abi::InstanceKey key, std::string_view instance) const {
    std::string json;
    JsonWriter(json).begin_object().field("instance", instance).field("state", "connecting").field("statusReason", 200).end_object();
    ConnectionUpdate event;
    event.state = "connecting";
    event.status_reason = 200;
    publish_connection(key, event, json);
  }

  // `pairing_code` empty: null in the event.
  void qr_code(abi::InstanceKey key, std::string_view instance, std::string_view code, std::string_view base64,
               std::string_view pairing_code) const {
    std::string json;
    JsonWriter(json).begin_object().key("qrcode").begin_object().field("instance", instance)
        .field_or_null("pairingCode", pairing_code).field("code", code).field("base64", base64).end_object().end_object();
    QrcodeUpdated event;
    event.code = code;
    event.base64 = base64;
    event.pairing_code = pairing_code;
    event.document = StringRef(json);
    abi::ErrorOut error;
    qrcode_(key, event, error);
  }

  // The last code has expired: tells so, then that the attempt was refused.
  void qr_limit_reached(abi::InstanceKey key, std::string_view instance) const {
    QrcodeUpdated limit;
    limit.limit_reached = true;
    limit.document = StringRef("{\"message\":\"QR code limit reached, please login again\",\"statusCode\":500}");
    abi::ErrorOut error;
    qrcode_(key, limit, error);

    std::string json;
    JsonWriter(json).begin_object().field("instance", instance).field("state", "refused").field("statusReason", 428).end_object();
    ConnectionUpdate event;
    event.state = "refused";
    event.status_reason = 428;
    publish_connection(key, event, json);
  }

  // `wuid` is the own JID without device part; an empty picture is null in the event.
  void open(abi::InstanceKey key, std::string_view instance, std::string_view wuid, std::string_view profile_name,
            std::string_view profile_picture_url) const {
    std::string json;
    JsonWriter(json).begin_object().field("instance", instance).field("wuid", wuid).field("profileName", profile_name)
        .field_or_null("profilePictureUrl", profile_picture_url).field("state", "open").field("statusReason", 200).end_object();
    ConnectionUpdate event;
    event.state = "open";
    event.status_reason = 200;
    event.wuid = wuid;
    event.profile_name = profile_name;
    event.profile_picture_url = profile_picture_url;
    publish_connection(key, event, json);
  }

  // The session is closed and will not reconnect by itself: status.instance, logout.instance,
  // connection.update. `disconnection_json` is the last disconnect as JSON text, `at_iso` its time.
  void closed(abi::InstanceKey key, std::string_view instance, std::int64_t code, std::string_view at_iso,
              std::string_view disconnection_json) const {
    std::string json;
    JsonWriter(json).begin_object().field("instance", instance).field("status", "closed").field("disconnectionAt", at_iso)
        .field("disconnectionReasonCode", code).field("disconnectionObject", disconnection_json).end_object();
    StatusInstance status;
    status.status = "closed";
    status.reason_code = code;
    status.document = StringRef(json);
    abi::ErrorOut error;
    status_(key, status, error);

    LogoutInstance logout;
    logout.document = StringRef("null");
    logout_(key, logout, error);

    json.clear();
    JsonWriter(json).begin_object().field("instance", instance).field("state", "close").field("statusReason", code).end_object();
    ConnectionUpdate event;
    event.state = "close";
    event.status_reason = code;
    publish_connection(key, event, json);
  }

 private:
  void publish_connection(abi::InstanceKey key, ConnectionUpdate& event, const std::string& json) const {
    event.document = StringRef(json);
    abi::ErrorOut error;
    connection_(key, event, error);
  }

  Publisher<ConnectionUpdate> connection_;
  Publisher<QrcodeUpdated> qrcode_;
  Publisher<StatusInstance> status_;
  Publisher<LogoutInstance> logout_;
};

}  // namespace wagate
