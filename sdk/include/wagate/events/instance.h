#pragma once

#include "wagate/events/catalog.h"
#include "wagate/events/traits.h"

// Life of an instance: creation, pairing, connection, removal.
namespace wagate {

// Accepted in selections; published only on request.
struct ApplicationStartup {
  DocumentRef document;
};

template <>
struct EventTraits<ApplicationStartup> : CatalogNames<CatalogEvent::application_startup> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(ApplicationStartup, document, abi::kPersonal)};
};

// An instance was created and stored.
struct InstanceCreate {
  DocumentRef document;
};

template <>
struct EventTraits<InstanceCreate> : CatalogNames<CatalogEvent::instance_create> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(InstanceCreate, document, abi::kPersonal)};
};

// An instance is about to be removed, after its logout.
struct InstanceDelete {
  DocumentRef document;
};

template <>
struct EventTraits<InstanceDelete> : CatalogNames<CatalogEvent::instance_delete> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(InstanceDelete, document, abi::kPersonal)};
};

// An instance is being removed; its document is `null`.
struct RemoveInstance {
  DocumentRef document;
};

template <>
struct EventTraits<RemoveInstance> : CatalogNames<CatalogEvent::remove_instance> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(RemoveInstance, document, abi::kPersonal)};
};

// The connection closed for good; its document is `null`.
struct LogoutInstance {
  DocumentRef document;
};

template <>
struct EventTraits<LogoutInstance> : CatalogNames<CatalogEvent::logout_instance> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(LogoutInstance, document, abi::kPersonal)};
};

// The connection closed for good; first of the three events that say so.
struct StatusInstance {
  StringRef status; // "closed"
  std::int64_t reason_code = 0; // close code, 401 logged out
  DocumentRef document;
};

template <>
struct EventTraits<StatusInstance> : CatalogNames<CatalogEvent::status_instance> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(StatusInstance, status),
      WAGATE_FIELD(StatusInstance, reason_code),
      WAGATE_FIELD(StatusInstance, document, abi::kPersonal)};
};

// A new QR code to scan, or the limit of codes was reached.
struct QrcodeUpdated {
  StringRef code; // text to encode; empty at the limit
  StringRef base64; // PNG data URL; empty at the limit
  StringRef pairing_code; // 8 characters when a number was given, else empty
  bool limit_reached = false;
  DocumentRef document;
};

template <>
struct EventTraits<QrcodeUpdated> : CatalogNames<CatalogEvent::qrcode_updated> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(QrcodeUpdated, code, abi::kPersonal),
      WAGATE_FIELD(QrcodeUpdated, base64, abi::kPersonal),
      WAGATE_FIELD(QrcodeUpdated, pairing_code, abi::kPersonal),
      WAGATE_FIELD(QrcodeUpdated, limit_reached),
      WAGATE_FIELD(QrcodeUpdated, document, abi::kPersonal)};
};

// The state of the connection changed.
struct ConnectionUpdate {
  StringRef state; // "connecting" "open" "close" "refused"
  std::int64_t status_reason = 0; // 200 or the close code
  StringRef wuid; // own JID without device
  StringRef profile_name;
  StringRef profile_picture_url;
  DocumentRef document;
};

template <>
struct EventTraits<ConnectionUpdate> : CatalogNames<CatalogEvent::connection_update> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(ConnectionUpdate, state),
      WAGATE_FIELD(ConnectionUpdate, status_reason),
      WAGATE_FIELD(ConnectionUpdate, wuid, abi::kPersonal),
      WAGATE_FIELD(ConnectionUpdate, profile_name, abi::kPersonal),
      WAGATE_FIELD(ConnectionUpdate, profile_picture_url, abi::kPersonal),
      WAGATE_FIELD(ConnectionUpdate, document, abi::kPersonal)};
};

}  // namespace wagate
