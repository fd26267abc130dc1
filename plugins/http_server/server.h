#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "admission.h"
#include "cors.h"
#include "listener.h"
#include "loop.h"
#include "routes.h"
#include "surroundings.h"
#include "tls_certificates.h"
#include "wagate/abi/http.h"

namespace wagate::http_server {

// The service: a listener, its loops, and the table of mounts.
class Server final : public abi::HttpServer {
 public:
  struct Settings {
    std::string host = "0.0.0.0";
    std::uint16_t port = 8080;
    std::uint32_t threads = 1;
    bool secure = false;
    TlsCertificates::Files tls;
    std::int64_t tls_check_every_ms = 60000;
    Limits limits;
    CorsPolicy::Settings cors;
  };

  // Throws std::runtime_error for settings that contradict each other.
  Server(Settings settings, Logger log, abi::Clock& clock, Counters counters);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  // Reads the certificate, binds, listens, starts the loops. Throws std::runtime_error with a sentence for the operator.
  void start();

  // Lets queued bytes out (limits.drain_ms), closes everything, joins the threads. Idempotent.
  void stop();

  std::uint16_t port() const { return port_; }

  // The certificate of new connections; null while it has not started or speaks plain HTTP.
  const std::shared_ptr<TlsCertificates>& certificates() const { return certificates_; }

  // From now on requests are judged by that policy. [control]
  void set_cors(std::shared_ptr<const CorsPolicy> cors);

  // Where a person on this machine finds the server: "http://localhost:8080".
  std::string url() const;

  abi::StatusCode mount(const abi::HttpMount& mount, abi::HttpHandler& handler, abi::MountId* id,
                        abi::ErrorOut& error) noexcept override;
  void unmount(abi::MountId id) noexcept override;
  std::uint32_t loop_count() noexcept override { return static_cast<std::uint32_t>(loops_.size()); }
  void post(std::uint32_t loop, abi::Task* task) noexcept override { post_after(loop, 0, task); }
  void post_after(std::uint32_t loop, std::int64_t delay_ms, abi::Task* task) noexcept override;
  abi::Frame* make_frame(const abi::StringRef* parts, std::uint64_t count, bool binary) noexcept override;
  void send_to_all(std::uint32_t loop, abi::Frame* const* frames, std::uint64_t frame_count,
                   abi::WebSocketPeer* const* peers, std::uint64_t peer_count) noexcept override;

 private:
  void publish(std::shared_ptr<const Routes> routes);

  // Runs `work` on every loop and waits until all have. [control]
  template <typename Work>
  void on_every_loop(Work work);

  const Settings settings_;
  const Surroundings surroundings_;
  Admission admission_;
  Loop::All loops_;
  std::shared_ptr<TlsCertificates> certificates_;
  std::unique_ptr<Listener> listener_;
  std::uint16_t port_ = 0;
  bool is_running_ = false;

  std::mutex mounts_mutex_;
  std::shared_ptr<const Routes> routes_;  // guarded by mounts_mutex_
  abi::MountId last_mount_ = 0;           // guarded by mounts_mutex_
};

}  // namespace wagate::http_server
