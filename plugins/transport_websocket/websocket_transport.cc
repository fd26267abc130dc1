#include "websocket_transport.h"

#include <algorithm>
#include <bit>
#include <mutex>
#include <utility>

#include "connection.h"
#include "render.h"
#include "wagate/json_writer.h"
#include "wagate/plugin.h"
#include "wagate/task.h"

namespace wagate::transport_websocket {

// What is measured on a loop is added to the gauge there; what this loop had added before is taken away.
class WebSocketTransport::QueueWatch : public std::enable_shared_from_this<QueueWatch> {
 public:
  QueueWatch(abi::Timers& timers, abi::Gauge& gauge, std::shared_ptr<LoopPoster> poster) : timers_(timers), gauge_(gauge), poster_(std::move(poster)) {}

  void start(const std::vector<std::unique_ptr<Hub>>& hubs) {
    for (const auto& hub : hubs) loops_.push_back({hub.get(), 0});
    look_again();
  }

  void stop() {
    abi::TimerId timer = 0;
    {
      std::lock_guard lock(mutex_);
      stopped_ = true;
      timer = std::exchange(timer_, 0);
    }
    if (timer != 0) timers_.cancel(timer);
  }

 private:
  static constexpr std::int64_t kEveryMs = 5'000;

  struct Loop {
    Hub* hub;
    std::uint64_t bytes;  // of this loop in the gauge; the loop's own
  };

  void look() {
    for (Loop& loop : loops_) {
      poster_->post(loop.hub->loop(), [self = shared_from_this(), &loop] {
        const std::uint64_t bytes = loop.hub->queued_bytes();
        self->gauge_.add(static_cast<double>(bytes) - static_cast<double>(loop.bytes));
        loop.bytes = bytes;
      });
    }
    look_again();
  }

  void look_again() {
    std::lock_guard lock(mutex_);
    if (stopped_) return;
    timer_ = timers_.after(kEveryMs, make_task([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->look();
    }));
  }

  abi::Timers& timers_;
  abi::Gauge& gauge_;
  const std::shared_ptr<LoopPoster> poster_;
  std::vector<Loop> loops_;  // fixed once started

