#include <gtest/gtest.h>

#include <cstddef>

#include "wagate/abi/layout.h"

// Sizes and offsets of every struct that crosses the plugin boundary, on 64-bit platforms. Plugins in
// the field were built with these numbers. A struct that begins with its size may grow at the end, with
// a new minor version of the contract; every other change here is a new major version.
namespace wagate::abi {
namespace {

#define EXPECT_SIZE(type, bytes) EXPECT_EQ(sizeof(type), bytes##u) << #type
#define EXPECT_OFFSET(type, member, bytes) EXPECT_EQ(offsetof(type, member), bytes##u) << #type "::" #member

TEST(Layout, OfStringRef) {
  EXPECT_SIZE(StringRef, 16);
  EXPECT_OFFSET(StringRef, data, 0);
  EXPECT_OFFSET(StringRef, size, 8);
}

TEST(Layout, OfBytesRef) {
  EXPECT_SIZE(BytesRef, 16);
  EXPECT_OFFSET(BytesRef, data, 0);
  EXPECT_OFFSET(BytesRef, size, 8);
}

TEST(Layout, OfDocumentRef) {
  EXPECT_SIZE(DocumentRef, 32);
  EXPECT_OFFSET(DocumentRef, json, 0);
  EXPECT_OFFSET(DocumentRef, attachments, 16);
  EXPECT_OFFSET(DocumentRef, attachment_count, 24);
}

TEST(Layout, OfErrorOut) {
  EXPECT_SIZE(ErrorOut, 1032);
  EXPECT_OFFSET(ErrorOut, size, 0);
  EXPECT_OFFSET(ErrorOut, text_size, 4);
  EXPECT_OFFSET(ErrorOut, text, 8);
}

TEST(Layout, OfStamp) {
  EXPECT_SIZE(Stamp, 176);
  EXPECT_OFFSET(Stamp, magic, 0);
  EXPECT_OFFSET(Stamp, size, 8);
  EXPECT_OFFSET(Stamp, abi_major, 12);
  EXPECT_OFFSET(Stamp, abi_minor, 14);
  EXPECT_OFFSET(Stamp, layout, 16);
  EXPECT_OFFSET(Stamp, id, 24);
  EXPECT_OFFSET(Stamp, version, 88);
  EXPECT_OFFSET(Stamp, toolchain, 112);
}

TEST(Layout, OfUnitSpec) {
  EXPECT_SIZE(UnitSpec, 72);
  EXPECT_OFFSET(UnitSpec, size, 0);
  EXPECT_OFFSET(UnitSpec, reserved, 4);
  EXPECT_OFFSET(UnitSpec, name, 8);
  EXPECT_OFFSET(UnitSpec, plugin_id, 24);
  EXPECT_OFFSET(UnitSpec, config_json, 40);
  EXPECT_OFFSET(UnitSpec, state_dir, 56);
}

TEST(Layout, OfServiceDecl) {
  EXPECT_SIZE(ServiceDecl, 16);
  EXPECT_OFFSET(ServiceDecl, id, 0);
  EXPECT_OFFSET(ServiceDecl, flags, 8);
  EXPECT_OFFSET(ServiceDecl, reserved, 12);
}

TEST(Layout, OfDescriptor) {
  EXPECT_SIZE(Descriptor, 72);
  EXPECT_OFFSET(Descriptor, size, 0);
  EXPECT_OFFSET(Descriptor, flags, 4);
  EXPECT_OFFSET(Descriptor, stamp, 8);
  EXPECT_OFFSET(Descriptor, config_schema, 16);
  EXPECT_OFFSET(Descriptor, summary, 24);
  EXPECT_OFFSET(Descriptor, offers, 32);
  EXPECT_OFFSET(Descriptor, offers_count, 40);
  EXPECT_OFFSET(Descriptor, needs, 48);
  EXPECT_OFFSET(Descriptor, needs_count, 56);
  EXPECT_OFFSET(Descriptor, create, 64);
}

TEST(Layout, OfLogField) {
  EXPECT_SIZE(LogField, 40);
  EXPECT_OFFSET(LogField, key, 0);
  EXPECT_OFFSET(LogField, value, 16);
  EXPECT_OFFSET(LogField, flags, 32);
  EXPECT_OFFSET(LogField, reserved, 36);
}

TEST(Layout, OfRuntimeInfo) {
  EXPECT_SIZE(RuntimeInfo, 56);
  EXPECT_OFFSET(RuntimeInfo, size, 0);
  EXPECT_OFFSET(RuntimeInfo, reserved, 4);
  EXPECT_OFFSET(RuntimeInfo, version, 8);
  EXPECT_OFFSET(RuntimeInfo, server_url, 24);
  EXPECT_OFFSET(RuntimeInfo, json, 40);
}

TEST(Layout, OfFieldInfo) {
  EXPECT_SIZE(FieldInfo, 24);
  EXPECT_OFFSET(FieldInfo, name, 0);
  EXPECT_OFFSET(FieldInfo, kind, 8);
  EXPECT_OFFSET(FieldInfo, offset, 12);
  EXPECT_OFFSET(FieldInfo, flags, 16);
  EXPECT_OFFSET(FieldInfo, reserved, 20);
}

TEST(Layout, OfEventType) {
  EXPECT_SIZE(EventType, 48);
  EXPECT_OFFSET(EventType, size, 0);
  EXPECT_OFFSET(EventType, catalog_index, 4);
  EXPECT_OFFSET(EventType, id, 8);
  EXPECT_OFFSET(EventType, wire, 16);
  EXPECT_OFFSET(EventType, config, 24);
  EXPECT_OFFSET(EventType, fields, 32);
  EXPECT_OFFSET(EventType, field_count, 40);
  EXPECT_OFFSET(EventType, facts_size, 44);
}

TEST(Layout, OfEventMeta) {
  EXPECT_SIZE(EventMeta, 104);
  EXPECT_OFFSET(EventMeta, size, 0);
  EXPECT_OFFSET(EventMeta, reserved, 4);
  EXPECT_OFFSET(EventMeta, event_id, 8);
  EXPECT_OFFSET(EventMeta, sequence, 16);
  EXPECT_OFFSET(EventMeta, at_ms, 24);
  EXPECT_OFFSET(EventMeta, instance, 32);
  EXPECT_OFFSET(EventMeta, instance_name, 40);
  EXPECT_OFFSET(EventMeta, instance_id, 56);
  EXPECT_OFFSET(EventMeta, sender, 72);
  EXPECT_OFFSET(EventMeta, publisher, 88);
}

TEST(Layout, OfEventView) {
  EXPECT_SIZE(EventView, 32);
  EXPECT_OFFSET(EventView, type, 0);
  EXPECT_OFFSET(EventView, facts, 8);
  EXPECT_OFFSET(EventView, facts_size, 16);
  EXPECT_OFFSET(EventView, meta, 24);
}

TEST(Layout, OfAudienceInfo) {
  EXPECT_SIZE(AudienceInfo, 48);
  EXPECT_OFFSET(AudienceInfo, size, 0);
  EXPECT_OFFSET(AudienceInfo, kind, 4);
  EXPECT_OFFSET(AudienceInfo, id, 8);
  EXPECT_OFFSET(AudienceInfo, channel, 16);
  EXPECT_OFFSET(AudienceInfo, section, 32);
}

TEST(Layout, OfNameValue) {
  EXPECT_SIZE(NameValue, 32);
  EXPECT_OFFSET(NameValue, name, 0);
  EXPECT_OFFSET(NameValue, value, 16);
}

TEST(Layout, OfAuthRequest) {
  EXPECT_SIZE(AuthRequest, 120);
  EXPECT_OFFSET(AuthRequest, size, 0);
  EXPECT_OFFSET(AuthRequest, secure, 4);
  EXPECT_OFFSET(AuthRequest, transport, 8);
  EXPECT_OFFSET(AuthRequest, peer, 24);
  EXPECT_OFFSET(AuthRequest, origin, 40);
  EXPECT_OFFSET(AuthRequest, path, 56);
  EXPECT_OFFSET(AuthRequest, query, 72);
  EXPECT_OFFSET(AuthRequest, query_count, 80);
  EXPECT_OFFSET(AuthRequest, headers, 88);
  EXPECT_OFFSET(AuthRequest, header_count, 96);
  EXPECT_OFFSET(AuthRequest, auth_json, 104);
}

TEST(Layout, OfPrincipalSpec) {
  EXPECT_SIZE(PrincipalSpec, 88);
  EXPECT_OFFSET(PrincipalSpec, size, 0);
  EXPECT_OFFSET(PrincipalSpec, permissions, 4);
  EXPECT_OFFSET(PrincipalSpec, all_instances, 8);
  EXPECT_OFFSET(PrincipalSpec, reserved, 12);
  EXPECT_OFFSET(PrincipalSpec, subject, 16);
  EXPECT_OFFSET(PrincipalSpec, instance_ids, 32);
  EXPECT_OFFSET(PrincipalSpec, instance_count, 40);
  EXPECT_OFFSET(PrincipalSpec, credential, 48);
  EXPECT_OFFSET(PrincipalSpec, expires_at_ms, 64);
  EXPECT_OFFSET(PrincipalSpec, bounds_json, 72);
}

TEST(Layout, OfPrincipalView) {
  EXPECT_SIZE(PrincipalView, 48);
  EXPECT_OFFSET(PrincipalView, size, 0);
  EXPECT_OFFSET(PrincipalView, permissions, 4);
  EXPECT_OFFSET(PrincipalView, all_instances, 8);
  EXPECT_OFFSET(PrincipalView, reserved, 12);
  EXPECT_OFFSET(PrincipalView, subject, 16);
  EXPECT_OFFSET(PrincipalView, instance_ids, 32);
  EXPECT_OFFSET(PrincipalView, instance_count, 40);
}

TEST(Layout, OfCommand) {
  EXPECT_SIZE(Command, 80);
  EXPECT_OFFSET(Command, size, 0);
  EXPECT_OFFSET(Command, reserved, 4);
  EXPECT_OFFSET(Command, name, 8);
  EXPECT_OFFSET(Command, instance, 24);
  EXPECT_OFFSET(Command, instance_name, 32);
  EXPECT_OFFSET(Command, arguments, 48);
}

TEST(Layout, OfInstanceInfo) {
  EXPECT_SIZE(InstanceInfo, 312);
  EXPECT_OFFSET(InstanceInfo, size, 0);
  EXPECT_OFFSET(InstanceInfo, state, 4);
  EXPECT_OFFSET(InstanceInfo, key, 8);
  EXPECT_OFFSET(InstanceInfo, id, 16);
  EXPECT_OFFSET(InstanceInfo, name, 32);
  EXPECT_OFFSET(InstanceInfo, token, 48);
  EXPECT_OFFSET(InstanceInfo, integration, 64);
  EXPECT_OFFSET(InstanceInfo, provider, 80);
  EXPECT_OFFSET(InstanceInfo, number, 96);
  EXPECT_OFFSET(InstanceInfo, business_id, 112);
  EXPECT_OFFSET(InstanceInfo, owner_jid, 128);
  EXPECT_OFFSET(InstanceInfo, profile_name, 144);
  EXPECT_OFFSET(InstanceInfo, profile_picture_url, 160);
  EXPECT_OFFSET(InstanceInfo, settings_json, 176);
  EXPECT_OFFSET(InstanceInfo, sections_json, 192);
  EXPECT_OFFSET(InstanceInfo, qr_code, 208);
  EXPECT_OFFSET(InstanceInfo, qr_base64, 224);
  EXPECT_OFFSET(InstanceInfo, pairing_code, 240);
  EXPECT_OFFSET(InstanceInfo, qr_count, 256);
  EXPECT_OFFSET(InstanceInfo, created_at_ms, 264);
  EXPECT_OFFSET(InstanceInfo, updated_at_ms, 272);
  EXPECT_OFFSET(InstanceInfo, disconnected_at_ms, 280);
  EXPECT_OFFSET(InstanceInfo, disconnection_code, 288);
  EXPECT_OFFSET(InstanceInfo, disconnection_json, 296);
}

TEST(Layout, OfCreateInstanceSpec) {
  EXPECT_SIZE(CreateInstanceSpec, 120);
  EXPECT_OFFSET(CreateInstanceSpec, size, 0);
  EXPECT_OFFSET(CreateInstanceSpec, reserved, 4);
  EXPECT_OFFSET(CreateInstanceSpec, name, 8);
  EXPECT_OFFSET(CreateInstanceSpec, integration, 24);
  EXPECT_OFFSET(CreateInstanceSpec, token, 40);
  EXPECT_OFFSET(CreateInstanceSpec, number, 56);
  EXPECT_OFFSET(CreateInstanceSpec, business_id, 72);
  EXPECT_OFFSET(CreateInstanceSpec, settings_json, 88);
  EXPECT_OFFSET(CreateInstanceSpec, sections_json, 104);
}

TEST(Layout, OfSessionSpec) {
  EXPECT_SIZE(SessionSpec, 128);
  EXPECT_OFFSET(SessionSpec, size, 0);
  EXPECT_OFFSET(SessionSpec, reserved, 4);
  EXPECT_OFFSET(SessionSpec, instance, 8);
  EXPECT_OFFSET(SessionSpec, instance_id, 16);
  EXPECT_OFFSET(SessionSpec, instance_name, 32);
  EXPECT_OFFSET(SessionSpec, number, 48);
  EXPECT_OFFSET(SessionSpec, settings_json, 64);
  EXPECT_OFFSET(SessionSpec, token, 80);
  EXPECT_OFFSET(SessionSpec, business_id, 96);
  EXPECT_OFFSET(SessionSpec, proxy_json, 112);
}

TEST(Layout, OfHttpClientRequest) {
  EXPECT_SIZE(HttpClientRequest, 120);
  EXPECT_OFFSET(HttpClientRequest, flags, 4);
  EXPECT_OFFSET(HttpClientRequest, method, 8);
  EXPECT_OFFSET(HttpClientRequest, url, 24);
  EXPECT_OFFSET(HttpClientRequest, headers, 40);
  EXPECT_OFFSET(HttpClientRequest, header_count, 48);
  EXPECT_OFFSET(HttpClientRequest, body, 56);
  EXPECT_OFFSET(HttpClientRequest, timeout_ms, 72);
  EXPECT_OFFSET(HttpClientRequest, max_redirects, 76);
  EXPECT_OFFSET(HttpClientRequest, max_response_bytes, 80);
  EXPECT_OFFSET(HttpClientRequest, proxy, 88);
  EXPECT_OFFSET(HttpClientRequest, stream, 104);
  EXPECT_OFFSET(HttpClientRequest, stream_bytes, 112);
}

TEST(Layout, OfHttpClientResponse) {
  EXPECT_SIZE(HttpClientResponse, 40);
  EXPECT_OFFSET(HttpClientResponse, status, 4);
  EXPECT_OFFSET(HttpClientResponse, headers, 8);
  EXPECT_OFFSET(HttpClientResponse, header_count, 16);
  EXPECT_OFFSET(HttpClientResponse, body, 24);
}

TEST(Layout, OfMetricSample) {
  EXPECT_SIZE(MetricSample, 104);
  EXPECT_OFFSET(MetricSample, kind, 4);
  EXPECT_OFFSET(MetricSample, unit, 8);
  EXPECT_OFFSET(MetricSample, name, 24);
  EXPECT_OFFSET(MetricSample, help, 40);
  EXPECT_OFFSET(MetricSample, labels, 56);
  EXPECT_OFFSET(MetricSample, label_count, 64);
  EXPECT_OFFSET(MetricSample, value, 72);
  EXPECT_OFFSET(MetricSample, bounds, 80);
  EXPECT_OFFSET(MetricSample, bucket_counts, 88);
  EXPECT_OFFSET(MetricSample, bound_count, 96);
}

TEST(Layout, OfCallbackSpec) {
  EXPECT_SIZE(CallbackSpec, 32);
  EXPECT_OFFSET(CallbackSpec, all_instances, 4);
  EXPECT_OFFSET(CallbackSpec, instance, 8);
  EXPECT_OFFSET(CallbackSpec, section, 16);
}

TEST(Layout, OfMessageQuery) {
  EXPECT_SIZE(MessageQuery, 152);
  EXPECT_OFFSET(MessageQuery, from_me, 4);
  EXPECT_OFFSET(MessageQuery, instance_id, 8);
  EXPECT_OFFSET(MessageQuery, row_id, 24);
  EXPECT_OFFSET(MessageQuery, message_id, 40);
  EXPECT_OFFSET(MessageQuery, remote_jid, 56);
  EXPECT_OFFSET(MessageQuery, participant, 72);
  EXPECT_OFFSET(MessageQuery, message_type, 88);
  EXPECT_OFFSET(MessageQuery, source, 104);
  EXPECT_OFFSET(MessageQuery, since, 120);
  EXPECT_OFFSET(MessageQuery, until, 128);
  EXPECT_OFFSET(MessageQuery, skip, 136);
  EXPECT_OFFSET(MessageQuery, take, 144);
}

TEST(Layout, OfTheOtherQueriesOfAnArchive) {
  EXPECT_SIZE(ChatQuery, 72);
  EXPECT_OFFSET(ChatQuery, instance_id, 8);
  EXPECT_OFFSET(ChatQuery, remote_jid, 24);
  EXPECT_OFFSET(ChatQuery, since, 40);
  EXPECT_OFFSET(ChatQuery, until, 48);
  EXPECT_OFFSET(ChatQuery, skip, 56);
  EXPECT_OFFSET(ChatQuery, take, 64);

  EXPECT_SIZE(ContactQuery, 88);
  EXPECT_OFFSET(ContactQuery, instance_id, 8);
  EXPECT_OFFSET(ContactQuery, row_id, 24);
  EXPECT_OFFSET(ContactQuery, remote_jid, 40);
  EXPECT_OFFSET(ContactQuery, push_name, 56);
  EXPECT_OFFSET(ContactQuery, skip, 72);
  EXPECT_OFFSET(ContactQuery, take, 80);

  EXPECT_SIZE(ArchiveCounts, 32);
  EXPECT_OFFSET(ArchiveCounts, messages, 8);
  EXPECT_OFFSET(ArchiveCounts, contacts, 16);
  EXPECT_OFFSET(ArchiveCounts, chats, 24);
}

TEST(Layout, OfEnvelope) {
  EXPECT_SIZE(Envelope, 32);
  EXPECT_OFFSET(Envelope, document, 0);
}

TEST(Layout, OfDeliveryTarget) {
  EXPECT_SIZE(DeliveryTarget, 32);
  EXPECT_OFFSET(DeliveryTarget, audience, 0);
  EXPECT_OFFSET(DeliveryTarget, channel, 8);
  EXPECT_OFFSET(DeliveryTarget, envelope, 24);
}

TEST(Layout, OfDelivery) {
  EXPECT_SIZE(Delivery, 48);
  EXPECT_OFFSET(Delivery, size, 0);
  EXPECT_OFFSET(Delivery, reserved, 4);
  EXPECT_OFFSET(Delivery, event, 8);
  EXPECT_OFFSET(Delivery, meta, 24);
  EXPECT_OFFSET(Delivery, targets, 32);
  EXPECT_OFFSET(Delivery, target_count, 40);
}

TEST(Layout, OfClientCommand) {
  EXPECT_SIZE(ClientCommand, 72);
  EXPECT_OFFSET(ClientCommand, size, 0);
  EXPECT_OFFSET(ClientCommand, reserved, 4);
  EXPECT_OFFSET(ClientCommand, channel, 8);
  EXPECT_OFFSET(ClientCommand, name, 24);
  EXPECT_OFFSET(ClientCommand, arguments, 40);
}

TEST(Layout, OfHttpRequest) {
  EXPECT_SIZE(HttpRequest, 168);
  EXPECT_OFFSET(HttpRequest, size, 0);
  EXPECT_OFFSET(HttpRequest, loop, 4);
  EXPECT_OFFSET(HttpRequest, secure, 8);
  EXPECT_OFFSET(HttpRequest, wants_websocket, 12);
  EXPECT_OFFSET(HttpRequest, origin_check, 16);
  EXPECT_OFFSET(HttpRequest, peer_port, 20);
  EXPECT_OFFSET(HttpRequest, method, 24);
  EXPECT_OFFSET(HttpRequest, target, 40);
  EXPECT_OFFSET(HttpRequest, path, 56);
  EXPECT_OFFSET(HttpRequest, query, 72);
  EXPECT_OFFSET(HttpRequest, peer, 88);
  EXPECT_OFFSET(HttpRequest, headers, 104);
  EXPECT_OFFSET(HttpRequest, header_count, 112);
  EXPECT_OFFSET(HttpRequest, parameters, 120);
  EXPECT_OFFSET(HttpRequest, parameter_count, 128);
  EXPECT_OFFSET(HttpRequest, query_fields, 136);
  EXPECT_OFFSET(HttpRequest, query_field_count, 144);
  EXPECT_OFFSET(HttpRequest, body, 152);
}

TEST(Layout, OfHttpResponse) {
  EXPECT_SIZE(HttpResponse, 48);
  EXPECT_OFFSET(HttpResponse, size, 0);
  EXPECT_OFFSET(HttpResponse, status, 4);
  EXPECT_OFFSET(HttpResponse, headers, 8);
  EXPECT_OFFSET(HttpResponse, header_count, 16);
  EXPECT_OFFSET(HttpResponse, body, 24);
  EXPECT_OFFSET(HttpResponse, close_connection, 40);
  EXPECT_OFFSET(HttpResponse, reserved, 44);
}

TEST(Layout, OfWebSocketOptions) {
  EXPECT_SIZE(WebSocketOptions, 32);
  EXPECT_OFFSET(WebSocketOptions, size, 0);
  EXPECT_OFFSET(WebSocketOptions, loop, 4);
  EXPECT_OFFSET(WebSocketOptions, max_message_bytes, 8);
  EXPECT_OFFSET(WebSocketOptions, max_queue_bytes, 16);
  EXPECT_OFFSET(WebSocketOptions, overflow, 24);
  EXPECT_OFFSET(WebSocketOptions, max_queue_age_ms, 28);
}

TEST(Layout, OfHttpMount) {
  EXPECT_SIZE(HttpMount, 56);
  EXPECT_OFFSET(HttpMount, size, 0);
  EXPECT_OFFSET(HttpMount, cors, 4);
  EXPECT_OFFSET(HttpMount, method, 8);
  EXPECT_OFFSET(HttpMount, pattern, 24);
  EXPECT_OFFSET(HttpMount, max_body_bytes, 40);
  EXPECT_OFFSET(HttpMount, head_handler, 48);
}

TEST(Layout, OfEnumsIsFourBytes) {
  EXPECT_SIZE(StatusCode, 4);
  EXPECT_SIZE(LogLevel, 4);
  EXPECT_SIZE(Verdict, 4);
  EXPECT_SIZE(AudienceKind, 4);
  EXPECT_SIZE(ConnectionState, 4);
  EXPECT_SIZE(CloseMode, 4);
  EXPECT_SIZE(OriginCheck, 4);
  EXPECT_SIZE(OverflowPolicy, 4);
  EXPECT_SIZE(CorsStyle, 4);
  EXPECT_SIZE(FieldKind, 4);
  EXPECT_SIZE(InstanceObserver::Change, 4);
}

TEST(Layout, OfInterfacesIsOneTable) {
  EXPECT_SIZE(Host, 8);
  EXPECT_SIZE(Plugin, 8);
  EXPECT_SIZE(Bus, 8);
  EXPECT_SIZE(EventFilter, 8);
  EXPECT_SIZE(Authenticator, 8);
  EXPECT_SIZE(Transport, 8);
  EXPECT_SIZE(SessionProvider, 8);
  EXPECT_SIZE(Store, 8);
  EXPECT_SIZE(HttpServer, 8);
  EXPECT_SIZE(CommandHandler, 8);
}

// The number in every stamp. Compilers agree on it, or their plugins are refused.
TEST(Layout, HasTheFingerprintOfAbi1Minor0) {
  static_assert(kAbiMajor == 1 && kAbiMinor == 0, "record the fingerprint of the new version here");
  EXPECT_EQ(layout_fingerprint(), 0x17df1ca34abe0176ull);
}

}  // namespace
}  // namespace wagate::abi
