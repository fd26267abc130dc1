#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "dispatcher.h"
#include "wagate/document.h"
#include "wagate/testing/fake_host.h"
#include "wagate/testing/fake_http_client.h"

namespace wagate::transport_webhook {

using Json = nlohmann::json;
using wagate::testing::FakeHost;
using wagate::testing::FakeHttpClient;

inline constexpr char kShop[] = "0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001";
inline constexpr char kOther[] = "0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d002";

inline Row event(const std::string& id, const std::string& instance = kShop, Kind kind = Kind::instance) {
  Row row;
  row.lane = {kind, instance};
  row.instance_name = instance == kShop ? "shop-01" : "other";
  row.event = "presence.update";
  row.body = R"({"event":"presence.update","data":{"id":")" + id + R"("}})";
  return row;
}

// The id that event() wrote into a body.
inline std::string id_of(const FakeHttpClient::Request& request) {
  return Json::parse(request.body).at("data").at("id").get<std::string>();
}

inline std::vector<std::string> ids_of(FakeHttpClient& http) {
  std::vector<std::string> ids;
  for (const auto& request : http.requests()) ids.push_back(id_of(request));
  return ids;
}

inline WebhookPtr webhook(const std::string& url) {
  Webhook made;
  made.url = url;
  return std::make_shared<const Webhook>(std::move(made));
}

// Knows files by nothing: answers every command as it is told, or keeps the reply.
class FakeFiles final : public abi::Commands {
 public:
  ~FakeFiles() {
    for (abi::CommandReply* reply : held) reply->release();
  }
  void execute(const abi::Command& command, abi::CommandReply* reply) noexcept override {
    asked.push_back({command.name.str(), Json::parse(command.arguments.json.view())});
    if (hold) {
      held.push_back(reply);
      return;
    }
    if (file.empty()) {
      reply->fail(abi::StatusCode::failed_precondition, "media_gone", "WhatsApp has it no more");
    } else {
      Document result;
      result.json = R"({"mimetype":"image/jpeg","media":)" + result.attach(file) + "}";
      reply->ok(DocumentView(result));
    }
    reply->release();
  }

  std::string file;  // empty: every command fails
  bool hold = false;
  std::vector<std::pair<std::string, Json>> asked;
  std::vector<abi::CommandReply*> held;
};

// A dispatcher on the test's own thread, with time that stands still and no jitter.
class Desk {
 public:
  Desk() {
    settings.retry.jitter = 0;
    open();
  }

  // As a gateway that is started; kill() before is one that was killed.
  void open() {
    mailbox = std::make_shared<Mailbox>(settings.limits.max_queue_events, settings.limits.max_queue_bytes);
    dispatcher = std::make_unique<Dispatcher>(
        Dispatcher::Surroundings{http, &files, host.time(), host.time(), host.context().log(), figures, mailbox,
                                 [this] { return chance; }},
        std::make_shared<const Settings>(settings), path());
  }
  void kill() {
    dispatcher.reset();
    mailbox->close();
    while (http.fail(abi::StatusCode::unavailable, "the gateway is gone")) {
    }
  }
  std::string path() const { return host.state_dir() + "/outbox.db"; }

  void set_webhook(WebhookPtr to, const std::string& instance = kShop, abi::InstanceKey key = 1) {
    dispatcher->set_webhook({instance, key}, std::move(to));
    dispatcher->turn();
  }
  void put(Row row) {
    EXPECT_TRUE(mailbox->offer(std::move(row)));
    dispatcher->turn();
  }
  void configure() {
    dispatcher->configure(std::make_shared<const Settings>(settings));
    dispatcher->turn();
  }
  // The receiver answers the oldest request.
  void answer(std::uint32_t status, std::string_view url = {}) {
    EXPECT_TRUE(http.answer(status, url)) << "nothing was sent to " << url;
    dispatcher->turn();
  }
  void fail(abi::StatusCode code, std::string_view sentence, std::string_view url = {}) {
    EXPECT_TRUE(http.fail(code, sentence, url));
    dispatcher->turn();
  }
  void advance(std::int64_t ms) {
    host.time().advance(ms);
    dispatcher->turn();
  }
  std::vector<DeadLetter> dead() {
    Outbox::DeadQuery query;
    query.with_global = true;
    query.with_bodies = true;
    return dispatcher->dead_letters(query).letters;
  }
  double waiting() { return host.metrics().level("waiting_events"); }
  std::uint64_t count(const std::string& name) { return host.metrics().value(name); }

  FakeHost host;
  FakeHttpClient http;
  FakeFiles files;
  Figures figures{&host.metrics()};
  Settings settings;
  double chance = 0.5;
  std::shared_ptr<Mailbox> mailbox;
  std::unique_ptr<Dispatcher> dispatcher;
};

}  // namespace wagate::transport_webhook
