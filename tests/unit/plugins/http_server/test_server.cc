#include "test_server.h"

#include <csignal>

#include "wagate/http.h"

namespace wagate::http_server::testing {

namespace {

std::string with_test_port(const std::string& config) {
  auto json = nlohmann::json::parse(config);
  json["host"] = "127.0.0.1";
  json["port"] = 0;
  return json.dump();
}

}  // namespace

TestServer::TestServer(const std::string& config)
    : host(with_test_port(config)), plugin(host.make<HttpServerPlugin>()) {
  std::signal(SIGPIPE, SIG_IGN);  // as the kernel does: OpenSSL writes to sockets that may be gone
  plugin->start();
}

TestServer::~TestServer() { plugin->stop(); }

abi::StatusCode TestServer::mount(std::string_view method, std::string_view pattern, abi::HttpHandler& handler,
                                  abi::CorsStyle cors, std::uint64_t max_body_bytes) {
  abi::HttpMount mount;
  mount.method = method;
  mount.pattern = pattern;
  mount.cors = cors;
  mount.max_body_bytes = max_body_bytes;
  abi::ErrorOut error;
  return plugin->mount(mount, handler, &last_mount, error);
}

void TestServer::serve(std::string_view method, std::string_view pattern,
                       std::function<std::string(const abi::HttpRequest&)> text, abi::CorsStyle cors) {
  handlers_.push_back(std::make_unique<Handler>([text = std::move(text)](abi::HttpExchange* exchange) {
    respond(*exchange, 200, "text/plain", text(exchange->request()));
    exchange->release();
  }));
  mount(method, pattern, *handlers_.back(), cors);
}

void TestServer::serve_websocket(std::string_view pattern, Peers& peers, abi::WebSocketOptions options) {
  handlers_.push_back(std::make_unique<Handler>([&peers, options](abi::HttpExchange* exchange) {
    exchange->accept_websocket(peers, options);
    exchange->release();
  }));
  mount("GET", pattern, *handlers_.back(), abi::CorsStyle::socket);
}

void TestServer::on_loop(const std::function<void()>& work, std::uint32_t loop) {
  std::promise<void> done;
  plugin->post(loop, make_task([&] {
                 work();
                 done.set_value();
               }));
  done.get_future().wait();
}

void TestServer::advance(std::int64_t ms) {
  host.time().advance(ms);
  // The first task may run in the turn that still has the old time.
  for (std::uint32_t loop = 0; loop < plugin->loop_count(); ++loop) {
    on_loop([] {}, loop);
    on_loop([] {}, loop);
    on_loop([] {}, loop);
  }
}

Response TestServer::get(std::string_view target, std::string_view headers) {
  RawClient client = connect();
  client.send(request("GET", target, headers));
  return client.read_response();
}

std::string request(std::string_view method, std::string_view target, std::string_view headers, std::string_view body) {
  std::string text =
      std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n" + std::string(headers);
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + std::string(body);
}

}  // namespace wagate::http_server::testing
