#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "wagate/abi/instances.h"

namespace wagate::testing {

// One instance of FakeInstances, to be filled in by a test.
struct FakeInstance {
  std::string id = "0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001";
  std::string name = "shop-01";
  std::string token = "7C0F3B0E-0F0E-4C39-9D53-6C1F3A7F5A10";
  std::string integration = "WHATSAPP-BAILEYS";
  std::string provider = "simulator";
  std::string number;
  std::string business_id;
  std::string owner_jid;
  std::string profile_name;
  std::string profile_picture_url;
  std::string settings_json =
      "{\"rejectCall\":false,\"msgCall\":\"\",\"groupsIgnore\":false,\"alwaysOnline\":false,\"readMessages\":false,"
      "\"readStatus\":false,\"syncFullHistory\":false,\"wavoipToken\":\"\"}";
  std::string sections_json = "{}";
  std::string qr_code;
  std::string qr_base64;
  std::string pairing_code;
  std::int64_t qr_count = 0;
  std::int64_t created_at_ms = 1768485600000;  // 2026-01-15T14:00:00.000Z
  std::int64_t updated_at_ms = 1768485660000;
  std::int64_t disconnected_at_ms = 0;
  std::int64_t disconnection_code = 0;
  std::string disconnection_json;
  abi::ConnectionState state = abi::ConnectionState::close;
  abi::InstanceKey key = 0;  // given by add()
};

// A registry without kernel, store and sessions: it does what it is told, keeps what it was asked,
// and calls observers on the caller's thread.
class FakeInstances final : public abi::Instances, public abi::InstanceSections {
 public:
  // Adds one that is there from the beginning; its key is returned.
  abi::InstanceKey add(FakeInstance instance) {
    instance.key = ++last_key_;
    const abi::InstanceKey key = instance.key;
    {
      std::lock_guard lock(mutex_);
      instances_.push_back(std::move(instance));
    }
    tell(abi::InstanceObserver::Change::created, key);
    return key;
  }

  // Changes one and tells the observers, as an event of its session would.
  template <typename Function>
  void change(std::string_view name, Function&& function) {
    abi::InstanceKey key = 0;
    {
      std::lock_guard lock(mutex_);
      FakeInstance* instance = by_name(name);
      if (!instance) return;
      function(*instance);
      key = instance->key;
    }
    tell(abi::InstanceObserver::Change::updated, key);
  }

  // A copy, with an empty name when there is none.
  FakeInstance get(std::string_view name) {
    std::lock_guard lock(mutex_);
    const FakeInstance* instance = by_name(name);
    FakeInstance none;
    none.name.clear();
    return instance ? *instance : none;
  }

  // The next calls of this name ("create", "connect", "set_section" ...) fail so.
  void fail(std::string_view call, abi::StatusCode code, std::string_view sentence) {
    std::lock_guard lock(mutex_);
    failures_[std::string(call)] = {code, std::string(sentence)};
  }

  // Control calls in order, e.g. "connect shop-01 5511", "set_section shop-01 websocket {...}".
  std::vector<std::string> calls() {
    std::lock_guard lock(mutex_);
    return calls_;
  }

  std::size_t observers() {
    std::lock_guard lock(mutex_);
    return observers_.size();
  }

  bool find(abi::StringRef name, abi::InstanceVisitor& visitor) noexcept override {
    return visit_first(visitor, [&](const FakeInstance& one) { return one.name == name.view(); });
  }
  bool find_key(abi::InstanceKey key, abi::InstanceVisitor& visitor) noexcept override {
    return visit_first(visitor, [&](const FakeInstance& one) { return one.key == key; });
  }
  bool find_id(abi::StringRef id, abi::InstanceVisitor& visitor) noexcept override {
    return visit_first(visitor, [&](const FakeInstance& one) { return one.id == id.view(); });
  }
  bool find_token(abi::StringRef token, abi::InstanceVisitor& visitor) noexcept override {
    return visit_first(visitor, [&](const FakeInstance& one) { return one.token == token.view(); });
  }

  void each(abi::InstanceVisitor& visitor) noexcept override {
    for (const FakeInstance& one : copy())
      if (!visitor.visit(info(one))) return;
  }

