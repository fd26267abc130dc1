#include "dead_letter_routes.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "dead_letter_description.h"

namespace wagate::transport_webhook {
namespace {

constexpr std::uint64_t kMaxResendBody = 65'536;

class FoundInstance final : public abi::InstanceVisitor {
 public:
  bool visit(const abi::InstanceInfo& info) noexcept override {
    id = info.id.str();
    return false;
  }
  std::string id;  // empty: there is none
};

using ExchangePtr = std::shared_ptr<abi::HttpExchange>;

void give(abi::HttpExchange& exchange, const RestAnswer& answer) { respond_json(exchange, answer.status, answer.json); }

// Runs on the dispatcher's thread.
RestAnswer answer_list(Dispatcher& dispatcher, const abi::HttpRequest& request, Outbox::DeadQuery query) {
  const std::string wrong = read_list_query(query_field(request, "limit"), query_field(request, "before"),
                                            query_field(request, "body"), dispatcher.tag(), query);
  if (!wrong.empty()) return rest_error(400, wrong);
  return {200, list_json(dispatcher.dead_letters(query), dispatcher.tag(), query.with_bodies)};
}

RestAnswer answer_resend(Dispatcher& dispatcher, const abi::HttpRequest& request, Outbox::DeadQuery query) {
  const std::string wrong = read_resend_body(request.body, dispatcher.tag(), query);
  if (!wrong.empty()) return rest_error(400, wrong);
  if (!query.instance.empty() && !query.with_global && dispatcher.is_off(query.instance))
    return rest_error(400, "the webhook of this instance is switched off; switch it on, then resend");
  return {200, "{\"resent\":" + std::to_string(dispatcher.resend(std::move(query))) + "}"};
}

}  // namespace

struct DeadLetterRoutes::Desk {
  abi::Instances& instances;
  std::shared_ptr<Mailbox> mailbox;

  void serve(const ExchangePtr& exchange, Asked asked, Outbox::DeadQuery query) const {
    const bool taken = mailbox->post([exchange, asked, query = std::move(query)](Dispatcher& dispatcher) {
      RestAnswer answer;
      try {
        answer = (asked == Asked::list ? answer_list : answer_resend)(dispatcher, exchange->request(), query);
      } catch (const PluginError&) {  // the sentence names a file
        answer = rest_error(503, "the outbox cannot be used at present; the gateway's log says why");
      } catch (const std::exception&) {
        answer = rest_error(500, "Internal Server Error");
      }
      give(*exchange, answer);
    });
    if (!taken) give(*exchange, rest_error(503, "the gateway is stopping"));
  }
};

// A request whose key is being checked. Owns the exchange until the dispatcher does.
class DeadLetterRoutes::Admission final : public abi::AccessReply {
 public:
  Admission(std::shared_ptr<Desk> desk, abi::HttpExchange* exchange, Asked asked)
      : desk_(std::move(desk)), exchange_(exchange, Releaser{}), asked_(asked) {}

  void allowed(const abi::PrincipalView& principal) noexcept override {
    if (!exchange_) return;
    const bool is_administrator = (principal.permissions & abi::kMayAdminister) != 0;
    const std::string_view name = path_parameter(exchange_->request(), "instance");
    FoundInstance found;
    if (!name.empty()) desk_->instances.find(name, found);
    if (!is_administrator && !(may_control(principal, found.id))) return end(unauthorized());
    if (!name.empty() && found.id.empty())
      return end(rest_error(404, "The \"" + std::string(name) + "\" instance does not exist"));
    Outbox::DeadQuery query;
    query.instance = found.id;
    query.with_global = is_administrator;
    desk_->serve(std::exchange(exchange_, nullptr), asked_, std::move(query));
  }

  void refused(abi::StatusCode code, abi::StringRef) noexcept override {
    if (!exchange_) return;
    const bool undecided = code == abi::StatusCode::unavailable || code == abi::StatusCode::deadline_exceeded;
    end(undecided ? rest_error(503, "the key could not be checked; try again") : unauthorized());
  }

  void release() noexcept override { delete this; }

 private:
  static bool may_control(const abi::PrincipalView& principal, const std::string& id) {
    if (id.empty() || (principal.permissions & abi::kMayControl) == 0) return false;
    return principal.all_instances != 0 ||
           std::any_of(principal.instance_ids, principal.instance_ids + principal.instance_count,
                       [&](const abi::StringRef& one) { return one == id; });
  }
  void end(const RestAnswer& answer) {
    give(*exchange_, answer);
    exchange_.reset();
  }

  const std::shared_ptr<Desk> desk_;
  ExchangePtr exchange_;  // null once it is somebody else's
  const Asked asked_;
};

class DeadLetterRoutes::Route final : public abi::HttpHandler {
 public:
  Route(DeadLetterRoutes& routes, Asked asked) : routes_(routes), asked_(asked) {}

  // Keys travel in headers only, as on every REST route: the query is not shown to the chain.
  void on_request(abi::HttpExchange* exchange) noexcept override {
    const abi::HttpRequest& request = exchange->request();
    abi::AuthRequest auth;
    auth.secure = request.secure;
    auth.transport = routes_.unit_;
    auth.peer = request.peer;
    auth.origin = header(request, "origin");
    auth.path = request.path;
    auth.headers = request.headers;
    auth.header_count = request.header_count;
    routes_.access_.authenticate(auth, new Admission(routes_.desk_, exchange, asked_));
  }
  // Every exchange is answered soon and released then.
  void on_abort(abi::HttpExchange&) noexcept override {}

  abi::MountId id = 0;

 private:
  DeadLetterRoutes& routes_;
  const Asked asked_;
};

DeadLetterRoutes::DeadLetterRoutes(const PluginContext& context, abi::HttpServer& server, std::shared_ptr<Mailbox> mailbox)
    : server_(server), access_(context.service<abi::Access>()), api_book_(context.find<abi::ApiBook>()), unit_(context.name()),
      desk_(std::make_shared<Desk>(Desk{context.service<abi::Instances>(), std::move(mailbox)})) {
  struct Entry {
    const char* method;
    const char* pattern;
    Asked asked;
  };
  static constexpr Entry kEntries[] = {
      {"GET", "/webhook/deadLetters", Asked::list},
      {"GET", "/webhook/deadLetters/{instance}", Asked::list},
      {"POST", "/webhook/resend", Asked::resend},
      {"POST", "/webhook/resend/{instance}", Asked::resend},
  };
  for (const Entry& entry : kEntries) {
    auto route = std::make_unique<Route>(*this, entry.asked);
    abi::HttpMount mount;
    mount.method = entry.method;
    mount.pattern = entry.pattern;
    mount.max_body_bytes = kMaxResendBody;
    abi::ErrorOut error;
    if (server_.mount(mount, *route, &route->id, error) != abi::StatusCode::ok) {
      unmount();
      throw PluginError("cannot mount " + std::string(entry.pattern) + ": " + std::string(error.view()));
    }
    routes_.push_back(std::move(route));
  }
  if (api_book_) api_book_->describe(unit_, kDeadLetterPaths);
}

DeadLetterRoutes::~DeadLetterRoutes() { unmount(); }

void DeadLetterRoutes::unmount() {
  if (api_book_) api_book_->describe(unit_, {});
  for (const auto& route : routes_) server_.unmount(route->id);
  routes_.clear();
}

}  // namespace wagate::transport_webhook
