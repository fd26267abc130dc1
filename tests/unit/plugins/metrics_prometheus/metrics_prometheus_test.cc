#include "metrics_prometheus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wagate/testing/fake_host.h"
#include "wagate/testing/fake_http_server.h"
#include "wagate/testing/fake_instances.h"

namespace wagate::metrics_prometheus {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class OneFigure final : public abi::MetricsReader {
 public:
  void read(abi::MetricsVisitor& visitor) noexcept override {
    abi::MetricSample sample;
    sample.unit = "kernel";
    sample.name = "events_published_total";
    sample.help = "Events that providers published.";
    sample.value = 41;
    visitor.visit(sample);
  }
};

class MetricsPage : public ::testing::Test {
 protected:
  void serve(const std::string& config) {
    host.emplace(config);
    http.emplace(host->time());
    host->provide(abi::Instances::kServiceId, static_cast<abi::Instances*>(&instances));
    host->provide(abi::MetricsReader::kServiceId, static_cast<abi::MetricsReader*>(&figures));
    host->services().offer(abi::HttpServer::kServiceId, static_cast<abi::HttpServer*>(&*http));
    host->runtime().json = R"({"units":[{"name":"a","plugin":"p","state":"running","faults":2}],"providers":{}})";
    host->runtime().server_url = "https://wa.example.org";
    unit = host->make<MetricsPrometheus>();
    unit->start();
  }
  void TearDown() override {
    if (unit) unit->stop();
  }

  std::optional<testing::FakeHost> host;
  std::optional<testing::FakeHttpServer> http;
  testing::FakeInstances instances;
  OneFigure figures;
  std::unique_ptr<MetricsPrometheus> unit;
};

TEST_F(MetricsPage, HasTheGatewaysFiguresAndThoseOfEvolutionApi) {
  testing::FakeInstance shop;
  shop.state = abi::ConnectionState::open;
  instances.add(shop);
  serve(R"({"metrics":true,"instances":true})");

  const auto answer = http->request({.target = "/metrics"});

  EXPECT_EQ(answer->status, 200u);
  EXPECT_EQ(answer->headers["Content-Type"], "text/plain; version=0.0.4; charset=utf-8");
  for (const char* line :
       {"evolution_environment_info{version=\"2.3.6\",clientName=\"evolution\",serverUrl=\"https://wa.example.org\"} 1\n",
        "evolution_instances_total 1\n", "evolution_instance_up{instance=\"shop-01\",integration=\"WHATSAPP-BAILEYS\"} 1\n",
        "evolution_instance_state{instance=\"shop-01\",integration=\"WHATSAPP-BAILEYS\",state=\"open\"} 1\n",
        "wagate_instances{state=\"open\"} 1\n", "wagate_unit_up{unit=\"a\",plugin=\"p\"} 1\n",
        "wagate_unit_faults_total{unit=\"a\"} 2\n", "wagate_events_published_total 41\n"})
    EXPECT_THAT(answer->body, HasSubstr(line));
  EXPECT_THAT(answer->body, Not(HasSubstr("7C0F3B0E"))) << "no token";
}

TEST_F(MetricsPage, KeepsNamesBackWhenToldSo) {
  instances.add({});
  serve(R"({"metrics":true,"instances":false})");
  EXPECT_THAT(http->request({.target = "/metrics"})->body, Not(HasSubstr("shop-01")));
}

TEST_F(MetricsPage, IsThereOnlyWhenSwitchedOn) {
  serve("{}");
  EXPECT_EQ(http->request({.target = "/metrics"})->status, 404u);
  EXPECT_EQ(http->request({.target = "/healthz"})->body, "ok\n");
}

TEST_F(MetricsPage, RefusesInTheWordsOfEvolutionApi) {
  serve(R"({"metrics":true,"auth_required":true,"user":"u","password":"p","allowed_ips":["10.0.0.7"]})");
  const auto nobody = http->request({.target = "/metrics"});
  EXPECT_EQ(nobody->status, 401u);
  EXPECT_EQ(nobody->headers["WWW-Authenticate"], "Basic realm=\"Evolution API Metrics\"");
  EXPECT_EQ(http->request({.target = "/metrics", .peer = "10.0.0.8"})->body, "Forbidden: IP not allowed");
  EXPECT_EQ(http->request({.target = "/metrics", .headers = {{"authorization", "Basic dTpw"}}})->status, 200u);
  EXPECT_THAT(host->log().text(), Not(HasSubstr("dTpw")));
}

TEST_F(MetricsPage, SaysWhichUnitIsMissing) {
  serve("{}");
  EXPECT_EQ(http->request({.target = "/readyz"})->body, R"({"status":"ready","failed":[]})");
  host->runtime().json = R"({"units":[{"name":"a","state":"failed"}]})";
  EXPECT_EQ(http->request({.target = "/readyz"})->body, R"({"status":"degraded","failed":["a"]})");
}

}  // namespace
}  // namespace wagate::metrics_prometheus
