#include "sse_transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wagate/testing/fake_gateway.h"
#include "wagate/testing/fake_host.h"
#include "wagate/testing/fake_http_server.h"

namespace wagate::transport_sse {
namespace {

using testing::FakeGateway;
using testing::FakeHost;
using testing::FakeHttpServer;
using testing::HttpAnswer;
using testing::HttpCall;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using Answer = std::shared_ptr<HttpAnswer>;

class ServerSentEvents : public ::testing::Test {
 protected:
  void SetUp() override { serve({}); }
  void TearDown() override {
    transport->stop();
    gateway.answer_all();
    EXPECT_EQ(gateway.gone.size(), gateway.last_client) << "every accepted client is reported as gone, once";
    transport.reset();
  }
  void serve(const Settings& settings) {
    gateway.channels = {{"/", 1}, {"/shop-01", 2}};
    transport = std::make_shared<SseTransport>(http, gateway, host.time(), host.time(), Logger(&host.log()), &host.metrics(),
                                               "transport_sse", settings);
    transport->start(*transport);
  }
  Answer open(const std::string& target) { return http.request({.target = target}); }
  void deliver(abi::AudienceId audience, const Document& document) {
    const DocumentView view(document);
    const abi::Envelope envelope{view.ref()};
    const abi::DeliveryTarget targets[] = {{audience, "/", &envelope}};
    abi::EventMeta meta;
    meta.event_id = 9;
    abi::Delivery delivery;
    delivery.event = "messages.upsert";
    delivery.meta = &meta;
    delivery.targets = targets;
    delivery.target_count = 1;
    transport->deliver(delivery);
  }