  abi::StatusCode create(const abi::CreateInstanceSpec& spec, abi::ErrorOut& error) noexcept override {
    abi::InstanceKey key = 0;
    {
      std::lock_guard lock(mutex_);
      calls_.push_back("create " + spec.name.str());
      if (const auto code = failure("create", error); code != abi::StatusCode::ok) return code;
      if (by_name(spec.name))
        return abi::fail(error, abi::StatusCode::already_exists,
                         "This name \"" + spec.name.str() + "\" is already in use.");
      for (const FakeInstance& one : instances_)
        if (!spec.token.empty() && one.token == spec.token.view())
          return abi::fail(error, abi::StatusCode::already_exists, "Token already exists");
      FakeInstance made;
      made.key = key = ++last_key_;
      made.id = "00000000-0000-4000-8000-00000000000" + std::to_string(key);
      made.name = spec.name.str();
      made.integration = spec.integration.str();
      made.token = spec.token.empty() ? "GENERATED-TOKEN-" + std::to_string(key) : spec.token.str();
      made.number = spec.number.str();
      made.business_id = spec.business_id.str();
      if (!spec.settings_json.empty()) made.settings_json = spec.settings_json.str();
      if (!spec.sections_json.empty()) made.sections_json = spec.sections_json.str();
      instances_.push_back(std::move(made));
    }
    tell(abi::InstanceObserver::Change::created, key);
    return abi::StatusCode::ok;
  }

  // Only goes to "connecting": a test brings the QR code or the open connection with change().
  abi::StatusCode connect(abi::StringRef name, abi::StringRef number, abi::ErrorOut& error) noexcept override {
    return control("connect", name, " " + number.str(), error, [](FakeInstance& one) {
      if (one.state == abi::ConnectionState::close) one.state = abi::ConnectionState::connecting;
    });
  }
  abi::StatusCode restart(abi::StringRef name, abi::ErrorOut& error) noexcept override {
    return control(
        "restart", name, "", error, [](FakeInstance& one) { one.state = abi::ConnectionState::connecting; }, true);
  }
  abi::StatusCode logout(abi::StringRef name, abi::ErrorOut& error) noexcept override {
    return control("logout", name, "", error, [](FakeInstance& one) { one.state = abi::ConnectionState::close; }, true);
  }

  abi::StatusCode remove(abi::StringRef name, abi::ErrorOut& error) noexcept override {
    FakeInstance removed;
    std::vector<abi::InstanceObserver*> observers;
    {
      std::lock_guard lock(mutex_);
      calls_.push_back("remove " + name.str());
      if (const auto code = failure("remove", error); code != abi::StatusCode::ok) return code;
      FakeInstance* instance = by_name(name);
      if (!instance) return unknown(name, error);
      removed = *instance;
      instances_.erase(std::find_if(instances_.begin(), instances_.end(),
                                    [&](const FakeInstance& one) { return one.key == removed.key; }));
      observers = observers_;
    }
    for (abi::InstanceObserver* observer : observers)
      observer->on_instance(abi::InstanceObserver::Change::removed, info(removed));
    return abi::StatusCode::ok;
  }

  abi::StatusCode set_section(abi::StringRef name, abi::StringRef section, abi::StringRef json,
                              abi::ErrorOut& error) noexcept override {
    return control("set_section", name, " " + section.str() + " " + json.str(), error, [&](FakeInstance& one) {
      if (section == "settings") {
        one.settings_json = json.str();
        return;
      }
      auto sections = nlohmann::ordered_json::parse(one.sections_json);
      if (json.empty()) sections.erase(section.str());
      else sections[section.str()] = nlohmann::ordered_json::parse(json.view());
      one.sections_json = sections.dump();
    });
  }

  abi::StatusCode set_section_of(abi::InstanceKey key, abi::StringRef section, abi::StringRef json,
                                 abi::ErrorOut& error) noexcept override {
    struct Name final : abi::InstanceVisitor {
      bool visit(const abi::InstanceInfo& info) noexcept override {
        name = info.name.str();
        return false;
      }
      std::string name;
    } found;
    if (!find_key(key, found)) return abi::fail(error, abi::StatusCode::not_found, "the instance does not exist any more");
    return set_section(found.name, section, json, error);
  }

