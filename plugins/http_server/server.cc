#include "server.h"

#include <latch>
#include <utility>
#include <vector>

#include "shared_frame.h"
#include "websocket_connection.h"

namespace wagate::http_server {

Server::Server(Settings settings, Logger log, abi::Clock& clock, Counters counters)
    : settings_(std::move(settings)),
      surroundings_{log, clock, counters, settings_.limits},
      admission_(settings_.limits.max_connections, settings_.limits.max_connections_per_address),
      routes_(std::make_shared<Routes>()) {
  for (std::uint32_t i = 0; i < settings_.threads; ++i) {
    loops_.push_back(std::make_shared<Loop>(i, loops_, surroundings_));
  }
  set_cors(std::make_shared<CorsPolicy>(settings_.cors));
}

Server::~Server() { stop(); }

void Server::start() {
  raise_open_file_limit();
  if (settings_.secure) {
    certificates_ = std::make_shared<TlsCertificates>(TlsCertificates::Loaded(settings_.tls));
  }
  listener_ = std::make_unique<Listener>(settings_.host, settings_.port, certificates_, loops_, surroundings_, admission_);
  port_ = listener_->port();
  for (const auto& loop : loops_) loop->prepare();
  is_running_ = true;
  for (const auto& loop : loops_) loop->start();
  loops_[0]->submit([this] { listener_->start(); });
}

void Server::stop() {
  if (!is_running_) return;
  on_every_loop([this](Loop& loop) {
    if (loop.index() == 0) listener_->stop();
  });
  for (const auto& loop : loops_) loop->begin_stop();
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(surroundings_.limits.drain_ms);
  for (const auto& loop : loops_) loop->wait_ended(deadline);
  for (const auto& loop : loops_) loop->finish_stop();
  for (const auto& loop : loops_) loop->join();
  is_running_ = false;
  listener_.reset();
}

std::string Server::url() const {
  const bool is_everywhere = settings_.host == "0.0.0.0" || settings_.host == "::";
  const bool is_v6 = settings_.host.find(':') != std::string::npos;
  const std::string host = is_everywhere ? "localhost" : is_v6 ? "[" + settings_.host + "]" : settings_.host;
  return (settings_.secure ? "https://" : "http://") + host + ":" + std::to_string(port_);
}

template <typename Work>
void Server::on_every_loop(Work work) {
  const auto done = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(loops_.size()));
  for (const auto& loop : loops_) {
    Loop* const target = loop.get();
    const auto step = [target, work, done] {
      work(*target);
      done->count_down();
    };
    if (!is_running_ || target->is_current())
      step();
    else if (!target->submit(step))
      done->count_down();
  }
  done->wait();
}

void Server::set_cors(std::shared_ptr<const CorsPolicy> cors) {
  on_every_loop([cors](Loop& loop) { loop.cors = cors; });
}

void Server::publish(std::shared_ptr<const Routes> routes) {
  routes_ = routes;
  on_every_loop([routes](Loop& loop) { loop.routes = routes; });
}

abi::StatusCode Server::mount(const abi::HttpMount& mount, abi::HttpHandler& handler, abi::MountId* id,
                              abi::ErrorOut& error) noexcept {
  const std::string what = "mount \"" + mount.method.str() + " " + mount.pattern.str() + "\"";
  if (const std::string problem = Routes::check_pattern(mount.pattern); !problem.empty()) {
    return abi::fail(error, abi::StatusCode::invalid_argument, what + " is refused: " + problem);
  }
  auto added = std::make_shared<Mount>();
  added->method = mount.method.str();
  added->pattern = mount.pattern.str();
  added->cors = mount.cors;
  added->max_body_bytes = mount.max_body_bytes;
  added->handler = &handler;
  added->head_handler = mount.head_handler;
  added->parameter_names = Routes::parameter_names(mount.pattern);

  std::lock_guard lock(mounts_mutex_);
  added->id = ++last_mount_;
  std::shared_ptr<const Routes> changed = routes_->with(added);
  if (!changed) {
    return abi::fail(
        error, abi::StatusCode::already_exists,
        what + " is refused: another unit has mounted the same method and pattern; unmount that one first");
  }
  publish(std::move(changed));
  *id = added->id;
  return abi::StatusCode::ok;
}

void Server::unmount(abi::MountId id) noexcept {
  std::lock_guard lock(mounts_mutex_);
  const std::shared_ptr<Mount> mount = routes_->by_id(id);
  if (!mount) return;
  mount->is_gone.store(true, std::memory_order_release);
  publish(routes_->without(id));
}

void Server::post_after(std::uint32_t loop, std::int64_t delay_ms, abi::Task* task) noexcept {
  if (loop < loops_.size())
    loops_[loop]->post(task, delay_ms);
  else
    task->release();
}

abi::Frame* Server::make_frame(const abi::StringRef* parts, std::uint64_t count, bool binary) noexcept {
  return SharedFrame::message(parts, count, binary);
}

void Server::send_to_all(std::uint32_t loop, abi::Frame* const* frames, std::uint64_t frame_count,
                         abi::WebSocketPeer* const* peers, std::uint64_t peer_count) noexcept {
  if (loop >= loops_.size() || frame_count == 0 || peer_count == 0) return;
  constexpr std::uint64_t kUsual = 16;
  constexpr std::uint64_t kPrefetch = 4;
  Loop& on = *loops_[loop];
  FrameShare* few[kUsual];
  std::vector<FrameShare*> many;
  if (frame_count > kUsual) many.resize(frame_count);
  FrameShare** const shares = frame_count > kUsual ? many.data() : few;
  for (std::uint64_t i = 0; i < frame_count; ++i) {
    auto* frame = static_cast<SharedFrame*>(frames[i]);
    frame->retain();
    shares[i] = on.outboxes().share(frame, on.now_ms());
  }
  std::uint32_t queued = 0;
  for (std::uint64_t i = 0; i < peer_count; ++i) {
    if (i + kPrefetch < peer_count) __builtin_prefetch(static_cast<WebSocketConnection*>(peers[i + kPrefetch]), 1);
    if (static_cast<WebSocketConnection*>(peers[i])->enqueue(shares, frame_count)) ++queued;
  }
  for (std::uint64_t i = 0; i < frame_count; ++i) {
    shares[i]->users += queued;
    on.outboxes().release(shares[i]);
  }
}

}  // namespace wagate::http_server
