#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "../bus/bus_fixture.h"
#include "kernel/instances/instance_control.h"
#include "wagate/abi/session_provider.h"
#include "wagate/document.h"

namespace wagate::test {

// A store in memory that can be told to fail.
class MemoryStore final : public abi::Store {
 public:
  abi::StatusCode get(abi::StringRef, abi::StringRef, abi::StoreVisitor&, abi::ErrorOut& error) noexcept override {
    return abi::fail(error, abi::StatusCode::unimplemented, "not used");
  }
  abi::StatusCode put(abi::StringRef space, abi::StringRef key, abi::StringRef value, std::uint64_t,
                      abi::ErrorOut& error) noexcept override {
    std::lock_guard lock(mutex);
    if (failure != abi::StatusCode::ok) return abi::fail(error, failure, "database or disk is full");
    values[space.str() + "/" + key.str()] = value.str();
    ++writes;
    return abi::StatusCode::ok;
  }
  abi::StatusCode remove(abi::StringRef space, abi::StringRef key, abi::ErrorOut& error) noexcept override {
    std::lock_guard lock(mutex);
    if (failure != abi::StatusCode::ok) return abi::fail(error, failure, "database is locked");
    values.erase(space.str() + "/" + key.str());
    return abi::StatusCode::ok;
  }
  abi::StatusCode scan(abi::StringRef space, abi::StringRef, abi::StoreVisitor& visitor, abi::ErrorOut&) noexcept override {
    const std::string prefix = space.str() + "/";
    for (const auto& [key, value] : values)
      if (key.rfind(prefix, 0) == 0 && !visitor.visit(key.substr(prefix.size()), value, 1)) break;
    return abi::StatusCode::ok;
  }

  std::mutex mutex;
  std::map<std::string, std::string> values;
  abi::StatusCode failure = abi::StatusCode::ok;
  int writes = 0;
};

// A provider that writes down what it is asked, and publishes what the test wants.
class ScriptedProvider final : public abi::SessionProvider {
 public:
  abi::StatusCode open(const abi::SessionSpec& spec, abi::ErrorOut& error) noexcept override {
    {
      std::lock_guard lock(mutex);
      calls.push_back("open " + spec.instance_name.str() + (spec.number.empty() ? "" : " " + spec.number.str()));
    }
    if (on_open) on_open();
    if (refuse_open) return abi::fail(error, abi::StatusCode::unavailable, "no route to WhatsApp");
    return abi::StatusCode::ok;
  }
  void close(abi::InstanceKey instance, abi::CloseMode mode) noexcept override {
    {
      std::lock_guard lock(mutex);
      const char* names[] = {"suspend", "logout", "erase"};
      calls.push_back(std::string("close ") + names[static_cast<int>(mode)]);
    }
    if (on_close) on_close(instance, mode);
  }
  void execute(const abi::Command& command, abi::CommandReply* reply) noexcept override {
    {
      std::lock_guard lock(mutex);
      calls.push_back("execute " + command.name.str() + " " + command.instance_name.str());
      arguments = command.arguments.json.str();
      attachments = Document(command.arguments).attachments;
    }
    if (on_execute_of) return on_execute_of(command, reply);
    if (on_execute) return on_execute(reply);
    reply->ok({});
    reply->release();
  }

  std::mutex mutex;
  std::vector<std::string> calls;
  std::string arguments;
  std::vector<std::string> attachments;
  bool refuse_open = false;
  std::function<void()> on_open;
  std::function<void(abi::InstanceKey, abi::CloseMode)> on_close;
  std::function<void(abi::CommandReply*)> on_execute;
  std::function<void(const abi::Command&, abi::CommandReply*)> on_execute_of;
};

// Registry, control, store and provider around a bus.
struct InstancesFixture {
  explicit InstancesFixture(std::chrono::milliseconds patience = std::chrono::seconds(10))
      : registry(bus.log, bus.clock),
        guard("unit", bus.log, bus.clock),
        control(registry, bus.bus, bus.executor, bus.clock, bus.log,
                {.integrations = {{"WHATSAPP-BAILEYS", "session_simulator"}}, .patience = patience}) {
    bus.bus.set_tap(&registry);
    control.use_store(&store, &guard);
    control.add_provider("session_simulator", {&provider, &guard});
    bus.bus.declare("p", kEventType<ConnectionUpdate>, &connection_type, error);
    bus.bus.declare("p", kEventType<QrcodeUpdated>, &qrcode_type, error);
    bus.bus.declare("p", kEventType<StatusInstance>, &status_type, error);
  }

  abi::StatusCode create(std::string_view name, std::string_view token = "") {
    abi::CreateInstanceSpec spec;
    spec.name = name;
    spec.integration = "WHATSAPP-BAILEYS";
    spec.token = token;
    error = {};
    return control.create(spec, error);
  }
  InstancePtr get(std::string_view name) { return registry.find(name); }

  void connection(const std::string& name, std::string_view state, std::string_view wuid = "") {
    ConnectionUpdate event;
    event.state = state;
    event.wuid = wuid;
    event.profile_name = "Shop One";
    event.document = StringRef("{}");
    bus.bus.publish(bus.unit, connection_type, get(name)->key, &event, sizeof(event), error);
  }
  void qr(const std::string& name, std::string_view code) {
    QrcodeUpdated event;
    event.code = code;
    event.base64 = "data:image/png;base64,AAAA";
    event.document = StringRef("{}");
    bus.bus.publish(bus.unit, qrcode_type, get(name)->key, &event, sizeof(event), error);
  }

  BusFixture bus;
  MemoryStore store;
  ScriptedProvider provider;
  InstanceRegistry registry;
  UnitGuard guard;
  InstanceControl control;
  abi::EventTypeId connection_type = 0, qrcode_type = 0, status_type = 0;
  abi::ErrorOut error;
};

}  // namespace wagate::test
