#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "server.h"
#include "tls_watch.h"
#include "wagate/plugin.h"

namespace wagate::http_server {

// Reads the unit's configuration. Throws PluginError for what the schema cannot check.
Server::Settings read_settings(const ConfigReader& config);

// The unit: everything but the wiring to its host is in Server.
class HttpServerPlugin final : public PluginBase, public abi::HttpServer {
 public:
  static constexpr std::uint32_t kFlags = abi::kExclusive;

  explicit HttpServerPlugin(PluginContext& context);

  void start() override;
  void stop() override;

  // A changed configuration: certificate and origins change while everything goes on; anything else
  // is refused, because it needs a restart.
  void prepare(const ConfigReader& next);
  void commit() noexcept;
  void discard() noexcept { prepared_.reset(); }

  Server& server() { return server_; }

  abi::StatusCode mount(const abi::HttpMount& mount, abi::HttpHandler& handler, abi::MountId* id,
                        abi::ErrorOut& error) noexcept override {
    return server_.mount(mount, handler, id, error);
  }
  void unmount(abi::MountId id) noexcept override { server_.unmount(id); }
  std::uint32_t loop_count() noexcept override { return server_.loop_count(); }
  void post(std::uint32_t loop, abi::Task* task) noexcept override { server_.post(loop, task); }
  void post_after(std::uint32_t loop, std::int64_t delay_ms, abi::Task* task) noexcept override {
    server_.post_after(loop, delay_ms, task);
  }
  abi::Frame* make_frame(const abi::StringRef* parts, std::uint64_t count, bool binary) noexcept override {
    return server_.make_frame(parts, count, binary);
  }
  void send_to_all(std::uint32_t loop, abi::Frame* const* frames, std::uint64_t frame_count,
                   abi::WebSocketPeer* const* peers, std::uint64_t peer_count) noexcept override {
    server_.send_to_all(loop, frames, frame_count, peers, peer_count);
  }

 private:
  // What prepare() made ready.
  struct Prepared {
    std::shared_ptr<const CorsPolicy> cors;
    std::optional<TlsCertificates::Loaded> certificate;
  };

  PluginContext& context_;
  const Server::Settings settings_;  // of the start
  Server server_;
  std::shared_ptr<TlsWatch> watch_;
  std::optional<Prepared> prepared_;
};

}  // namespace wagate::http_server
