#pragma once

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "simulator.h"
#include "text.h"
#include "wagate/testing/fake_host.h"

// A gateway around one simulator: instances, access and an HTTP server that tests talk to directly.
namespace wagate::session_simulator {

using Json = nlohmann::ordered_json;

class FakeInstances final : public abi::Instances {
 public:
  struct Entry {
    abi::InstanceKey key;
    std::string id;
    std::string name;
    std::string settings;
  };

  bool find(abi::StringRef name, abi::InstanceVisitor& visitor) noexcept override {
    return visit([&](const Entry& entry) { return entry.name == name.view(); }, visitor);
  }
  bool find_key(abi::InstanceKey key, abi::InstanceVisitor& visitor) noexcept override {
    return visit([&](const Entry& entry) { return entry.key == key; }, visitor);
  }
  bool find_id(abi::StringRef id, abi::InstanceVisitor& visitor) noexcept override {
    return visit([&](const Entry& entry) { return entry.id == id.view(); }, visitor);
  }
  bool find_token(abi::StringRef, abi::InstanceVisitor&) noexcept override { return false; }
  void each(abi::InstanceVisitor& visitor) noexcept override {
    for (const Entry& entry : entries)
      if (!visitor.visit(info(entry))) return;
  }
  abi::StatusCode create(const abi::CreateInstanceSpec&, abi::ErrorOut&) noexcept override { return refused(); }
  abi::StatusCode connect(abi::StringRef, abi::StringRef, abi::ErrorOut&) noexcept override { return refused(); }
  abi::StatusCode restart(abi::StringRef, abi::ErrorOut&) noexcept override { return refused(); }
  abi::StatusCode logout(abi::StringRef, abi::ErrorOut&) noexcept override { return refused(); }
  abi::StatusCode remove(abi::StringRef, abi::ErrorOut&) noexcept override { return refused(); }
  abi::StatusCode set_section(abi::StringRef, abi::StringRef, abi::StringRef, abi::ErrorOut&) noexcept override {
    return refused();
  }
  void watch(abi::InstanceObserver& watcher) noexcept override { observer = &watcher; }
  void unwatch(abi::InstanceObserver&) noexcept override { observer = nullptr; }

  void change(abi::InstanceKey key, const std::string& settings) {
    for (Entry& entry : entries) {
      if (entry.key != key) continue;
      entry.settings = settings;
      observer->on_instance(abi::InstanceObserver::Change::updated, info(entry));
    }
  }
  void remove_entry(abi::InstanceKey key) {
    const auto found =
        std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.key == key; });
    const Entry removed = *found;
    entries.erase(found);
    observer->on_instance(abi::InstanceObserver::Change::removed, info(removed));
  }

  std::vector<Entry> entries;
  abi::InstanceObserver* observer = nullptr;

 private:
  static abi::StatusCode refused() { return abi::StatusCode::unimplemented; }
  static abi::InstanceInfo info(const Entry& entry) {
    abi::InstanceInfo info;
    info.key = entry.key;
    info.id = entry.id;
    info.name = entry.name;
    info.settings_json = entry.settings;
    return info;
  }
  template <typename Fits>
  bool visit(Fits fits, abi::InstanceVisitor& visitor) {
    for (const Entry& entry : entries) {
      if (!fits(entry)) continue;
      visitor.visit(info(entry));
      return true;
    }
    return false;
  }
};

// Knows the keys "admin" and "tenant"; the second may do everything but administer.
class FakeAccess final : public abi::Access {
 public:
  void authenticate(const abi::AuthRequest& request, abi::AccessReply* reply) noexcept override {
    Owned<abi::AccessReply> owned(reply);
    last_transport = request.transport.str();
    saw_query = saw_query || request.query_count > 0;
    std::string_view key;
    for (std::uint64_t i = 0; i < request.header_count; ++i)
      if (request.headers[i].name == "apikey") key = request.headers[i].value;
    abi::PrincipalView principal;
    principal.all_instances = 1;
    principal.permissions = abi::kMayReceive | abi::kMayCommand | abi::kMayControl;
    if (key == "admin") principal.permissions |= abi::kMayAdminister;
    if (key == "admin" || key == "tenant") return owned->allowed(principal);
    owned->refused(abi::StatusCode::unauthenticated, "Unauthorized");
  }
  std::string last_transport;
  bool saw_query = false;
};

