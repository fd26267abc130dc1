#include "webhook_plugin.h"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <thread>

#include "support.h"
#include "wagate/testing/fake_callbacks.h"
#include "wagate/testing/fake_http_server.h"
#include "wagate/testing/fake_instances.h"

namespace wagate::transport_webhook {
namespace {

using wagate::testing::FakeCallbacks;
using wagate::testing::FakeConfig;
using wagate::testing::FakeHttpServer;
using wagate::testing::FakeInstance;
using wagate::testing::FakeInstances;

constexpr char kSections[] = R"({"webhook":{"enabled":true,"url":"https://a.example"}})";
constexpr char kGlobalOn[] =
    R"({"global":{"enabled":true,"url":"https://g.example"},"events":{"presence_update":true}})";

// Knows keys by the header `apikey`.
class Keys final : public abi::Access {
 public:
  void authenticate(const abi::AuthRequest& request, abi::AccessReply* reply) noexcept override {
    std::string key;
    for (std::uint64_t i = 0; i < request.header_count; ++i)
      if (request.headers[i].name == "apikey") key = request.headers[i].value.str();
    abi::PrincipalView view;
    const abi::StringRef shop(kShop);
    if (key == "global") {
      view.permissions = abi::kMayReceive | abi::kMayCommand | abi::kMayControl | abi::kMayAdminister;
      view.all_instances = 1;
    } else if (key == "shop" || key == "reader") {
      view.permissions = key == "shop" ? abi::kMayReceive | abi::kMayControl : abi::kMayReceive;
      view.instance_ids = &shop;
      view.instance_count = 1;
    } else {
      reply->refused(abi::StatusCode::unauthenticated, "Unauthorized");
      reply->release();
      return;
    }
    reply->allowed(view);
    reply->release();
  }
};

class WebhookPluginTest : public ::testing::Test {
 protected:
  void start(const std::string& config = "{}") {
    host_.emplace(config, "transport_webhook");
    server_.emplace(host_->time());
    host_->services().offer(abi::HttpClient::kServiceId, static_cast<abi::HttpClient*>(&http_));
    host_->services().offer(abi::HttpServer::kServiceId, static_cast<abi::HttpServer*>(&*server_));
    host_->provide(abi::Callbacks::kServiceId, static_cast<abi::Callbacks*>(&callbacks_));
    host_->provide(abi::Instances::kServiceId, static_cast<abi::Instances*>(&instances_));
    host_->provide(abi::Access::kServiceId, static_cast<abi::Access*>(&keys_));
    plugin_ = host_->make<WebhookPlugin>();
    plugin_->start();
  }
  void TearDown() override {
    while (http_.fail(abi::StatusCode::unavailable, "the test is over")) {
    }
    if (plugin_) plugin_->stop();
    plugin_.reset();
  }
  abi::InstanceKey add_shop(const std::string& sections = kSections) {
    FakeInstance shop;
    shop.id = kShop;
    shop.sections_json = sections;
    return instances_.add(shop);
  }
  std::size_t publish(abi::InstanceKey key, const std::string& id, const std::string& event = "presence.update") {
    return callbacks_.deliver({.event = event, .instance = key, .instance_id = kShop,
                               .envelope = R"({"event":")" + event + R"(","data":{"id":")" + id + R"("}})"});
  }
  // Waits for the plugin's thread; long enough that only a hang reaches the end.
  template <typename Question>
  ::testing::AssertionResult comes_true(Question&& question) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!question()) {
      if (std::chrono::steady_clock::now() > deadline) return ::testing::AssertionFailure() << host_->log().text();
      std::this_thread::yield();
    }
    return ::testing::AssertionSuccess();
  }
  ::testing::AssertionResult sent(std::size_t count) {
    return comes_true([&] { return requests().size() >= count; });
  }
  wagate::testing::HttpAnswer ask(const std::string& method, const std::string& target, const std::string& key,
                                  const std::string& body = "") {
    const auto answer = server_->begin({.method = method, .target = target, .headers = {{"apikey", key}}, .body = body});
    wait_for_thread();
    EXPECT_TRUE(answer->released);
    return *answer;
  }
  // Until the plugin's thread is done with what it was given before: an event of an instance of its own
  // has gone the same way.
  void wait_for_thread() {
    if (marker_ == 0) {
      FakeInstance one;
      one.id = "marker";
      one.name = "marker";
      one.sections_json = R"({"webhook":{"enabled":true,"url":"https://marker.example"}})";
      marker_ = instances_.add(one);
    }
    callbacks_.deliver({.event = "call", .instance = marker_, .instance_id = "marker", .envelope = "{}"});
    EXPECT_TRUE(comes_true([&] { return http_.answer(200, "https://marker.example"); }));
  }
  // Requests that are not from wait_for_thread().
  std::vector<FakeHttpClient::Request> requests() {
    auto all = http_.requests();
    std::erase_if(all, [](const auto& request) { return request.url == "https://marker.example"; });
    return all;
  }
  // An event that the receiver refuses for good.
  void make_dead_letter(abi::InstanceKey key, const std::string& id) {
    const std::size_t before = requests().size();
    publish(key, id);
    ASSERT_TRUE(sent(before + 1));
    ASSERT_TRUE(http_.answer(422));
  }

