#include "driver.h"

#include <utility>

#include "requests.h"
#include "wagate/json_writer.h"
#include "wagate/task.h"

namespace wagate::session_simulator {
namespace {

constexpr std::uint64_t kMaxBody = 8'388'608;
constexpr std::string_view kUnauthorized =
    "{\"status\":401,\"error\":\"Unauthorized\",\"response\":{\"message\":\"Unauthorized\"}}";
constexpr std::string_view kInternal =
    "{\"status\":500,\"error\":\"Internal Server Error\",\"response\":{\"message\":\"Internal Server Error\"}}";

Driver::Answer failure(std::uint32_t status, std::string_view error, std::string_view sentence) {
  Driver::Answer answer{status, {}};
  JsonWriter(answer.json)
      .begin_object()
      .field("status", status)
      .field("error", error)
      .key("response")
      .begin_object()
      .key("message")
      .begin_array()
      .value(sentence)
      .end_array()
      .end_object()
      .end_object();
  return answer;
}

Driver::Answer bad_request(std::string_view sentence) { return failure(400, "Bad Request", sentence); }

Driver::Answer no_instance(std::string_view instance) {
  return failure(404, "Not Found", "The \"" + std::string(instance) + "\" instance does not exist");
}

Driver::Answer done(std::string_view what) {
  Driver::Answer answer;
  JsonWriter(answer.json).begin_object().field(what, true).end_object();
  return answer;
}

}  // namespace

// One mounted route.
class Driver::Route final : public abi::HttpHandler {
 public:
  Route(Driver& driver, Action action) : driver_(driver), action_(action) {}

  void on_request(abi::HttpExchange* exchange) noexcept override { driver_.admit(exchange, action_); }
  // Every exchange is answered soon and released then.
  void on_abort(abi::HttpExchange&) noexcept override {}

  abi::MountId id = 0;

 private:
  Driver& driver_;
  Action action_;
};

// A request whose key is being checked. Owns the exchange until the pool does.
class Driver::Admission final : public abi::AccessReply {
 public:
  Admission(Driver& driver, abi::HttpExchange* exchange, Action action)
      : driver_(driver), exchange_(exchange), action_(action), flight_(driver.flights_->take_off()) {}

  void allowed(const abi::PrincipalView& principal) noexcept override {
    if (!exchange_) return;
    if (!(principal.permissions & abi::kMayAdminister)) return turn_away();
    driver_.executor_.post(
        make_task([&driver = driver_, exchange = std::shared_ptr<abi::HttpExchange>(exchange_.release(), Releaser{}),
                   action = action_, flight = flight_] { driver.run(*exchange, action); }));
  }

  void refused(abi::StatusCode, abi::StringRef) noexcept override {
    if (exchange_) turn_away();
  }

  void release() noexcept override { delete this; }

 private:
  void turn_away() {
    respond_json(*exchange_, 401, kUnauthorized);
    exchange_.reset();
  }