struct HttpAnswer {
  std::uint32_t status = 0;
  std::string body;
  Json json() const { return Json::parse(body); }
};

class FakeHttp final : public abi::HttpServer {
 public:
  abi::StatusCode mount(const abi::HttpMount& mount, abi::HttpHandler& handler, abi::MountId* id,
                        abi::ErrorOut& error) noexcept override {
    for (const Mounted& other : mounts)
      if (other.method == mount.method.view() && other.pattern == mount.pattern.view())
        return abi::fail(error, abi::StatusCode::already_exists, "taken");
    *id = ++last_id_;
    mounts.push_back({*id, mount.method.str(), mount.pattern.str(), &handler});
    return abi::StatusCode::ok;
  }
  void unmount(abi::MountId id) noexcept override {
    std::erase_if(mounts, [&](const Mounted& mount) { return mount.id == id; });
  }
  std::uint32_t loop_count() noexcept override { return 1; }
  void post(std::uint32_t, abi::Task* task) noexcept override { task->release(); }
  void post_after(std::uint32_t, std::int64_t, abi::Task* task) noexcept override { task->release(); }
  abi::Frame* make_frame(const abi::StringRef*, std::uint64_t, bool) noexcept override { return nullptr; }
  void send_to_all(std::uint32_t, abi::Frame* const*, std::uint64_t, abi::WebSocketPeer* const*,
                   std::uint64_t) noexcept override {}

  struct Mounted {
    abi::MountId id;
    std::string method;
    std::string pattern;
    abi::HttpHandler* handler;
  };
  std::vector<Mounted> mounts;

 private:
  abi::MountId last_id_ = 0;
};

// One request; its answer is written to `answer`.
class FakeExchange final : public abi::HttpExchange {
 public:
  FakeExchange(std::string instance, std::string body, std::string key, HttpAnswer& answer)
      : instance_(std::move(instance)), body_(std::move(body)), key_(std::move(key)), answer_(answer) {
    parameters_[0] = {"instance", instance_};
    headers_[0] = {"apikey", key_};
    request_.parameters = parameters_;
    request_.parameter_count = 1;
    request_.headers = headers_;
    request_.header_count = 1;
    request_.query_fields = query_;
    request_.query_field_count = 1;
    request_.body = body_;
    request_.peer = "127.0.0.1";
  }
  const abi::HttpRequest& request() noexcept override { return request_; }
  void respond(const abi::HttpResponse& response) noexcept override {
    answer_.status = response.status;
    answer_.body = response.body.str();
  }
  void begin_stream(const abi::HttpResponse&) noexcept override {}
  void write(abi::StringRef) noexcept override {}
  std::uint64_t buffered_bytes() noexcept override { return 0; }
  void end_stream() noexcept override {}
  void accept_websocket(abi::WebSocketListener&, const abi::WebSocketOptions&) noexcept override {}
  void release() noexcept override { delete this; }

 private:
  std::string instance_, body_, key_;
  abi::NameValue parameters_[1], headers_[1], query_[1] = {{"apikey", "admin"}};
  abi::HttpRequest request_;
  HttpAnswer& answer_;
};

// What a command was answered.
struct CommandAnswer {
  bool answered = false;
  bool ok = false;
  abi::StatusCode code = abi::StatusCode::ok;
  std::string reason;
  std::string sentence;
  std::string json;
  std::vector<std::string> attachments;
  int answers = 0;

  Json result() const { return Json::parse(json); }
};

class FakeReply final : public abi::CommandReply {
 public:
  explicit FakeReply(std::shared_ptr<CommandAnswer> answer) : answer_(std::move(answer)) {}
  void ok(const abi::DocumentRef& result) noexcept override {
    answer_->answered = answer_->ok = true;
    const Document document(result);
    answer_->json = document.json;
    answer_->attachments = document.attachments;
    ++answer_->answers;
  }
  void fail(abi::StatusCode code, abi::StringRef reason, abi::StringRef sentence) noexcept override {
    answer_->answered = true;
    answer_->code = code;
    answer_->reason = reason.str();
    answer_->sentence = sentence.str();
    ++answer_->answers;
  }
  void release() noexcept override { delete this; }

