#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "stream_list.h"
#include "wagate/abi/host.h"
#include "wagate/abi/transport.h"
#include "wagate/log.h"
#include "wagate/refusal_log.h"

namespace wagate::transport_sse {

struct Settings {
  std::string path = "/events";
  std::int64_t keep_alive_ms = 15'000;
  std::int64_t retry_ms = 3'000;
  std::uint64_t max_queue_bytes = 1'048'576;
  std::size_t max_streams = 10'000;
};

// Server-sent events: an event's text is made once for each different copy and handed to the HTTP
// server for every stream, on the thread that delivers.
//
// Held by a shared pointer: answers of the kernel may come when the unit has stopped, and find the
// streams ended.
class SseTransport final : public abi::Transport, public abi::HttpHandler, public std::enable_shared_from_this<SseTransport> {
 public:
  // Without `metrics` nothing is counted.
  SseTransport(abi::HttpServer& http, abi::ClientGateway& gateway, abi::Clock& clock, abi::Timers& timers, Logger log,
               abi::Metrics* metrics, std::string unit_name, Settings settings);

  // `face` is the interface that the unit offers; the kernel knows it by its address.
  void start(abi::Transport& face);  // throws PluginError when the path is taken
  void stop();

  // abi::Transport
  void deliver(const abi::Delivery& delivery) noexcept override;
  void emit(abi::ClientId client, abi::StringRef channel, abi::StringRef event, const abi::DocumentRef& arguments) noexcept override;
  void close_audience(abi::AudienceId audience, abi::StringRef reason) noexcept override;
  void close_client(abi::ClientId client, abi::StringRef reason) noexcept override;

  // abi::HttpHandler
  void on_request(abi::HttpExchange* exchange) noexcept override;
  void on_abort(abi::HttpExchange& exchange) noexcept override;

  // What the kernel answered.
  void connected(const StreamPtr& stream, abi::ClientId client, bool pending);
  void admitted(const StreamPtr& stream, abi::AudienceId audience);
  void refused(const StreamPtr& stream, abi::StatusCode code, std::string_view sentence);

 private:
  void mount(const std::string& pattern);
  void write(const StreamPtr& stream, std::string_view text);
  void end(const StreamPtr& stream, std::string_view reason);
  void forget(const StreamPtr& stream, std::string_view reason);
  void keep_alive();

  abi::HttpServer& http_;
  abi::ClientGateway& gateway_;
  abi::Timers& timers_;
  abi::Transport* face_ = this;
  const Logger log_;
  RefusalLog refusals_;
  abi::Gauge* const queue_gauge_;  // null: nobody looks
  const std::string unit_name_;
  const Settings settings_;
  StreamList streams_;
  std::vector<abi::MountId> mounts_;
  std::atomic<bool> stopped_{false};

  std::mutex timer_mutex_;
  abi::TimerId timer_ = 0;  // guarded by timer_mutex_
};

}  // namespace wagate::transport_sse
