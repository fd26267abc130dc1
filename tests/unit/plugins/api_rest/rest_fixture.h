#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "api_rest.h"
#include "wagate/document.h"
#include "wagate/testing/fake_host.h"
#include "wagate/testing/fake_http_server.h"
#include "wagate/testing/fake_instances.h"

namespace wagate::api_rest {

using wagate::testing::FakeHost;
using wagate::testing::FakeHttpServer;
using wagate::testing::FakeInstance;
using wagate::testing::FakeInstances;
using wagate::testing::HttpAnswer;
using AnyJson = nlohmann::ordered_json;

inline constexpr char kGlobalKey[] = "the-global-key";
inline constexpr char kShopKey[] = "key-of-shop-01";

// Knows keys by the header `apikey`; keeps what it was shown.
class FakeAccess final : public abi::Access {
 public:
  void authenticate(const abi::AuthRequest& request, abi::AccessReply* reply) noexcept override {
    transport = request.transport.str();
    peer = request.peer.str();
    query_count = request.query_count;
    std::string key;
    for (std::uint64_t i = 0; i < request.header_count; ++i)
      if (request.headers[i].name == "apikey") key = request.headers[i].value.str();
    const auto known = callers.find(key);
    if (known == callers.end()) {
      reply->refused(abi::StatusCode::unauthenticated, "Invalid global token");
    } else {
      const std::vector<abi::StringRef> ids(known->second.instance_ids.begin(), known->second.instance_ids.end());
      abi::PrincipalView view;
      view.permissions = known->second.permissions;
      view.all_instances = known->second.all_instances ? 1 : 0;
      view.instance_ids = ids.data();
      view.instance_count = ids.size();
      reply->allowed(view);
    }
    reply->release();
  }

  std::map<std::string, Caller> callers;
  std::string transport, peer;
  std::uint64_t query_count = 0;
};

// Keeps commands and answers them when told to, at once or later.
class FakeCommands final : public abi::Commands {
 public:
  struct Asked {
    std::string name, instance;
    AnyJson arguments;
    abi::InstanceKey key = 0;
    std::vector<std::string> attachments = {};
  };

  void execute(const abi::Command& command, abi::CommandReply* reply) noexcept override {
    Document arguments(command.arguments);
    asked.push_back({command.name.str(), command.instance_name.str(), AnyJson::parse(arguments.json), command.instance,
                     std::move(arguments.attachments)});
    if (const auto answer = answers_.find(command.name.str()); answer != answers_.end()) {
      answer->second(*reply);
      reply->release();
      return;
    }
    replies_.emplace_back(reply);
    if (script_) answer_next();
  }

  // How commands of one name are answered, whatever else was said.
  void answers(std::string_view command, Document result) {
    answers_[std::string(command)] = [result](abi::CommandReply& reply) { reply.ok(DocumentView(result)); };
  }
  void refuses(std::string_view command, abi::StatusCode code, std::string reason, std::string sentence) {
    answers_[std::string(command)] = [=](abi::CommandReply& reply) { reply.fail(code, reason, sentence); };
  }

  void will_succeed(Document result) {
    script_ = [result](abi::CommandReply& reply) { reply.ok(DocumentView(result)); };
  }
  void will_fail(abi::StatusCode code, std::string reason, std::string sentence) {
    script_ = [=](abi::CommandReply& reply) { reply.fail(code, reason, sentence); };
  }
  void answer_next() {
    Owned<abi::CommandReply> reply = std::move(replies_.front());
    replies_.pop_front();
    script_(*reply);
  }

  std::vector<Asked> asked;

 private:
  std::function<void(abi::CommandReply&)> script_;
  std::map<std::string, std::function<void(abi::CommandReply&)>> answers_;
  std::deque<Owned<abi::CommandReply>> replies_;
};

// The started unit between an HTTP server, a registry with one instance ("shop-01", closed), an
// authentication chain that knows the global key and that instance's key, and a command router.
class RestTest : public ::testing::Test {
 protected:
  // `offer` adds the services of further units before the unit is made.
  explicit RestTest(const std::string& config = "{}", const std::function<void(FakeHost&)>& offer = nullptr)
      : host_(config, "api_rest"), server_(host_.time()) {
    if (offer) offer(host_);
    shop_.token = kShopKey;
    shop_.key = instances_.add(shop_);
    access_.callers[kGlobalKey] = {31, true, {}};
    access_.callers[kShopKey] = {
        abi::kMayReceive | abi::kMayCommand | abi::kMayControl | abi::kMaySeeTokens, false, {shop_.id}};
    host_.provide(abi::Instances::kServiceId, static_cast<abi::Instances*>(&instances_));
    host_.provide(abi::InstanceSections::kServiceId, static_cast<abi::InstanceSections*>(&instances_));
    host_.provide(abi::Access::kServiceId, static_cast<abi::Access*>(&access_));
    host_.provide(abi::Commands::kServiceId, static_cast<abi::Commands*>(&commands_));
    host_.services().offer(abi::HttpServer::kServiceId, static_cast<abi::HttpServer*>(&server_));
    unit_ = host_.make<ApiRest>();
    unit_->start();
  }
  ~RestTest() override { stop(); }

  // Stops the unit while the executor runs, as it does in the kernel.
  void stop() {
    std::jthread executor([&](std::stop_token over) {
      while (!over.stop_requested()) host_.executor().run_all();
    });
    unit_->stop();
  }

  using Answer = std::shared_ptr<HttpAnswer>;

  // A request with a key (none when empty) and a JSON body (none when empty).
  Answer request(const std::string& method, const std::string& target, const std::string& body = "",
                 const std::string& key = kGlobalKey) {
    wagate::testing::HttpCall call{.method = method, .target = target, .body = body};
    if (!key.empty()) call.headers.emplace_back("apikey", key);
    if (!body.empty()) call.headers.emplace_back("content-type", "application/json");
    const Answer answer = server_.request(call);
    host_.executor().run_all();
    return answer;
  }
  Answer get(const std::string& target, const std::string& key = kGlobalKey) { return request("GET", target, "", key); }
  Answer post(const std::string& target, const std::string& body = "", const std::string& key = kGlobalKey) {
    return request("POST", target, body, key);
  }

  static AnyJson json(const Answer& answer) { return AnyJson::parse(answer->body, nullptr, false); }
  static std::string message(const Answer& answer) {
    const AnyJson body = json(answer);
    return body.is_object() && body.contains("response") ? body["response"]["message"].dump() : "(no message)";
  }

  void advance(std::int64_t ms) {
    host_.time().advance(ms);
    host_.executor().run_all();
  }
  template <typename Function>
  void change(Function&& function) {
    instances_.change("shop-01", function);
    host_.executor().run_all();
  }
  void set_state(abi::ConnectionState state) {
    change([&](FakeInstance& one) { one.state = state; });
  }
  void show_code(const std::string& code, std::int64_t count = 1, const std::string& pairing = "") {
    change([&](FakeInstance& one) {
      one.qr_code = code;
      one.qr_base64 = "data:image/png;base64,AAAA";
      one.qr_count = count;
      one.pairing_code = pairing;
    });
  }

  FakeHost host_;
  FakeHttpServer server_;
  FakeInstance shop_;
  FakeInstances instances_;
  FakeAccess access_;
  FakeCommands commands_;
  std::unique_ptr<ApiRest> unit_;
};

}  // namespace wagate::api_rest