  std::mutex mutex_;
  bool stopped_ = false;    // guarded by mutex_
  abi::TimerId timer_ = 0;  // guarded by mutex_
};

WebSocketTransport::WebSocketTransport(abi::HttpServer& http, abi::ClientGateway& gateway, abi::Clock& clock, abi::Timers& timers,
                                       Logger log, abi::Metrics* metrics, std::string unit_name, Settings settings)
    : services_{http, gateway, this, log, RefusalLog(log, clock, metrics, unit_name),
                LineBudget(clock, RefusalLog::kLinesPerPeer, RefusalLog::kLinesInAll), std::move(settings),
                std::move(unit_name), LoopPoster::create(http), {}, {}} {
  const std::uint32_t loops = std::max(1u, http.loop_count());
  for (std::uint32_t i = 0; i < loops; ++i) hubs_.push_back(std::make_unique<Hub>(services_, i));
  if (!metrics) return;
  if (abi::Gauge* gauge = metrics->gauge("queue_bytes", "What waits for clients that read slowly, looked at every few seconds."))
    queue_watch_ = std::make_shared<QueueWatch>(timers, *gauge, services_.poster);
}

WebSocketTransport::~WebSocketTransport() = default;

void WebSocketTransport::mount(const std::string& pattern) {
  abi::HttpMount mount;
  mount.cors = abi::CorsStyle::none;
  mount.method = "GET";
  mount.pattern = pattern;
  abi::ErrorOut error;
  abi::MountId id = 0;
  if (services_.http.mount(mount, *this, &id, error) != abi::StatusCode::ok)
    throw PluginError("cannot serve " + pattern + ": " + std::string(error.view()));
  mounts_.push_back(id);
}

void WebSocketTransport::start() {
  try {
    mount(services_.settings.path);
    mount(services_.settings.path + "/{instance}");
  } catch (const PluginError&) {
    for (const abi::MountId id : std::exchange(mounts_, {})) services_.http.unmount(id);
    throw;
  }
  if (queue_watch_) queue_watch_->start(hubs_);
}

void WebSocketTransport::begin_stop() {
  if (queue_watch_) queue_watch_->stop();
  for (const auto& hub : hubs_) services_.poster->post(hub->loop(), [at = hub.get()] { at->stop(); });
}

bool WebSocketTransport::finish_stop(std::chrono::steady_clock::time_point deadline) {
  for (const abi::MountId id : std::exchange(mounts_, {})) services_.http.unmount(id);
  services_.poster->close();
  return services_.poster->wait_idle(deadline);
}

void WebSocketTransport::deliver(const abi::Delivery& delivery) noexcept {
  const LoopPoster::Pass pass = services_.poster->enter();
  if (!pass) return;
  std::uint64_t loops = 0;
  std::shared_ptr<DeliveryBatch> batch;
  const abi::Envelope* encoded = nullptr;
  for (std::uint64_t i = 0; i < delivery.target_count; ++i) {
    const abi::DeliveryTarget& target = delivery.targets[i];
    const std::uint64_t members = services_.audiences.loops(target.audience);
    if (members == 0) continue;
    loops |= members;
    if (!batch) batch = std::make_shared<DeliveryBatch>();
    if (encoded != target.envelope) {
      const std::string text = render(target.envelope->document);
      const abi::StringRef part(text);
      batch->frames.emplace_back(services_.http.make_frame(&part, 1, false));
      encoded = target.envelope;
    }
    batch->items.push_back({target.audience, static_cast<std::uint32_t>(batch->frames.size() - 1)});
  }
  for (; loops != 0; loops &= loops - 1) {
    const auto loop = static_cast<std::uint32_t>(std::countr_zero(loops));
    services_.poster->post(loop, [&hub = *hubs_[loop], batch] { hub.deliver(*batch); });
  }
}

void WebSocketTransport::emit(abi::ClientId client, abi::StringRef, abi::StringRef event, const abi::DocumentRef& arguments) noexcept {
  const LoopPoster::Pass pass = services_.poster->enter();
  if (!pass) return;
  const std::uint32_t loop = services_.clients.loop_of(client);
  if (loop == ClientDirectory::kUnknown) return;
  const std::string args = render(arguments);
  std::string text;
  JsonWriter(text).begin_object().field("event", event.view()).field_raw("args", args.empty() ? "[]" : args).end_object();
  services_.poster->post(loop, [&hub = *hubs_[loop], client, frame = std::move(text)] {
    if (Connection* found = hub.client(client)) found->send(frame);
  });
}

void WebSocketTransport::close_audience(abi::AudienceId audience, abi::StringRef reason) noexcept {
  for (std::uint64_t loops = services_.audiences.loops(audience); loops != 0; loops &= loops - 1) {
    const auto loop = static_cast<std::uint32_t>(std::countr_zero(loops));
    services_.poster->post(loop, [&hub = *hubs_[loop], audience, text = reason.str()] { hub.close_audience(audience, text); });
  }
}

void WebSocketTransport::close_client(abi::ClientId client, abi::StringRef reason) noexcept {
  const std::uint32_t loop = services_.clients.loop_of(client);
  if (loop == ClientDirectory::kUnknown) return;
  services_.poster->post(loop, [&hub = *hubs_[loop], client, text = reason.str()] {
    if (Connection* found = hub.client(client)) found->close(kCloseAccessWithdrawn, text);
  });
}

void WebSocketTransport::on_request(abi::HttpExchange* exchange) noexcept { hubs_[exchange->request().loop]->on_request(exchange); }

void WebSocketTransport::on_abort(abi::HttpExchange& exchange) noexcept { hubs_[exchange.request().loop]->on_abort(exchange); }

}  // namespace wagate::transport_websocket
