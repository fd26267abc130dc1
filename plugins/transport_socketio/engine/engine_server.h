#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/application.h"
#include "engine/engine_loop.h"
#include "engine/engine_settings.h"
#include "wagate/abi/host.h"
#include "wagate/abi/http.h"
#include "wagate/log.h"
#include "wagate/loop_poster.h"
#include "wagate/refusal_log.h"

namespace wagate::transport_socketio {

// An Engine.IO 4 endpoint on a path of the HTTP server.
//
// Starting and stopping are the control thread's. stop() is in two steps because the loops have to
// run in between: begin_stop() asks them to end everything, finish_stop() waits until they have.
class EngineServer final : public abi::HttpHandler, private abi::HttpHeadHandler {
 public:
  EngineServer(abi::HttpServer& http, abi::Clock& clock, Logger log, RefusalLog& refusals, EngineSettings settings,
               Application& application);
  ~EngineServer();

  // Where the loops show how many bytes wait for clients. Before start().
  void show_queues(abi::Gauge* gauge) { queue_gauge_ = gauge; }
  abi::Gauge* queue_gauge() const { return queue_gauge_; }

  // Throws PluginError when the path is taken.
  void start();

  void begin_stop();
  // Returns false when something was still alive at `deadline`; then the object must not be destroyed.
  bool finish_stop(std::chrono::steady_clock::time_point deadline);

  abi::HttpServer& http() const { return http_; }
  abi::Clock& clock() const { return clock_; }
  const Logger& log() const { return log_; }
  RefusalLog& refusals() const { return refusals_; }
  LineBudget& violations() { return violations_; }  // lines about clients that break the protocol
  const EngineSettings& settings() const { return settings_; }
  Application& application() const { return application_; }
  const std::shared_ptr<LoopPoster>& poster() const { return poster_; }
  bool is_full() const { return sessions_.load(std::memory_order_relaxed) >= settings_.max_sessions; }
  void session_added() { sessions_.fetch_add(1, std::memory_order_relaxed); }
  void session_removed() { sessions_.fetch_sub(1, std::memory_order_relaxed); }
  std::int64_t tick_ms() const { return tick_ms_; }
  EngineLoop& loop(std::uint32_t index) const { return *loops_[index]; }
  std::uint32_t loop_count() const { return static_cast<std::uint32_t>(loops_.size()); }

  void on_request(abi::HttpExchange* exchange) noexcept override;
  void on_abort(abi::HttpExchange& exchange) noexcept override;

 private:
  void on_head(abi::HttpExchange* exchange) noexcept override;
  void on_body(abi::HttpExchange& exchange) noexcept override;

  abi::HttpServer& http_;
  abi::Clock& clock_;
  Logger log_;
  RefusalLog& refusals_;
  LineBudget violations_;
  const EngineSettings settings_;
  Application& application_;
  abi::Gauge* queue_gauge_ = nullptr;  // null: nobody looks
  std::int64_t tick_ms_;
  std::atomic<std::uint64_t> sessions_{0};  // on all loops
  std::shared_ptr<LoopPoster> poster_;
  std::vector<std::unique_ptr<EngineLoop>> loops_;
  abi::MountId mount_ = 0;
  bool mounted_ = false;
};

}  // namespace wagate::transport_socketio
