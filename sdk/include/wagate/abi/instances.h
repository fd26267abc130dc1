#pragma once

#include "wagate/abi/basic.h"

namespace wagate::abi {

enum class ConnectionState : std::int32_t { close = 0, connecting = 1, open = 2 };

// An instance as it is at one moment. Views valid until the visitor returns.
struct InstanceInfo {
  std::uint32_t size = sizeof(InstanceInfo);
  ConnectionState state = ConnectionState::close;
  InstanceKey key = 0;
  StringRef id;           // UUID v4
  StringRef name;
  StringRef token;        // secret
  StringRef integration;  // as given at creation: "WHATSAPP-BAILEYS", "SIMULATOR"
  StringRef provider;     // unit that serves it
  StringRef number;
  StringRef business_id;
  StringRef owner_jid;    // empty until paired
  StringRef profile_name;
  StringRef profile_picture_url;
  StringRef settings_json;   // {"rejectCall":false,...}, all eight keys
  StringRef sections_json;   // {"websocket":{...},"webhook":{...}}; only sections that were set
  StringRef qr_code;         // the text; empty when none is shown
  StringRef qr_base64;       // PNG data URL
  StringRef pairing_code;
  std::int64_t qr_count = 0;  // codes shown in this attempt
  std::int64_t created_at_ms = 0;
  std::int64_t updated_at_ms = 0;
  std::int64_t disconnected_at_ms = 0;    // 0: never
  std::int64_t disconnection_code = 0;    // 0: none
  StringRef disconnection_json;           // the last disconnect, JSON text
};

class InstanceVisitor {
 public:
  virtual bool visit(const InstanceInfo& info) noexcept = 0;  // returning false ends the walk

 protected:
  ~InstanceVisitor() = default;
};

struct CreateInstanceSpec {
  std::uint32_t size = sizeof(CreateInstanceSpec);
  std::uint32_t reserved = 0;
  StringRef name;
  StringRef integration;    // mapped to a provider by [instances.integrations]
  StringRef token;          // empty: generated
  StringRef number;
  StringRef business_id;
  StringRef settings_json;  // empty: defaults
  StringRef sections_json;  // {"websocket":{"enabled":true,"events":[...]}}; empty: none
};

class InstanceObserver {
 public:
  enum class Change : std::int32_t { created = 0, updated = 1, removed = 2 };

  // Called after every change: state, QR code, settings, sections. [ordered per instance, must not block]
  virtual void on_instance(Change change, const InstanceInfo& info) noexcept = 0;

 protected:
  ~InstanceObserver() = default;
};

// The registry of instances and the control path. REST, the command line and tests use the same
// functions. The caller has authorised the request.
class Instances {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.instances/1";

  // Each calls the visitor at most once and returns whether it did. [any]
  virtual bool find(StringRef name, InstanceVisitor& visitor) noexcept = 0;
  virtual bool find_key(InstanceKey key, InstanceVisitor& visitor) noexcept = 0;
  virtual bool find_id(StringRef id, InstanceVisitor& visitor) noexcept = 0;
  // Takes the same time whether or not, and how far, a token matches.
  virtual bool find_token(StringRef token, InstanceVisitor& visitor) noexcept = 0;

  // In order of creation. [any]
  virtual void each(InstanceVisitor& visitor) noexcept = 0;

  // Stores the instance, then publishes instance.create. already_exists for a name or a token in
  // use, invalid_argument for a name that cannot be addressed or an unknown integration. When it
  // returned ok it survives a crash. [any, may block]
  virtual StatusCode create(const CreateInstanceSpec& spec, ErrorOut& error) noexcept = 0;

  // Begins to connect; a no-op while connecting or open. [any, may block]
  virtual StatusCode connect(StringRef name, StringRef number, ErrorOut& error) noexcept = 0;

  // Closes the session and connects anew. failed_precondition when it is closed. [any, may block]
  virtual StatusCode restart(StringRef name, ErrorOut& error) noexcept = 0;

  // Unlinks the device. failed_precondition when it is closed. [any, may block]
  virtual StatusCode logout(StringRef name, ErrorOut& error) noexcept = 0;

  // Logs out, publishes instance.delete and remove.instance, removes it everywhere, then closes
  // its audiences. [any, may block]
  virtual StatusCode remove(StringRef name, ErrorOut& error) noexcept = 0;

  // Replaces the settings (`section` = "settings") or one section ("websocket", "webhook") and
  // stores it. `json` is one object; empty removes the section. Takes effect with the next event.
  // [any, may block]
  virtual StatusCode set_section(StringRef name, StringRef section, StringRef json, ErrorOut& error) noexcept = 0;

  // The observer is called for every instance there is, then for changes, until unwatch()
  // returns. Not to be called from inside an observer. [any]
  virtual void watch(InstanceObserver& observer) noexcept = 0;
  virtual void unwatch(InstanceObserver& observer) noexcept = 0;

 protected:
  ~Instances() = default;
};

// Changes exactly the instance that the caller has looked at, e.g. to see who may change it: a name may be
// another instance's by the time of the change, a key never is.
class InstanceSections {
 public:
  static constexpr std::string_view kServiceId = "wagate.host.instance_sections/1";

  // The same as Instances::set_section(). not_found when the instance is gone, even if another one has its name
  // by now. [any, may block]
  virtual StatusCode set_section_of(InstanceKey key, StringRef section, StringRef json, ErrorOut& error) noexcept = 0;

 protected:
  ~InstanceSections() = default;
};

}  // namespace wagate::abi
