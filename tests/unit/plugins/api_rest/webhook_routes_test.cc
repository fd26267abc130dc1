#include "rest_fixture.h"
#include "wagate/abi/http_client.h"
#include "wagate/events/catalog.h"

namespace wagate::api_rest {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Knows one address that may not be reached.
class UrlChecker final : public abi::HttpClient {
 public:
  void send(const abi::HttpClientRequest&, abi::HttpClientReply* reply) noexcept override {
    reply->failed(abi::StatusCode::unavailable, "nothing is sent here");
    reply->release();
  }
  abi::StatusCode check_url(abi::StringRef url, std::uint32_t flags, abi::ErrorOut& error) noexcept override {
    if ((flags & abi::kMayReachPrivate) || url.view().find("127.0.0.1") == std::string_view::npos)
      return abi::StatusCode::ok;
    return abi::fail(error, abi::StatusCode::permission_denied, "127.0.0.1 is an address of this machine");
  }
};

struct WithUrlChecker {
  UrlChecker checker_;
};

class WebhookRoutes : protected WithUrlChecker, public RestTest {
 protected:
  explicit WebhookRoutes(const std::string& config = "{}")
      : RestTest(config, [this](FakeHost& host) {
          host.services().offer(abi::HttpClient::kServiceId, static_cast<abi::HttpClient*>(&checker_));
        }) {}