  FakeHost host;
  FakeHttpServer http{host.time()};
  FakeGateway gateway;
  std::shared_ptr<SseTransport> transport;
};

TEST_F(ServerSentEvents, BeginWithTheHeadAndCarryTheEventsOfTheChannel) {
  const Answer shop = open("/events/shop-01?apikey=k");
  const Answer root = open("/events?apikey=k");
  EXPECT_EQ(shop->status, 200u);
  EXPECT_EQ(shop->headers["Content-Type"], "text/event-stream; charset=utf-8");

  deliver(2, Document(R"({"event":"messages.upsert"})"));

  EXPECT_EQ(shop->body, "retry: 3000\n: joined\n\nid: 9\nevent: messages.upsert\ndata: {\"event\":\"messages.upsert\"}\n\n");
  EXPECT_EQ(root->body, "retry: 3000\n: joined\n\n");
  ASSERT_EQ(gateway.connects.size(), 2u);
  EXPECT_EQ(gateway.connects[0].path, "/events/shop-01");
  EXPECT_EQ(gateway.joins[0].channel, "/shop-01");
}

TEST_F(ServerSentEvents, WriteAttachmentsAsBase64) {
  const Answer root = open("/events");
  Document document(std::string(R"({"data":{"_placeholder":true,"num":0}})"));
  document.attachments = {"abc"};

  deliver(1, document);

  EXPECT_THAT(root->body, HasSubstr(R"(data: {"data":"YWJj"})"));
}

TEST_F(ServerSentEvents, AnswerRefusalsAsHttp) {
  gateway.refuse_connect = "apiKey is required";
  const Answer nobody = open("/events");
  EXPECT_EQ(nobody->status, 401u);
  EXPECT_EQ(nobody->body, R"({"status":401,"error":"Unauthorized","message":"apiKey is required"})");

  gateway.refuse_connect.clear();
  EXPECT_EQ(open("/events/elsewhere?apikey=k")->status, 404u);
  gateway.unauthorized = {"/shop-01"};
  EXPECT_EQ(open("/events/shop-01?apikey=k")->status, 403u);
  EXPECT_EQ(http.request({.target = "/events", .origin_check = abi::OriginCheck::refused})->status, 403u);
  gateway.pending = true;
  EXPECT_EQ(open("/events")->status, 401u);
}

TEST_F(ServerSentEvents, TellTheGatewayWhenAClientGoes) {
  const Answer root = open("/events");
  http.abort(root);
  EXPECT_EQ(gateway.gone.size(), 1u);
  deliver(1, Document(std::string("{}")));
  EXPECT_EQ(root->body, "retry: 3000\n: joined\n\n");
  EXPECT_TRUE(root->released);
}

TEST_F(ServerSentEvents, SurviveAClientThatGoesWhileItIsBeingAuthenticated) {
  gateway.hold = true;
  const Answer root = open("/events");
  http.abort(root);
  gateway.hold = false;
  gateway.answer_all();
  EXPECT_EQ(gateway.gone.size(), 1u) << "it was let in when it had gone";
  EXPECT_TRUE(root->released);
}

TEST_F(ServerSentEvents, SayWhyTheyEnd) {
  const Answer shop = open("/events/shop-01");
  transport->close_audience(2, "the instance was deleted");
  EXPECT_THAT(shop->body, EndsWith("event: wagate.closed\ndata: {\"reason\":\"the instance was deleted\"}\n\n"));
  EXPECT_TRUE(shop->released);

  const Answer root = open("/events");
  transport->close_client(gateway.last_client, "the credentials have expired");
  EXPECT_THAT(root->body, HasSubstr("the credentials have expired"));
}

TEST_F(ServerSentEvents, CarryEventsForOneClient) {
  const Answer root = open("/events");
  transport->emit(gateway.last_client, "/", "welcome", abi::DocumentRef(abi::StringRef(R"([{"a":1}])")));
  EXPECT_THAT(root->body, EndsWith("event: welcome\ndata: [{\"a\":1}]\n\n"));
}

TEST_F(ServerSentEvents, SendACommentNowAndThen) {
  const Answer root = open("/events");
  host.time().advance(14'999);
  EXPECT_THAT(root->body, Not(HasSubstr("keep-alive")));
  host.time().advance(1);
  EXPECT_THAT(root->body, EndsWith(": keep-alive\n\n"));
}

TEST_F(ServerSentEvents, ShowHowMuchWaitsForSlowClients) {
  const Answer one = open("/events");
  const Answer other = open("/events");
  one->stalled_bytes = 300;
  other->stalled_bytes = 40;
  host.time().advance(15'000);
  EXPECT_EQ(host.metrics().level("queue_bytes"), 340);

  one->stalled_bytes = 0;
  host.time().advance(15'000);
  EXPECT_EQ(host.metrics().level("queue_bytes"), 40);
}

TEST_F(ServerSentEvents, CountWhomTheyRefuse) {
  transport->stop();
  serve({.max_streams = 1});
  open("/events");
  open("/events");

  EXPECT_EQ(host.metrics().value("handshakes_refused_total{transport=transport_sse,reason=too many streams}"), 1u);
  EXPECT_THAT(host.log().text(), HasSubstr("handshake refused peer=10.0.0.7 reason=max_streams is reached transport=transport_sse"));
}

TEST_F(ServerSentEvents, EndTheStreamOfAClientThatDoesNotRead) {
  const Answer slow = open("/events");
  slow->stalled_bytes = 1'048'576;
  deliver(1, Document(std::string("{}")));
  EXPECT_THAT(slow->body, HasSubstr("slow consumer"));
  EXPECT_EQ(gateway.gone.size(), 1u);
}

TEST_F(ServerSentEvents, AreBoundedInNumber) {
  transport->stop();
  serve({.max_streams = 1});
  open("/events");
  EXPECT_EQ(open("/events")->status, 503u);
}

TEST_F(ServerSentEvents, EndWhenTheGatewayStops) {
  const Answer root = open("/events");
  transport->stop();
  EXPECT_THAT(root->body, HasSubstr("the gateway is stopping"));
  EXPECT_EQ(open("/events")->status, 404u);
}

}  // namespace
}  // namespace wagate::transport_sse
