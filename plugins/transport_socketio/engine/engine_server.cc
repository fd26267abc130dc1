#include "engine/engine_server.h"

#include <algorithm>

#include "wagate/plugin.h"

namespace wagate::transport_socketio {
namespace {

// Fine enough for the shortest time that is configured, coarse enough to cost nothing.
std::int64_t tick_for(const EngineSettings& settings) {
  const std::int64_t shortest =
      std::min({settings.ping_interval_ms, settings.ping_timeout_ms, settings.upgrade_timeout_ms, settings.close_wait_ms});
  return std::clamp<std::int64_t>(shortest / 50, 10, 250);
}

}  // namespace

Handshake::Handshake(EngineServer& server, std::uint32_t loop, std::uint64_t ticket)
    : poster_(server.poster()), server_(&server), loop_(loop), ticket_(ticket) {}

void Handshake::accept(std::uint64_t token) const {
  poster_->post(loop_, [server = server_, loop = loop_, ticket = ticket_, token] {
    server->loop(loop).finish_handshake(ticket, true, token, {});
  });
}

void Handshake::refuse(std::string sentence) const {
  poster_->post(loop_, [server = server_, loop = loop_, ticket = ticket_, text = std::move(sentence)] {
    server->loop(loop).finish_handshake(ticket, false, 0, text);
  });
}

EngineServer::EngineServer(abi::HttpServer& http, abi::Clock& clock, Logger log, RefusalLog& refusals,
                           EngineSettings settings, Application& application)
    : http_(http), clock_(clock), log_(log), refusals_(refusals),
      violations_(clock, RefusalLog::kLinesPerPeer, RefusalLog::kLinesInAll), settings_(std::move(settings)), application_(application),
      tick_ms_(tick_for(settings_)), poster_(LoopPoster::create(http)) {
  const std::uint32_t loops = std::max(1u, http_.loop_count());
  for (std::uint32_t i = 0; i < loops; ++i) loops_.push_back(std::make_unique<EngineLoop>(*this, i));
}

EngineServer::~EngineServer() = default;

void EngineServer::start() {
  const std::string pattern = settings_.path + "*";
  abi::HttpMount mount;
  mount.cors = abi::CorsStyle::socket;
  mount.pattern = pattern;
  mount.max_body_bytes = settings_.max_payload_bytes;
  mount.head_handler = this;
  abi::ErrorOut error;
  if (http_.mount(mount, *this, &mount_, error) != abi::StatusCode::ok)
    throw PluginError("cannot serve " + settings_.path + ": " + std::string(error.view()));
  mounted_ = true;
}

void EngineServer::begin_stop() {
  for (const auto& loop : loops_) poster_->post(loop->index(), [at = loop.get()] { at->stop(); });
}

bool EngineServer::finish_stop(std::chrono::steady_clock::time_point deadline) {
  // The stop tasks are in front of everything that unmount() waits for.
  if (std::exchange(mounted_, false)) http_.unmount(mount_);
  poster_->close();
  return poster_->wait_idle(deadline);
}

void EngineServer::on_request(abi::HttpExchange* exchange) noexcept {
  EngineLoop& loop = *loops_[exchange->request().loop];
  EngineLoop::Scope scope(loop);
  loop.on_request(exchange, true);
}

void EngineServer::on_head(abi::HttpExchange* exchange) noexcept {
  EngineLoop& loop = *loops_[exchange->request().loop];
  EngineLoop::Scope scope(loop);
  loop.on_request(exchange, false);
}

void EngineServer::on_body(abi::HttpExchange& exchange) noexcept {
  EngineLoop& loop = *loops_[exchange.request().loop];
  EngineLoop::Scope scope(loop);
  loop.on_body(exchange);
}

void EngineServer::on_abort(abi::HttpExchange& exchange) noexcept {
  EngineLoop& loop = *loops_[exchange.request().loop];
  EngineLoop::Scope scope(loop);
  loop.on_abort(exchange);
}

}  // namespace wagate::transport_socketio
