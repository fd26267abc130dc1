#pragma once

#include "../instances/instances_fixture.h"
#include "kernel/access/access_control.h"
#include "kernel/plugin/unit_metrics.h"
#include "kernel/route/callback_desk.h"
#include "kernel/route/client_hub.h"
#include "kernel/route/command_router.h"
#include "kernel/route/event_router.h"

namespace wagate::test {

// Writes down what it is told to deliver.
class CapturedTransport final : public abi::Transport {
 public:
  struct Copy {
    abi::AudienceId audience;
    std::string channel, event, json;
    const abi::Envelope* envelope;
  };
  void deliver(const abi::Delivery& delivery) noexcept override {
    std::lock_guard lock(mutex);
    ++deliveries;
    for (std::uint64_t i = 0; i < delivery.target_count; ++i) {
      const abi::DeliveryTarget& target = delivery.targets[i];
      copies.push_back({target.audience, target.channel.str(), delivery.event.str(),
                        target.envelope->document.json.str(), target.envelope});
    }
  }
  void emit(abi::ClientId client, abi::StringRef channel, abi::StringRef event, const abi::DocumentRef& arguments) noexcept override {
    note("emit " + std::to_string(client) + " " + channel.str() + " " + event.str() + " " + arguments.json.str());
  }
  void close_audience(abi::AudienceId audience, abi::StringRef) noexcept override {
    note("close_audience " + std::to_string(audience));
  }
  void close_client(abi::ClientId client, abi::StringRef reason) noexcept override {
    note("close_client " + std::to_string(client) + " " + reason.str());
  }
  void note(std::string text) {
    std::lock_guard lock(mutex);
    notes.push_back(std::move(text));
  }
  std::vector<std::string> channels() const {
    std::vector<std::string> out;
    for (const Copy& copy : copies) out.push_back(copy.channel);
    return out;
  }

  std::mutex mutex;
  int deliveries = 0;
  std::vector<Copy> copies;
  std::vector<std::string> notes;
};

// Knows the key "global", the tokens of instances, and "pending" for later credentials.
class KeyAuthenticator final : public abi::Authenticator {
 public:
  explicit KeyAuthenticator(InstanceRegistry& registry) : registry_(registry) {}
  void authenticate(const abi::AuthRequest& request, abi::AuthReply* reply) noexcept override {
    const Owned<abi::AuthReply> owned(reply);
    std::string key = request.query_count > 0 ? request.query[0].value.str() : "";
    if (key == "pending") {
      if (request.auth_json.empty()) return reply->challenge();
      key = request.auth_json.str();
    }
    abi::PrincipalSpec spec;
    spec.subject = key;
    spec.permissions = abi::kMayReceive | abi::kMayCommand | abi::kMaySeeTokens;
    if (key == "global" || key == "global without tokens" || key == "reader") {
      spec.all_instances = 1;
      if (key != "global") spec.permissions = abi::kMayReceive | (key == "reader" ? 0u : +abi::kMayCommand);
      return reply->allow(spec);
    }
    std::vector<std::string> ids;
    for (const InstancePtr& instance : registry_.all())
      if (key.find(instance->token) != std::string::npos) ids.push_back(instance->id);
    if (ids.empty()) return reply->deny("Invalid global token", "key unknown");
    const std::vector<abi::StringRef> views(ids.begin(), ids.end());
    spec.instance_ids = views.data();
    spec.instance_count = views.size();
    reply->allow(spec);
  }

 private:
  InstanceRegistry& registry_;
};

// What a command was answered, "released" when it was given back without an answer.
class CapturedReply final : public abi::CommandReply {
 public:
  explicit CapturedReply(std::vector<std::string>& out) : out_(out) {}
  void ok(const abi::DocumentRef& result) noexcept override { answer("ok " + result.json.str()); }
  void fail(abi::StatusCode, abi::StringRef reason, abi::StringRef sentence) noexcept override {
    answer("fail " + reason.str() + ": " + sentence.str());
  }
  void release() noexcept override {
    if (!answered_) out_.push_back("released");
    delete this;
  }