 private:
  std::shared_ptr<CommandAnswer> answer_;
};

class Gateway {
 public:
  explicit Gateway(const std::string& config = "{}") : host(config, "session_simulator") {
    host.provide(abi::Instances::kServiceId, static_cast<abi::Instances*>(&instances));
    host.provide(abi::Access::kServiceId, static_cast<abi::Access*>(&access));
    host.services().offer(abi::HttpServer::kServiceId, static_cast<abi::HttpServer*>(&http));
    start();
  }
  ~Gateway() { stop(); }

  void start() {
    simulator = host.make<Simulator>();
    simulator->start();
  }
  void stop() {
    if (!simulator) return;
    simulator->stop();
    simulator.reset();
  }

  abi::StatusCode open(abi::InstanceKey key, const std::string& name = "shop-01", const std::string& number = "",
                       const std::string& settings = "{}") {
    const std::string id = "0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d00" + std::to_string(key);
    const auto known = std::any_of(instances.entries.begin(), instances.entries.end(),
                                   [&](const auto& entry) { return entry.key == key; });
    if (!known) instances.entries.push_back({key, id, name, settings});
    abi::SessionSpec spec;
    spec.instance = key;
    spec.instance_id = id;
    spec.instance_name = name;
    spec.number = number;
    spec.settings_json = settings;
    abi::ErrorOut error;
    return simulator->open(spec, error);
  }
  // Opens, waits for the scan and for the history.
  void pair(abi::InstanceKey key, const std::string& name = "shop-01", const std::string& settings = "{}") {
    open(key, name, "", settings);
    host.time().advance(3'000 + 400);
    host.time().advance(2'000);
  }

  HttpAnswer request(const std::string& method, const std::string& instance, const std::string& what,
                     const std::string& body = "", const std::string& key = "admin") {
    HttpAnswer answer;
    for (const auto& mount : http.mounts) {
      if (mount.method != method || mount.pattern != "/simulator/{instance}/" + what) continue;
      mount.handler->on_request(new FakeExchange(instance, body, key, answer));
      host.executor().run_all();
      return answer;
    }
    answer.status = 404;
    return answer;
  }

  std::shared_ptr<CommandAnswer> command(abi::InstanceKey key, const std::string& name, const std::string& arguments,
                                         const std::vector<std::string>& attachments = {}) {
    auto answer = std::make_shared<CommandAnswer>();
    Document document(arguments);
    document.attachments = attachments;
    const DocumentView view(document);
    abi::Command command;
    command.name = name;
    command.instance = key;
    command.arguments = view.ref();
    simulator->execute(command, new FakeReply(answer));
    return answer;
  }

  std::vector<testing::PublishedEvent> events(const std::string& wire) {
    std::vector<testing::PublishedEvent> out;
    for (auto& event : host.bus().events())
      if (event.wire == wire) out.push_back(event);
    return out;
  }
  std::size_t count(const std::string& wire) { return events(wire).size(); }

  FakeInstances instances;
  FakeAccess access;
  FakeHttp http;
  testing::FakeHost host;
  std::unique_ptr<Simulator> simulator;
};

// A document with its attachments shown as "<32 bytes>", and what differs from message to message as "*".
inline Json readable(Json value, const std::vector<std::string>& attachments) {
  if (value.is_object() && value.contains("_placeholder"))
    return "<" + std::to_string(attachments.at(value["num"].get<std::size_t>()).size()) + " bytes>";
  if (!value.is_structured()) return value;
  for (auto entry = value.begin(); entry != value.end(); ++entry) {
    static const std::set<std::string> kVarying = {
        "id",         "url",        "directPath", "messageTimestamp", "mediaKeyTimestamp", "ephemeralSettingTimestamp",
        "instanceId", "timestampMs"};
    const bool varies = value.is_object() && kVarying.count(entry.key()) > 0;
    *entry = varies ? Json("*") : readable(*entry, attachments);
  }
  return value;
}

inline Json data_of(const testing::PublishedEvent& event) { return Json::parse(event.document.json); }

inline std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> out;
  for (const auto& [key, value] : object.items()) out.push_back(key);
  return out;
}

}  // namespace wagate::session_simulator