  FakeHttpClient http_;
  FakeCallbacks callbacks_;
  FakeInstances instances_;
  Keys keys_;
  std::optional<FakeHost> host_;
  std::optional<FakeHttpServer> server_;
  std::unique_ptr<WebhookPlugin> plugin_;
  abi::InstanceKey marker_ = 0;
};

TEST_F(WebhookPluginTest, PostsEventsOfAnInstanceWithAWebhook) {
  start();
  const abi::InstanceKey key = add_shop();
  EXPECT_EQ(callbacks_.sections_of(key), std::vector<std::string>{"webhook"});

  EXPECT_EQ(publish(key, "1"), 1u);

  ASSERT_TRUE(sent(1));
  EXPECT_EQ(http_.last().url, "https://a.example");
  EXPECT_EQ(id_of(http_.last()), "1");
}

TEST_F(WebhookPluginTest, WritesBytesAsBase64Text) {
  start();
  const abi::InstanceKey key = add_shop();

  callbacks_.deliver({.event = "messages.upsert", .instance = key, .instance_id = kShop,
                      .envelope = R"({"data":{"k":{"_placeholder":true,"num":0}}})", .attachments = {"foo"}});

  ASSERT_TRUE(sent(1));
  EXPECT_EQ(Json::parse(http_.last().body)["data"]["k"], "Zm9v");
}

TEST_F(WebhookPluginTest, OpensAndClosesWithTheSection) {
  start();
  const abi::InstanceKey key = add_shop("{}");
  EXPECT_TRUE(callbacks_.sections_of(key).empty());

  instances_.change("shop-01", [](FakeInstance& one) { one.sections_json = kSections; });
  EXPECT_EQ(callbacks_.sections_of(key).size(), 1u);
  instances_.change("shop-01", [](FakeInstance& one) { one.sections_json = R"({"webhook":{"enabled":false}})"; });

  EXPECT_TRUE(callbacks_.sections_of(key).empty());
  EXPECT_EQ(publish(key, "1"), 0u);
}

TEST_F(WebhookPluginTest, PostsChosenEventsToTheGlobalWebhook) {
  start(kGlobalOn);
  const abi::InstanceKey key = add_shop("{}");

  publish(key, "not chosen", "call");
  publish(key, "1");

  ASSERT_TRUE(sent(1));
  EXPECT_EQ(http_.last().url, "https://g.example");
  EXPECT_EQ(id_of(http_.last()), "1");
  EXPECT_EQ(Json::parse(http_.last().body)["destination"], "https://g.example/presence-update");
}

