#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "flights.h"
#include "load.h"
#include "session.h"
#include "wagate/http.h"
#include "wagate/plugin.h"

namespace wagate::session_simulator {

// The routes that make things happen on request:
//
//   POST   /simulator/{instance}/scan        the phone scans the QR code
//   POST   /simulator/{instance}/logout      the phone removes the device
//   POST   /simulator/{instance}/disconnect  the network breaks for a moment
//   POST   /simulator/{instance}/events      publish these events
//   GET    /simulator/{instance}/stanzas     what was sent to WhatsApp
//   POST   /simulator/{instance}/load        publish many events; GET and DELETE the same path
//
// All of them need a principal that may administer the gateway. Requests are answered on the kernel's pool,
// never on an I/O loop.
class Driver {
 public:
  struct World {
    // The session of an instance, open or not; null when the simulator has none.
    std::function<std::shared_ptr<Session>(std::string_view instance)> session;
    std::function<bool(std::string_view instance)> exists;  // in the gateway, whoever serves it
    LoadGenerator* load;
  };

  Driver(const PluginContext& context, World world, std::shared_ptr<Flights> flights);
  ~Driver();

  // Mounts the routes. Throws PluginError when one is taken.
  void mount(abi::HttpServer& server);
  // Later requests find nothing.
  void unmount();

  struct Answer {
    std::uint32_t status = 200;
    std::string json;
  };
  // What a route answers to an administrator. Called on the pool.
  using Action = Answer (Driver::*)(std::string_view instance, std::string_view body);

 private:
  class Route;
  class Admission;

  void admit(abi::HttpExchange* exchange, Action action);
  void run(abi::HttpExchange& exchange, Action action) noexcept;

  Answer scan(std::string_view instance, std::string_view body);
  Answer logout(std::string_view instance, std::string_view body);
  Answer disconnect(std::string_view instance, std::string_view body);
  Answer events(std::string_view instance, std::string_view body);
  Answer stanzas(std::string_view instance, std::string_view body);
  Answer start_load(std::string_view instance, std::string_view body);
  Answer stop_load(std::string_view instance, std::string_view body);
  Answer report_load(std::string_view instance, std::string_view body);

  // Calls `use` with the instance's session, or says why there is none.
  template <typename Use>
  Answer with_session(std::string_view instance, Use&& use);

  const PluginContext& context_;
  World world_;
  std::shared_ptr<Flights> flights_;
  abi::Access& access_;
  abi::Executor& executor_;
  abi::HttpServer* server_ = nullptr;
  std::vector<std::unique_ptr<Route>> routes_;
};

}  // namespace wagate::session_simulator