  void watch(abi::InstanceObserver& observer) noexcept override {
    {
      std::lock_guard lock(mutex_);
      observers_.push_back(&observer);
    }
    for (const FakeInstance& one : copy()) observer.on_instance(abi::InstanceObserver::Change::created, info(one));
  }
  void unwatch(abi::InstanceObserver& observer) noexcept override {
    std::lock_guard lock(mutex_);
    observers_.erase(std::remove(observers_.begin(), observers_.end(), &observer), observers_.end());
  }

 private:
  static abi::InstanceInfo info(const FakeInstance& one) {
    abi::InstanceInfo out;
    out.state = one.state;
    out.key = one.key;
    out.id = one.id;
    out.name = one.name;
    out.token = one.token;
    out.integration = one.integration;
    out.provider = one.provider;
    out.number = one.number;
    out.business_id = one.business_id;
    out.owner_jid = one.owner_jid;
    out.profile_name = one.profile_name;
    out.profile_picture_url = one.profile_picture_url;
    out.settings_json = one.settings_json;
    out.sections_json = one.sections_json;
    out.qr_code = one.qr_code;
    out.qr_base64 = one.qr_base64;
    out.pairing_code = one.pairing_code;
    out.qr_count = one.qr_count;
    out.created_at_ms = one.created_at_ms;
    out.updated_at_ms = one.updated_at_ms;
    out.disconnected_at_ms = one.disconnected_at_ms;
    out.disconnection_code = one.disconnection_code;
    out.disconnection_json = one.disconnection_json;
    return out;
  }

  FakeInstance* by_name(std::string_view name) {
    for (FakeInstance& one : instances_)
      if (one.name == name) return &one;
    return nullptr;
  }
  std::deque<FakeInstance> copy() {
    std::lock_guard lock(mutex_);
    return instances_;
  }
  template <typename Predicate>
  bool visit_first(abi::InstanceVisitor& visitor, Predicate&& predicate) {
    for (const FakeInstance& one : copy()) {
      if (!predicate(one)) continue;
      visitor.visit(info(one));
      return true;
    }
    return false;
  }
  void tell(abi::InstanceObserver::Change change, abi::InstanceKey key) {
    FakeInstance one;
    std::vector<abi::InstanceObserver*> observers;
    {
      std::lock_guard lock(mutex_);
      for (const FakeInstance& candidate : instances_)
        if (candidate.key == key) one = candidate;
      observers = observers_;
    }
    for (abi::InstanceObserver* observer : observers) observer->on_instance(change, info(one));
  }
  abi::StatusCode failure(const std::string& call, abi::ErrorOut& error) {
    const auto entry = failures_.find(call);
    return entry == failures_.end() ? abi::StatusCode::ok : abi::fail(error, entry->second.first, entry->second.second);
  }
  static abi::StatusCode unknown(abi::StringRef name, abi::ErrorOut& error) {
    return abi::fail(error, abi::StatusCode::not_found, "The \"" + name.str() + "\" instance does not exist");
  }
  template <typename Function>
  abi::StatusCode control(const std::string& call, abi::StringRef name, const std::string& rest, abi::ErrorOut& error,
                          Function&& function, bool needs_session = false) {
    abi::InstanceKey key = 0;
    {
      std::lock_guard lock(mutex_);
      calls_.push_back(call + " " + name.str() + rest);
      if (const auto code = failure(call, error); code != abi::StatusCode::ok) return code;
      FakeInstance* instance = by_name(name);
      if (!instance) return unknown(name, error);
      if (needs_session && instance->state == abi::ConnectionState::close)
        return abi::fail(error, abi::StatusCode::failed_precondition,
                         "The \"" + name.str() + "\" instance is not connected");
      function(*instance);
      key = instance->key;
    }
    tell(abi::InstanceObserver::Change::updated, key);
    return abi::StatusCode::ok;
  }

  std::mutex mutex_;
  std::deque<FakeInstance> instances_;
  std::vector<abi::InstanceObserver*> observers_;
  std::vector<std::string> calls_;
  std::map<std::string, std::pair<abi::StatusCode, std::string>> failures_;
  abi::InstanceKey last_key_ = 0;
};

}  // namespace wagate::testing
