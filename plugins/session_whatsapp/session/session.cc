// The life of a session: its store, its connections, its end. What it does with stanzas is in session_stanzas.cc.
#include "session/session.h"

#include <chrono>
#include <future>
#include <utility>

#include "chat/settings.h"
#include "session/client_payload.h"
#include "session/close_report.h"
#include "store/transaction.h"
#include "store/value_names.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::int64_t kReadyMs = 20'000;    // from connecting to the end of the handshake
constexpr std::int64_t kStableMs = 30'000;   // a connection that held so long was a good one
constexpr std::size_t kCrowdedStanzas = 512;
constexpr std::size_t kCrowdedBytes = 8'388'608;
constexpr std::chrono::seconds kUnlinkTime{5};

Workplace make_place(const Surroundings& surroundings, std::function<void(std::string_view)> on_throw) {
  return {surroundings.clock, surroundings.timers,
          std::make_shared<Lane>(surroundings.executor, surroundings.outstanding, std::move(on_throw)),
          surroundings.outstanding};
}

}  // namespace

// What the link tells, carried to the lane.
class Session::LinkObserver final : public LinkListener {
 public:
  LinkObserver(std::weak_ptr<Session> session, std::uint64_t generation)
      : session_(std::move(session)), generation_(generation) {}

  void on_ready() override {
    tell([](Session& session) { session.link_ready(); });
  }

  void on_stanza(Node stanza, std::size_t size) override {
    const auto session = session_.lock();
    if (!session) return;
    session->stanza_arrived(size);
    session->place_.lane->post([target = session.get(), generation = generation_, stanza = std::move(stanza), size] {
      target->stanza_done(size);
      if (target->generation_ == generation) target->take(stanza);
    });
  }

  void on_unreadable(NodeError error) override {
    if (const auto session = session_.lock())
      session->surroundings_.log.warn("left out a stanza that could not be read",
                                      {{"instance", session->instance_.name}, {"error", to_word(error)}});
  }

  void on_end(const LinkEnd& end) override {
    tell([end](Session& session) { session.link_ended(end); });
  }

 private:
  // The lane is shut before the session goes, so what runs on it may use a plain pointer.
  template <typename Use>
  void tell(Use use) {
    const auto session = session_.lock();
    if (!session) return;
    session->place_.lane->post([target = session.get(), generation = generation_, use = std::move(use)] {
      if (target->generation_ == generation) use(*target);
    });
  }

  const std::weak_ptr<Session> session_;
  const std::uint64_t generation_;
};

Session::Session(const Surroundings& surroundings, InstanceName instance)
    : surroundings_(surroundings),
      instance_(std::move(instance)),
      place_(make_place(surroundings, [this](std::string_view what) { failed(what); })),
      outbox_(make_place(surroundings, [this](std::string_view what) { failed(what); }), [this] { relieve(); }),
      requests_(place_, [this](const Node& stanza) { return send(stanza); }),
      patience_(place_),
      retry_(place_),
      picture_(place_) {}

Session::~Session() { shut(); }

void Session::open() {
  place_.lane->post([this] { begin(); });
}