 private:
  void answer(std::string text) {
    answered_ = true;
    out_.push_back(std::move(text));
  }
  std::vector<std::string>& out_;
  bool answered_ = false;
};

struct RouteFixture {
  explicit RouteFixture(EventRouter::Options router_options = {.global_events = true, .expose_tokens = false, .envelope = {}},
                        ClientHub::Options hub_options = {})
      : refusals(f.bus.log, f.bus.clock, &figures),
        access(f.bus.log, refusals, f.bus.timers, {}),
        authenticator(f.registry),
        router(f.registry, audiences, transports, f.bus.log, router_options),
        commands(f.registry, f.control, f.bus.timers, f.bus.log, {}),
        hub(f.registry, access, refusals, audiences, transports, commands, f.bus.bus, f.bus.clock, f.bus.timers, f.bus.log, hub_options),
        callbacks(f.registry, audiences, transports, router_options.expose_tokens) {
    access.add("auth", {&authenticator, &f.guard, false});
    transports.add("transport_socketio", transport, f.guard);
    f.bus.bus.set_sink(&router);
    f.control.set_on_removed([this](abi::InstanceKey key) { hub.close_instance(key, "instance deleted"); });
    f.create("shop-01", "TOKEN-1");
    f.create("shop-02", "TOKEN-2");
  }

  // The id of the new client, or 0 and the sentence.
  abi::ClientId connect(std::string_view key) {
    struct Reply final : abi::ConnectReply {
      explicit Reply(RouteFixture& fixture) : out(fixture) {}
      void accepted(abi::ClientId client, std::uint32_t is_pending) noexcept override {
        out.client = client;
        out.pending = is_pending != 0;
      }
      void refused(abi::StatusCode, abi::StringRef text) noexcept override { out.sentence = text.str(); }
      void release() noexcept override { delete this; }
      RouteFixture& out;
    };
    const abi::NameValue query[] = {{"apikey", key}};
    abi::AuthRequest request;
    request.query = query;
    request.query_count = 1;
    client = 0;
    hub.connect(transport, request, new Reply(*this));
    return client;
  }

  // The audience, or 0 and the sentence.
  abi::AudienceId join(abi::ClientId id, std::string_view channel, std::string_view auth = "") {
    struct Reply final : abi::JoinReply {
      explicit Reply(RouteFixture& fixture) : out(fixture) {}
      void accepted(abi::AudienceId id) noexcept override { out.audience = id; }
      void refused(abi::StatusCode, abi::StringRef text) noexcept override { out.sentence = text.str(); }
      void release() noexcept override { delete this; }
      RouteFixture& out;
    };
    audience = 0;
    sentence.clear();
    hub.join(id, channel, auth, new Reply(*this));
    if (audience != 0) hub.joined(id, channel);
    return audience;
  }

  void command(abi::ClientId id, std::string_view channel, std::string_view name, std::string_view arguments, bool ack = true) {
    abi::ClientCommand sent;
    sent.channel = channel;
    sent.name = name;
    sent.arguments = abi::DocumentRef(abi::StringRef(arguments));
    hub.command(id, sent, ack ? new CapturedReply(answers) : nullptr);
  }

  void publish(const std::string& instance, std::string_view text = "hello") {
    f.bus.publish(text, f.get(instance)->key, "{\"n\":1}");
  }

  InstancesFixture f;
  UnitMetrics figures;
  RefusalLog refusals;
  AccessControl access;
  KeyAuthenticator authenticator;
  CapturedTransport transport;
  Audiences audiences;
  Transports transports;
  EventRouter router;
  CommandRouter commands;
  ClientHub hub;
  CallbackDesk callbacks;

  abi::ClientId client = 0;
  abi::AudienceId audience = 0;
  bool pending = false;
  std::string sentence;
  std::vector<std::string> answers;
};

}  // namespace wagate::test
