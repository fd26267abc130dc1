#pragma once

#include <deque>
#include <vector>

#include "routes.h"
#include "surroundings.h"
#include "wagate/plugin.h"

namespace wagate::api_rest {

// The unit: mounts the route table on the HTTP server and sends every request through the pipeline.
class ApiRest : public PluginBase {
 public:
  static constexpr std::uint32_t kFlags = 0;  // the paths exist once
  static constexpr abi::ServiceDecl kNeeds[] = {{"wagate.http/1", abi::kServiceRequired, 0}};

  explicit ApiRest(PluginContext& context);

  // Mounts every route, or none and throws PluginError.
  void start() override;

  // Takes no further requests and waits a while for those in progress; what is left is answered 503.
  void stop() override;

 private:
  // One mount's door; the calls themselves live on their own.
  class Door final : public abi::HttpHandler {
   public:
    Door(Surroundings& surroundings, const Route& route) : around_(surroundings), route_(route) {}
    void on_request(abi::HttpExchange* exchange) noexcept override;
    void on_abort(abi::HttpExchange& exchange) noexcept override;

   private:
    Surroundings& around_;
    const Route& route_;
  };

  void mount(std::string_view method, const Route& route);
  void unmount_all();

  Surroundings around_;
  abi::HttpServer* http_ = nullptr;  // while started
  std::deque<Door> doors_;           // one per mount, at a fixed place
  std::vector<abi::MountId> mounts_;
};

}  // namespace wagate::api_rest