void Session::begin() {
  try {
    store_ = surroundings_.files.open(instance_.id);
    if (surroundings_.make_messaging)
      messaging_ = surroundings_.make_messaging({*store_, instance_, *this, outbox_, place_});
  } catch (const std::exception& failure) {
    surroundings_.log.error("a session could not be opened",
                            {{"instance", instance_.name}, {"error", failure.what()}});
    return end_with({StreamEnd::Then::stop, 500, "session file cannot be used"});
  }
  housekeeping_.emplace(place_, *store_, [this] {
    if (prekeys_) prekeys_->rotate_when_due(place_.clock.unix_ms() / 1'000);
  });
  connect();
}

bool Session::wants_long_history() const {
  return surroundings_.options.history || Settings::parse(instance_.settings_json).sync_full_history;
}

void Session::connect() {
  const std::int64_t wait_ms = surroundings_.pace->wait_ms(place_.now_ms());
  if (wait_ms == 0) return open_link();
  retry_.set(wait_ms, [this] { open_link(); });
}

// Nothing: what is stored is no account.
std::optional<LinkPlan> Session::plan_link() {
  LinkPlan plan;
  plan.target = surroundings_.options.server;
  plan.target.proxy = instance_.proxy;
  plan.root = surroundings_.options.root_key;
  plan.noise = store_->keys().noise;
  const auto& account = store_->account();
  if (!account) {
    plan.payload = registration_payload(store_->keys(), surroundings_.options, wants_long_history());
    return plan;
  }
  const auto payload = login_payload(*account, surroundings_.options);
  if (!payload) return std::nullopt;
  plan.payload = *payload;
  Transaction work(*store_);
  plan.routing_info = work.value(value_names::kRoutingInfo);
  return plan;
}

void Session::open_link() {
  verdict_.reset();
  outbox_.put([this] {
    surroundings_.events.connecting(instance_.key, instance_.name);
    return abi::StatusCode::ok;
  });

  std::optional<LinkPlan> plan;
  try {
    plan = plan_link();
  } catch (const StoreError& failure) {
    surroundings_.log.error("the session file cannot be read; trying again",
                            {{"instance", instance_.name}, {"error", failure.what()}});
    return reconnect_in(backoff_.next_delay_ms(true));
  }
  if (!plan) return end_with({StreamEnd::Then::forget, 401, "the stored account is none"});

  patience_.set(kReadyMs, [this] { break_link({StreamEnd::Then::reconnect, 408, "not connected in time"}); });
  auto link = Link::open(surroundings_.connector, *std::move(plan), place_.clock,
                         std::make_shared<LinkObserver>(weak_from_this(), ++generation_));
  std::lock_guard lock(link_mutex_);
  link_ = std::move(link);
}

// Gives a connection up; what follows comes when its end has been told.
void Session::break_link(StreamEnd end) {
  if (!verdict_) verdict_ = end;
  if (const auto link = current_link()) link->close();
}

StreamEnd Session::default_end(const LinkEnd& end) const {
  if (end.is_untrusted) return {StreamEnd::Then::wait, 500, end.word};
  const bool was_closed = end.socket == SocketEnd::closed_by_peer;
  return {StreamEnd::Then::reconnect, was_closed ? 428 : 408, end.word};
}

void Session::link_ended(const LinkEnd& link_end) {
  ++generation_;
  // Also when the session ends for good, no command is taken from here on: messaging goes behind the last event.
  phase_ = Phase::connecting;
  {
    std::lock_guard lock(link_mutex_);
    link_ = nullptr;
  }
  const bool was_stable = online_since_ms_ && place_.now_ms() - *online_since_ms_ >= kStableMs;
  drop_parts();

  const StreamEnd end = verdict_.value_or(default_end(link_end));
  const Logger& log = surroundings_.log;
  if (link_end.is_untrusted) {
    log.error("refused a server that could not prove who it is; check server_url and root_key",
              {{"instance", instance_.name}, {"error", link_end.word}});
  } else {
    log.info("connection ended", {{"instance", instance_.name}, {"reason", end.word}, {"code", end.code}});
  }
  switch (end.then) {
    case StreamEnd::Then::reconnect:
    case StreamEnd::Then::wait:
      if (was_stable) backoff_.reset();
      return reconnect_in(backoff_.next_delay_ms(end.then == StreamEnd::Then::wait));
    case StreamEnd::Then::stop:
    case StreamEnd::Then::forget: return end_with(end);
  }
}

// Whatever lives as long as a connection.
void Session::drop_parts() {
  patience_.cancel();
  picture_.cancel();
  keepalive_.reset();
  if (housekeeping_) housekeeping_->offline();
  requests_.disconnect();
  if (messaging_ && online_since_ms_) messaging_->offline();
  pairing_.reset();
  link_code_.reset();
  prekeys_.reset();
  online_since_ms_.reset();
  is_open_announced_ = false;
  waits_for_pairing_code_ = false;
  pairing_code_.clear();
  qr_text_.clear();
  reading_paused_ = false;
}

void Session::reconnect_in(std::int64_t delay_ms) {
  if (delay_ms == 0) return connect();
  retry_.set(delay_ms, [this] { connect(); });
}

void Session::end_with(const StreamEnd& end) {
  patience_.cancel();
  retry_.cancel();
  if (end.then == StreamEnd::Then::forget && store_) {
    store_->forget();
    surroundings_.log.warn("the account is not linked any more; its keys were forgotten",
                           {{"instance", instance_.name}, {"reason", end.word}});
  }
  if (end.expires_in_s > 0)
    surroundings_.log.warn("the account is banned for a time",
                           {{"instance", instance_.name}, {"seconds", end.expires_in_s}});
  const std::string at = iso_time(place_.clock.unix_ms());
  publish_last([this, code = end.code, at, report = close_report(end.code, end.word, at)] {
    surroundings_.events.closed(instance_.key, instance_.name, code, at, report);
  });
}

// What waits in the outbox may need messaging and store, so they go behind the last event.
void Session::publish_last(std::function<void()> publish) {
  outbox_.put(
      [this, publish = std::move(publish)] {
        phase_ = Phase::ended;
        publish();
        return abi::StatusCode::ok;
      },
      [this] {
        place_.lane->post([this] {
          requests_.stop();
          messaging_.reset();
          housekeeping_.reset();
          store_.reset();  // the file is free for the next session
        });
      });
}

void Session::close(abi::CloseMode mode) {
  const bool unlinks = mode != abi::CloseMode::suspend;
  if (unlinks && phase_ == Phase::online && !unlink_device())
    surroundings_.log.warn("the server did not confirm within five seconds that the device was unlinked",
                           {{"instance", instance_.name}});
  shut();
  // Also when the server closed the connection while the device was being unlinked.
  const bool was_told = phase_.exchange(Phase::ended) == Phase::ended;

  if (unlinks && store_) store_->forget();
  store_.reset();
  if (mode == abi::CloseMode::erase) surroundings_.files.erase(instance_.id);
  if (mode == abi::CloseMode::logout && !was_told) {
    const std::string at = iso_time(place_.clock.unix_ms());
    surroundings_.events.closed(instance_.key, instance_.name, 401, at, close_report(401, "Intentional Logout", at));
  }
}

bool Session::unlink_device() {
  const auto answered = std::make_shared<std::promise<void>>();
  std::future<void> done = answered->get_future();
  place_.lane->post([this, answered] {
    if (!store_ || !store_->account()) return answered->set_value();
    Node iq("iq", {{"type", "set"}, {"xmlns", "md"}});
    iq.add(Node("remove-companion-device"))
        .set("jid", store_->account()->jid)
        .set("reason", "user_initiated");
    // The server may also close without an answer; then the question is answered with that.
    verdict_ = StreamEnd{StreamEnd::Then::forget, 401, "Intentional Logout"};
    request(std::move(iq), [answered](const Answer&) { answered->set_value(); });
  });
  return done.wait_for(kUnlinkTime) == std::future_status::ready;
}

void Session::shut() {
  place_.lane->shut();
  outbox_.shut();
  // The lane is idle for good: its things may be touched from here.
  if (const auto link = current_link()) link->close();
  patience_.cancel();
  retry_.cancel();
  picture_.cancel();
  keepalive_.reset();
  pairing_.reset();
  link_code_.reset();
  prekeys_.reset();
  messaging_.reset();
  housekeeping_.reset();
  requests_.stop();
}

std::shared_ptr<Link> Session::current_link() const {
  std::lock_guard lock(link_mutex_);
  return link_;
}

bool Session::send(const Node& stanza) {
  const auto link = current_link();
  return link && link->send(stanza);
}

void Session::request(Node iq, OnAnswer on_answer) { requests_.ask(std::move(iq), std::move(on_answer)); }

void Session::send_node(Node stanza, ReplyBox reply) {
  place_.lane->post([this, stanza = std::move(stanza), reply] {
    if (phase_ == Phase::online && send(stanza)) return reply.ok({});
    reply.not_connected();
  });
}

void Session::execute(std::string name, Document arguments, ReplyBox reply) {
  place_.lane->post([this, name = std::move(name), arguments = std::move(arguments), reply] {
    if (phase_ != Phase::online) return reply.not_connected();
    housekeeping_->stir();
    if (!messaging_)
      return reply.fail(abi::StatusCode::unimplemented, "unimplemented", "this provider does not know the command");
    messaging_->execute(name, arguments, reply);
  });
}

void Session::set_settings(std::string json) {
  place_.lane->post([this, json = std::move(json)] {
    if (json == instance_.settings_json) return;
    instance_.settings_json = json;
    if (messaging_) messaging_->settings_changed();
  });
}

// [I/O]
void Session::stanza_arrived(std::size_t size) {
  ++stanzas_waiting_;
  bytes_waiting_ += size;
  if (!is_crowded() || reading_paused_.exchange(true)) return;
  if (const auto link = current_link()) link->pause();
  // Whoever made room in between has not seen that reading paused.
  relieve();
}

void Session::stanza_done(std::size_t size) {
  --stanzas_waiting_;
  bytes_waiting_ -= size;
  relieve();
}

bool Session::is_crowded() const {
  return stanzas_waiting_ + outbox_.waiting() >= kCrowdedStanzas || bytes_waiting_ >= kCrowdedBytes;
}

// [any]
void Session::relieve() {
  if (!reading_paused_ || is_crowded() || !reading_paused_.exchange(false)) return;
  if (const auto link = current_link()) link->resume();
}

void Session::failed(std::string_view what) {
  surroundings_.log.error("work of a session failed", {{"instance", instance_.name}, {"error", what}});
}

}  // namespace wagate::session_whatsapp
