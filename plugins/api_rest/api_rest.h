#pragma once

#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "routes.h"
#include "surroundings.h"
#include "wagate/plugin.h"

namespace wagate::api_rest {

// The unit: mounts the route table on the HTTP server and sends every request through the pipeline.
class ApiRest : public PluginBase {
 public:
  static constexpr std::uint32_t kFlags = 0;  // the paths exist once
  static constexpr abi::ServiceDecl kNeeds[] = {
      {"wagate.http/1", abi::kServiceRequired, 0}, {"wagate.archive/1", 0, 0}, {"wagate.http_client/1", 0, 0}};

  explicit ApiRest(PluginContext& context);

  // Mounts every route, or none and throws PluginError.
  void start() override;

  // Takes no further requests and waits a while for those in progress; what is left is answered 503.
  void stop() override;

 private:
  // One mount's door; the calls themselves live on their own. Who may not be there is told so when the
  // head of the request has come: nobody without a key makes the gateway keep a large body.
  class Door final : public abi::HttpHandler, public abi::HttpHeadHandler {
   public:
    Door(std::shared_ptr<Surroundings> surroundings, const Route& route)
        : around_(std::move(surroundings)), route_(route) {}
    void on_request(abi::HttpExchange* exchange) noexcept override;
    void on_head(abi::HttpExchange* exchange) noexcept override;
    void on_body(abi::HttpExchange& exchange) noexcept override;
    void on_abort(abi::HttpExchange& exchange) noexcept override;

   private:
    // Takes `exchange`; null when the call was refused.
    CallPtr enter(abi::HttpExchange* exchange, LiveCalls::Until until);

    const std::shared_ptr<Surroundings> around_;
    const Route& route_;
  };

  void mount(std::string_view method, const Route& route);
  void unmount_all();

  const std::shared_ptr<Surroundings> around_;
  abi::HttpServer* http_ = nullptr;  // while started
  std::deque<Door> doors_;           // one per mount, at a fixed place
  std::vector<abi::MountId> mounts_;
};

}  // namespace wagate::api_rest