  Answer set(const std::string& body) { return post("/webhook/set/shop-01", body); }
  AnyJson stored() { return AnyJson::parse(instances_.get("shop-01").sections_json)["webhook"]; }
};

TEST_F(WebhookRoutes, SetStoresTheRowAndAnswersIt) {
  const auto answer = set(R"({"webhook":{"enabled":true,"url":"https://a.example/hook","events":["CALL"],)"
                          R"("headers":{"Authorization":"Bearer x"},"byEvents":true,"base64":false}})");

  ASSERT_EQ(answer->status, 201u) << answer->body;
  AnyJson row = json(answer);
  EXPECT_EQ(row, stored());
  EXPECT_THAT(row["id"].get<std::string>(), ::testing::MatchesRegex("c[a-z0-9]+"));
  row.erase("id");
  EXPECT_EQ(row.dump(),
            R"({"url":"https://a.example/hook","headers":{"Authorization":"Bearer x"},"enabled":true,"events":["CALL"],)"
            R"("webhookByEvents":true,"webhookBase64":false,"createdAt":"2026-01-15T14:03:22.518Z",)"
            R"("updatedAt":"2026-01-15T14:03:22.518Z","instanceId":"0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001"})");
}

TEST_F(WebhookRoutes, FindAnswersTheRowOrNull) {
  EXPECT_EQ(get("/webhook/find/shop-01")->body, "null");
  const auto row = set(R"({"webhook":{"enabled":true,"url":"https://a.example/"}})");

  EXPECT_EQ(get("/webhook/find/shop-01")->body, row->body);
}

TEST_F(WebhookRoutes, NoEventsAreAllOfThem) {
  set(R"({"webhook":{"enabled":true,"url":"https://a.example/","events":[]}})");

  EXPECT_EQ(stored()["events"].size(), kCatalogSize);
  EXPECT_EQ(stored()["headers"], nullptr);
}

TEST_F(WebhookRoutes, TheFormOfOldClientsIsTakenToo) {
  set(R"({"enabled":true,"url":"https://a.example/","webhookByEvents":true,"webhookBase64":true,"events":["CALL"]})");

  EXPECT_EQ(stored()["webhookByEvents"], true);
  EXPECT_EQ(stored()["webhookBase64"], true);
  EXPECT_EQ(stored()["events"].dump(), R"(["CALL"])");
}

TEST_F(WebhookRoutes, SetAgainKeepsTheIdAndTheTimeOfCreation) {
  const AnyJson first = json(set(R"({"webhook":{"enabled":true,"url":"https://a.example/"}})"));
  host_.time().advance(60000);

  const AnyJson second = json(set(R"({"webhook":{"enabled":false,"url":""}})"));

  EXPECT_EQ(second["id"], first["id"]);
  EXPECT_EQ(second["createdAt"], first["createdAt"]);
  EXPECT_NE(second["updatedAt"], first["updatedAt"]);
  EXPECT_EQ(second["enabled"], false);
  EXPECT_EQ(second["events"].dump(), "[]");
}

TEST_F(WebhookRoutes, TheBlockIsNeeded) {
  EXPECT_EQ(message(set("{}")), R"([["instance requires property \"webhook\""]])");
  EXPECT_EQ(message(set(R"({"webhook":{}})")),
            R"([["webhook requires property \"enabled\"","webhook requires property \"url\""]])");
  EXPECT_THAT(message(set(R"({"webhook":{"enabled":true,"url":"https://a.example/","events":["NOPE"]}})")),
              HasSubstr("webhook.events[0] is not one of enum values: APPLICATION_STARTUP,"));
  EXPECT_THAT(instances_.calls(), IsEmpty());
}

TEST_F(WebhookRoutes, AnUrlThatCannotBeCalledIsRefused) {
  for (const char* url : {"", "vazio", "ftp://a.example/", "https://", "https://a b/", "javascript:alert(1)",
                          "https://a.example/\\n"}) {
    const auto answer = set(std::string(R"({"webhook":{"enabled":true,"url":")") + url + "\"}}");
    EXPECT_EQ(answer->status, 400u) << url;
    EXPECT_EQ(message(answer), R"(["Invalid \"url\" property"])") << url;
  }
  EXPECT_THAT(instances_.calls(), IsEmpty());
}

TEST_F(WebhookRoutes, AnAddressInsideIsRefusedWithTheReason) {
  const auto answer = set(R"({"webhook":{"enabled":true,"url":"http://127.0.0.1:9200/"}})");

  EXPECT_EQ(answer->status, 400u);
  EXPECT_EQ(message(answer), R"(["Invalid \"url\" property","127.0.0.1 is an address of this machine"])");
}

TEST_F(WebhookRoutes, HeadersThatHttpCannotCarryAreRefused) {
  for (const char* headers : {R"({"a b":"x"})", R"({"a":"x\ny"})", R"({"a":7})", R"("text")", "[]"}) {
    const auto answer =
        set(std::string(R"({"webhook":{"enabled":true,"url":"https://a.example/","headers":)") + headers + "}}");
    EXPECT_EQ(answer->status, 400u) << headers;
    EXPECT_THAT(message(answer), HasSubstr(R"(Invalid \"headers\" property)")) << headers;
  }
}

class PrivateWebhooks : public WebhookRoutes {
 protected:
  PrivateWebhooks() : WebhookRoutes(R"({"allow_private_webhooks":true})") {}
};

TEST_F(PrivateWebhooks, ReachAddressesInside) {
  EXPECT_EQ(set(R"({"webhook":{"enabled":true,"url":"http://127.0.0.1:9200/"}})")->status, 201u);
}

class ProxyRoutes : public RestTest {
 protected:
  explicit ProxyRoutes(const std::string& config = "{}") : RestTest(config) {}
  Answer set(const std::string& more) {
    return post("/proxy/set/shop-01", R"({"enabled":true,"host":"proxy.example","port":"3128","protocol":"http")" + more + "}");
  }
};

TEST_F(ProxyRoutes, SetStoresAllAndEchoesNoPassword) {
  const auto answer = set(R"(,"username":"u","password":"secret-word")");

  EXPECT_EQ(answer->status, 201u);
  EXPECT_EQ(answer->body,
            R"({"proxy":{"instanceName":"shop-01","proxy":{"enabled":true,"host":"proxy.example","port":"3128",)"
            R"("protocol":"http","username":"u","password":null}}})");
  EXPECT_EQ(AnyJson::parse(instances_.get("shop-01").sections_json)["proxy"]["password"], "secret-word");
}

TEST_F(ProxyRoutes, FindNeverShowsThePassword) {
  EXPECT_EQ(get("/proxy/find/shop-01")->body, "null");
  set(R"(,"username":"u","password":"secret-word")");

  for (const char* key : {kGlobalKey, kShopKey}) {
    const auto answer = get("/proxy/find/shop-01", key);
    EXPECT_EQ(json(answer)["host"], "proxy.example");
    EXPECT_EQ(json(answer)["password"], nullptr);
    EXPECT_EQ(json(get("/instance/fetchInstances", key))[0]["Proxy"]["password"], nullptr);
    EXPECT_EQ(json(get("/instance/fetchInstances", key))[0]["Proxy"]["host"], "proxy.example");
  }
}

TEST_F(ProxyRoutes, WhatIsNoProxyIsRefused) {
  for (const char* more : {R"(,"port":"70000")", R"(,"port":"x")", R"(,"port":"")", R"(,"protocol":"gopher")",
                           R"(,"host":"a/b@c")", R"(,"host":"")", R"(,"password":"a\r\nb")"}) {
    const auto answer = set(more);
    EXPECT_EQ(answer->status, 400u) << more;
    EXPECT_THAT(message(answer), HasSubstr(R"(["Invalid proxy",)")) << more;
  }
  EXPECT_EQ(message(post("/proxy/set/shop-01", R"({"enabled":true})")),
            R"([["instance requires property \"host\"","instance requires property \"port\"",)"
            R"("instance requires property \"protocol\""]])");
  EXPECT_THAT(instances_.calls(), IsEmpty());
}

TEST_F(ProxyRoutes, OneThatIsOffNeedsNothing) {
  EXPECT_EQ(post("/proxy/set/shop-01", R"({"enabled":false,"host":"","port":"","protocol":""})")->status, 201u);
}

class ExposedProxies : public ProxyRoutes {
 protected:
  ExposedProxies() : ProxyRoutes(R"({"expose_tokens":true})") {}
};

TEST_F(ExposedProxies, ShowPasswordsToTheGlobalKeyOnly) {
  set(R"(,"password":"secret-word")");

  EXPECT_EQ(json(get("/proxy/find/shop-01"))["password"], "secret-word");
  EXPECT_EQ(json(get("/proxy/find/shop-01", kShopKey))["password"], nullptr);
  EXPECT_EQ(json(get("/instance/fetchInstances"))[0]["Proxy"]["password"], "secret-word");
  EXPECT_EQ(json(get("/instance/fetchInstances", kShopKey))[0]["Proxy"]["password"], nullptr);
}

}  // namespace
}  // namespace wagate::api_rest