TEST_F(WebhookPluginTest, DropsAndCountsWhatIsTooLarge) {
  start(R"({"max_body_bytes":1024})");
  const abi::InstanceKey key = add_shop();

  publish(key, std::string(2000, 'x'));
  publish(key, "1");

  ASSERT_TRUE(sent(1));
  EXPECT_EQ(id_of(http_.last()), "1");
  EXPECT_EQ(host_->metrics().value("dropped_total{reason=too_large}"), 1u);
  EXPECT_EQ(host_->log().text().find("xxxx"), std::string::npos);
}

TEST_F(WebhookPluginTest, FollowsAChangedConfiguration) {
  start(kGlobalOn);
  const abi::InstanceKey key = add_shop("{}");
  FakeConfig off("{}");
  plugin_->prepare(ConfigReader(off));
  EXPECT_EQ(callbacks_.sections_of(0).size(), 1u);
  plugin_->commit();
  EXPECT_TRUE(callbacks_.sections_of(0).empty());

  FakeConfig other(R"({"global":{"enabled":true,"url":"https://h.example"},"events":{"call":true}})");
  plugin_->prepare(ConfigReader(other));
  plugin_->commit();
  publish(key, "not chosen any more");
  publish(key, "2", "call");

  ASSERT_TRUE(sent(1));
  EXPECT_EQ(http_.last().url, "https://h.example");
  EXPECT_EQ(id_of(http_.last()), "2");
}

TEST_F(WebhookPluginTest, RefusesAChangeThatNeedsARestartAndAWrongOne) {
  start();
  FakeConfig moved(R"({"path":"/elsewhere.db"})");
  FakeConfig wrong(R"({"global":{"enabled":true}})");

  try {
    plugin_->prepare(ConfigReader(moved));
    FAIL() << "was taken";
  } catch (const PluginError& refusal) {
    EXPECT_EQ(refusal.code(), abi::StatusCode::unimplemented);
  }
  EXPECT_THROW(plugin_->prepare(ConfigReader(wrong)), PluginError);
}

TEST_F(WebhookPluginTest, ListsAndResendsDeadLetters) {
  start();
  make_dead_letter(add_shop(), "1");
  ASSERT_TRUE(comes_true([&] { return host_->metrics().value("dead_total") == 1; }));

  const Json list = Json::parse(ask("GET", "/webhook/deadLetters/shop-01?body=true", "shop").body);
  EXPECT_EQ(list["total"], 1);
  const Json& letter = list["deadLetters"][0];
  EXPECT_EQ(letter["status"], 422);
  EXPECT_EQ(letter["webhook"], "instance");
  EXPECT_EQ(letter["event"], "presence.update");
  EXPECT_EQ(letter["createdAt"], "2026-01-15T14:03:22.518Z");
  EXPECT_EQ(letter["body"]["data"]["id"], "1");
  EXPECT_FALSE(Json::parse(ask("GET", "/webhook/deadLetters", "global").body)["deadLetters"][0].contains("body"));

  const auto answer = ask("POST", "/webhook/resend/shop-01", "shop", Json{{"ids", {letter["id"]}}}.dump());
  EXPECT_EQ(answer.status, 200u);
  EXPECT_EQ(answer.body, R"({"resent":1})");
  ASSERT_TRUE(sent(2));
  EXPECT_EQ(requests()[1].headers.at("X-Wagate-Delivery"), letter["id"]);
}

TEST_F(WebhookPluginTest, AnInstanceSeesNothingOfTheGlobalWebhook) {
  start(kGlobalOn);
  make_dead_letter(add_shop("{}"), "1");
  ASSERT_TRUE(comes_true([&] { return host_->metrics().value("dead_total") == 1; }));

  EXPECT_EQ(Json::parse(ask("GET", "/webhook/deadLetters/shop-01", "shop").body)["total"], 0);
  EXPECT_EQ(Json::parse(ask("GET", "/webhook/deadLetters/shop-01", "global").body)["total"], 1);
}

TEST_F(WebhookPluginTest, ChecksKeysBeforeAnythingElse) {
  start();
  add_shop();

  EXPECT_EQ(ask("GET", "/webhook/deadLetters/shop-01", "wrong").status, 401u);
  EXPECT_EQ(ask("GET", "/webhook/deadLetters/shop-01", "reader").status, 401u);
  EXPECT_EQ(ask("GET", "/webhook/deadLetters", "shop").status, 401u);
  EXPECT_EQ(ask("GET", "/webhook/deadLetters/other", "shop").status, 401u);
  EXPECT_EQ(ask("POST", "/webhook/resend", "shop").status, 401u);
  EXPECT_EQ(ask("GET", "/webhook/deadLetters/other", "global").status, 404u);
}

TEST_F(WebhookPluginTest, SaysWhatIsWrongWithARequest) {
  start();
  add_shop();

  for (const char* query : {"limit=0", "limit=x", "limit=1001", "before=7", "body=yes"})
    EXPECT_EQ(ask("GET", std::string("/webhook/deadLetters?") + query, "global").status, 400u) << query;
  for (const char* body : {"[]", "{", R"({"ids":[]})", R"({"ids":[7]})", R"({"ids":["x-1"]})", R"({"id":"x"})"})
    EXPECT_EQ(ask("POST", "/webhook/resend", "global", body).status, 400u) << body;
  instances_.change("shop-01", [](FakeInstance& one) { one.sections_json = "{}"; });
  const auto answer = ask("POST", "/webhook/resend/shop-01", "shop");
  EXPECT_EQ(answer.status, 400u);
  EXPECT_NE(answer.body.find("switched off"), std::string::npos);
}

TEST_F(WebhookPluginTest, KeepsWhatIsNotDeliveredForTheNextStart) {
  start();
  const abi::InstanceKey key = add_shop();
  publish(key, "1");
  publish(key, "2");
  ASSERT_TRUE(sent(1));
  http_.answer(200);
  ASSERT_TRUE(sent(2));

  // As when the process is killed: nobody calls stop().
  plugin_.reset();
  plugin_ = host_->make<WebhookPlugin>();
  plugin_->start();

  ASSERT_TRUE(sent(3));
  EXPECT_EQ(ids_of(http_), (std::vector<std::string>{"1", "2", "2"}));
  while (http_.answer(200)) {
  }
}

TEST_F(WebhookPluginTest, TakesEventsOfManyThreadsAndKeepsTheOrderOfEachInstance) {
  http_.on_request = [](const FakeHttpClient::Request&) { return FakeHttpClient::Answer{200}; };
  start();
  constexpr int kThreads = 4;
  constexpr int kEvents = 200;
  std::vector<abi::InstanceKey> keys;
  for (int i = 0; i < kThreads; ++i) {
    FakeInstance one;
    one.id = "id-" + std::to_string(i);
    one.name = "shop-" + std::to_string(i);
    one.sections_json = R"({"webhook":{"enabled":true,"url":"https://)" + one.name + R"(.example"}})";
    keys.push_back(instances_.add(one));
  }

  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < kEvents; ++n) {
        callbacks_.deliver({.event = "presence.update", .instance = keys[static_cast<std::size_t>(i)],
                            .instance_id = "id-" + std::to_string(i),
                            .envelope = R"({"data":{"id":")" + std::to_string(n) + R"("}})"});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  ASSERT_TRUE(sent(kThreads * kEvents));
  std::map<std::string, int> next;
  for (const auto& request : http_.requests()) EXPECT_EQ(id_of(request), std::to_string(next[request.url]++)) << request.url;
}

TEST_F(WebhookPluginTest, StopsWhileARequestIsUnderWay) {
  start();
  publish(add_shop(), "1");
  ASSERT_TRUE(sent(1));
  std::thread receiver([&] { http_.answer(200); });

  plugin_->stop();
  receiver.join();

  EXPECT_EQ(instances_.observers(), 0u);
  EXPECT_EQ(server_->request({.target = "/webhook/deadLetters"})->status, 404u);
}

}  // namespace
}  // namespace wagate::transport_webhook