  Driver& driver_;
  Owned<abi::HttpExchange> exchange_;
  Action action_;
  Flights::Flight flight_;
};

Driver::Driver(const PluginContext& context, World world, std::shared_ptr<Flights> flights)
    : context_(context),
      world_(std::move(world)),
      flights_(std::move(flights)),
      access_(context.service<abi::Access>()),
      executor_(context.service<abi::Executor>()) {}

Driver::~Driver() { unmount(); }

void Driver::mount(abi::HttpServer& server) {
  struct Entry {
    const char* method;
    const char* pattern;
    Action action;
  };
  static constexpr Entry kEntries[] = {
      {"POST", "/simulator/{instance}/scan", &Driver::scan},
      {"POST", "/simulator/{instance}/logout", &Driver::logout},
      {"POST", "/simulator/{instance}/disconnect", &Driver::disconnect},
      {"POST", "/simulator/{instance}/events", &Driver::events},
      {"GET", "/simulator/{instance}/stanzas", &Driver::stanzas},
      {"POST", "/simulator/{instance}/load", &Driver::start_load},
      {"DELETE", "/simulator/{instance}/load", &Driver::stop_load},
      {"GET", "/simulator/{instance}/load", &Driver::report_load},
  };
  server_ = &server;
  for (const Entry& entry : kEntries) {
    auto route = std::make_unique<Route>(*this, entry.action);
    abi::HttpMount mount;
    mount.method = entry.method;
    mount.pattern = entry.pattern;
    mount.max_body_bytes = kMaxBody;
    abi::ErrorOut error;
    if (server.mount(mount, *route, &route->id, error) != abi::StatusCode::ok) {
      unmount();
      throw PluginError("cannot mount " + std::string(entry.pattern) + ": " + std::string(error.view()));
    }
    routes_.push_back(std::move(route));
  }
}

void Driver::unmount() {
  for (const auto& route : routes_) server_->unmount(route->id);
  routes_.clear();
}

// Keys travel in headers only, as on every REST route: the query is not shown to the chain.
void Driver::admit(abi::HttpExchange* exchange, Action action) {
  const abi::HttpRequest& request = exchange->request();
  abi::AuthRequest auth;
  auth.secure = request.secure;
  auth.transport = context_.name();
  auth.peer = request.peer;
  auth.origin = header(request, "origin");
  auth.path = request.path;
  auth.headers = request.headers;
  auth.header_count = request.header_count;
  access_.authenticate(auth, new Admission(*this, exchange, action));
}

void Driver::run(abi::HttpExchange& exchange, Action action) noexcept {
  try {
    const Answer answer = (this->*action)(path_parameter(exchange.request(), "instance"), exchange.request().body);
    respond_json(exchange, answer.status, answer.json);
  } catch (const std::exception& problem) {
    context_.log().error("a driving route failed", {{"error", problem.what()}});
    respond_json(exchange, 500, kInternal);
  } catch (...) {
    respond_json(exchange, 500, kInternal);
  }
}

template <typename Use>
Driver::Answer Driver::with_session(std::string_view instance, Use&& use) {
  if (const auto session = world_.session(instance)) return use(*session);
  if (!world_.exists(instance)) return no_instance(instance);
  return bad_request("The \"" + std::string(instance) +
                     "\" instance has no simulated session; connect it first, with a provider that is the simulator");
}

Driver::Answer Driver::scan(std::string_view instance, std::string_view) {
  return with_session(instance, [&](Session& session) {
    return session.scan() ? done("scanned")
                          : bad_request("The \"" + std::string(instance) + "\" instance shows no QR code to scan");
  });
}

Driver::Answer Driver::logout(std::string_view instance, std::string_view) {
  return with_session(instance, [&](Session& session) {
    return session.unlink() ? done("loggedOut")
                            : bad_request("The \"" + std::string(instance) + "\" instance is not paired");
  });
}

Driver::Answer Driver::disconnect(std::string_view instance, std::string_view) {
  return with_session(instance, [&](Session& session) {
    return session.disconnect() ? done("disconnected")
                                : bad_request("The \"" + std::string(instance) + "\" instance is not connected");
  });
}

Driver::Answer Driver::events(std::string_view instance, std::string_view body) {
  return with_session(instance, [&](Session& session) {
    std::vector<Happening> happenings;
    std::string problem;
    if (!read_events(body, happenings, problem)) return bad_request(problem);
    Answer answer;
    JsonWriter(answer.json)
        .begin_object()
        .field("published", static_cast<std::uint64_t>(happenings.size()))
        .end_object();
    session.publish(std::move(happenings));
    return answer;
  });
}

Driver::Answer Driver::stanzas(std::string_view instance, std::string_view) {
  return with_session(instance, [](Session& session) { return Answer{200, session.sent_stanzas()}; });
}

Driver::Answer Driver::start_load(std::string_view instance, std::string_view body) {
  LoadRequest request;
  std::string problem;
  const auto begin = [&] {
    if (!read_load_request(body, request, problem)) return bad_request(problem);
    world_.load->start(std::string(instance), request);
    return done("started");
  };
  if (instance == "*") return begin();
  return with_session(instance, [&](Session& session) {
    return session.phase() == Session::Phase::open
               ? begin()
               : bad_request("The \"" + std::string(instance) + "\" instance is not connected");
  });
}

Driver::Answer Driver::stop_load(std::string_view instance, std::string_view) {
  if (instance != "*" && !world_.exists(instance)) return no_instance(instance);
  Answer answer;
  const bool stopped = world_.load->stop(std::string(instance));
  JsonWriter(answer.json).begin_object().field("stopped", stopped).end_object();
  return answer;
}

Driver::Answer Driver::report_load(std::string_view instance, std::string_view) {
  if (instance != "*" && !world_.exists(instance)) return no_instance(instance);
  const LoadGenerator::Report report = world_.load->report(std::string(instance));
  Answer answer;
  JsonWriter(answer.json)
      .begin_object()
      .field("published", report.published)
      .field("running", report.running)
      .end_object();
  return answer;
}

}  // namespace wagate::session_simulator
