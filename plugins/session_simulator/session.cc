#include "session.h"

#include <algorithm>
#include <utility>

#include "history.h"
#include "text.h"
#include "wagate/base64.h"

namespace wagate::session_simulator {
namespace {

constexpr std::int64_t kConnectMs = 250;   // from connecting to open, or to the first code
constexpr std::int64_t kScanMs = 400;      // from the scan to open
constexpr std::int64_t kRetryMs = 25;      // until the bus is asked again after it was full
constexpr std::int64_t kSlowDownMs = 200;  // a scene is put off while that many events wait
constexpr std::size_t kOutboxHighWater = 256;
constexpr std::int64_t kStableMs = 60'000;  // open for that long: the next reconnect is quick again

std::uint64_t seed_of(const Options& options, std::string_view instance_name) {
  return Prng::derive(options.seed, instance_name);
}

std::uint64_t life_seed(std::uint64_t seed, std::uint64_t lives) {
  return Prng::derive(seed, "life " + std::to_string(lives));
}

// The digits of the paired account, or of the number that was given.
std::string own_number(const SavedState& saved, std::string_view number) {
  if (!saved.wuid.empty()) return std::string(user_of(saved.wuid));
  std::string digits;
  for (const char c : number)
    if (c >= '0' && c <= '9') digits += c;
  return digits;
}

// A world of 30 events a minute or less takes its time; a busier one types faster.
double tempo_of(double pace) { return pace > 30 ? 30 / pace : 1; }

// The last disconnect as the WhatsApp library words it.
std::string disconnection(std::string_view message, const std::string& at) {
  std::string json;
  JsonWriter(json)
      .begin_object()
      .key("error")
      .begin_object()
      .field_null("data")
      .field("isBoom", true)
      .field("isServer", false)
      .key("output")
      .begin_object()
      .field("statusCode", 401)
      .key("payload")
      .begin_object()
      .field("statusCode", 401)
      .field("error", "Unauthorized")
      .field("message", message)
      .end_object()
      .key("headers")
      .begin_object()
      .end_object()
      .end_object()
      .end_object()
      .field("date", at)
      .end_object();
  return json;
}

}  // namespace

Session::Session(const Surroundings& surroundings, const abi::SessionSpec& spec)
    : surroundings_(surroundings),
      key_(spec.instance),
      stage_{spec.instance_name.str(), spec.instance_id.str()},
      seed_(seed_of(surroundings.options, spec.instance_name)),
      wants_pairing_code_(!spec.number.empty()),
      saved_(surroundings.states.load(spec.instance_id)),
      settings_(Settings::parse(spec.settings_json)),
      settings_json_(spec.settings_json.str()),
      world_(
          stage_,
          make_cast(seed_, own_number(saved_, spec.number), surroundings.options.contacts, surroundings.options.groups),
          life_seed(seed_, saved_.lives), tempo_of(surroundings.options.pace)),
      pairing_choices_(Prng::derive(life_seed(seed_, saved_.lives), "pairing")),
      sent_choices_(Prng::derive(life_seed(seed_, saved_.lives), "sent")),
      pace_choices_(Prng::derive(life_seed(seed_, saved_.lives), "pace")) {
  world_.read_at_once(settings_.read_messages);
  saved_.account.restore(world_);
}

void Session::act(const std::function<void()>& action) {
  {
    std::lock_guard lock(mutex_);
    if (phase_ == Phase::ended) return;
    action();
    arm();
  }
  flush();
}

void Session::flush() {
  const bool all_out = outbox_.drain();
  std::vector<Agenda::Entries> dropped;
  std::lock_guard lock(mutex_);
  dropped.swap(dropped_);
  if (!all_out) {
    after(kRetryMs, [] {});  // the timer flushes again
    arm();
  }
}

void Session::on_timer(std::uint64_t armed) {
  {
    std::lock_guard lock(mutex_);
    if (armed == armed_) timer_ = 0;
    while (Agenda::Action action = agenda_.take_due(now())) action();
    arm();
  }
  flush();
}

void Session::arm() {
  const auto due = agenda_.next_due();
  if (!due) return;
  if (timer_ != 0 && armed_for_ <= *due) return;
  if (timer_ != 0) surroundings_.timers.cancel(timer_);
  armed_for_ = *due;
  const std::uint64_t armed = ++armed_;
  timer_ = surroundings_.timers.after(
      std::max<std::int64_t>(0, *due - now()),
      make_task([session = weak_from_this(), armed, flight = surroundings_.flights->take_off()] {
        if (const auto alive = session.lock()) alive->on_timer(armed);
      }));
}

void Session::put(Happening happening) {
  outbox_.put([this, entry = std::make_shared<const Happening>(std::move(happening))] {
    return surroundings_.outlet.publish(key_, *entry);
  });
}

void Session::put_lifecycle(std::function<void()> publish) {
  outbox_.put([publish = std::move(publish)] {
    publish();
    return abi::StatusCode::ok;
  });
}

void Session::drop_plans() {
  dropped_.push_back(agenda_.take_all());
  script_.clear();
  playing_ = false;
  scene_planned_ = false;
  pending_sends_ = 0;
}

void Session::open() {
  act([this] {
    if (phase_ != Phase::idle) return;
    phase_ = saved_.paired ? Phase::connecting : Phase::pairing;
    // Through the timer, not here: the caller may be in the middle of a change of its own.
    after(0, [this] {
      put_lifecycle([this] { surroundings_.events.connecting(key_, stage_.instance_name); });
      if (phase_ == Phase::connecting) {
        after(kConnectMs, [this] { opened(false); });
        return;
      }
      code_keys_.clear();
      for (int i = 0; i < 3; ++i) code_keys_ += "," + base64::encode(pairing_choices_.bytes(32));
      if (wants_pairing_code_) pairing_code_ = pairing_choices_.text("ABCDEFGHJKLMNPQRSTVWXYZ123456789", 8);
      after(kConnectMs, [this] { show_code(); });
      if (surroundings_.options.scan_after_ms > 0)
        after(std::max(surroundings_.options.scan_after_ms, kConnectMs), [this] { pair(); });
    });
  });
}

void Session::show_code() {
  if (codes_shown_ >= surroundings_.options.qr_limit) {
    put_lifecycle([this] { surroundings_.events.qr_limit_reached(key_, stage_.instance_name); });
    end();
    return;
  }
  ++codes_shown_;
  const std::string code = "2@" + base64::encode(pairing_choices_.bytes(54)) + code_keys_;
  put_lifecycle([this, code, pairing_code = pairing_code_] {
    const std::string picture = surroundings_.options.qr_image.data_url(code);
    surroundings_.events.qr_code(key_, stage_.instance_name, code, picture, pairing_code);
  });
  after(surroundings_.options.qr_interval_ms, [this] { show_code(); });
}

void Session::pair() {
  drop_plans();
  phase_ = Phase::connecting;
  saved_.paired = true;
  saved_.wuid = world_.cast().owner.jid;
  after(kScanMs, [this] { opened(true); });
}

void Session::opened(bool after_pairing) {
  phase_ = Phase::open;
  opened_at_ = scene_started_ms_ = now();
  if (reconnects_ == 0) ++saved_.lives;
  const Person& owner = world_.cast().owner;
  put_lifecycle([this, state = saved_, name = owner.name, picture = owner.picture] {
    save(state);
    surroundings_.events.open(key_, stage_.instance_name, state.wuid, name, picture);
  });
  if (settings_.always_online) show_online();
  surroundings_.log.info("session opened", {{"instance", stage_.instance_name}, {"paired_now", after_pairing}});
  if (after_pairing) {
    const Options& options = surroundings_.options;
    perform(history(world_, settings_, seed_, options.history_chunks, options.history_messages, wall_ms()));
  }
  if (!playing_) plan_next_scene();
}

void Session::save(const SavedState& state) {
  if (!surroundings_.states.save(stage_.instance_id, state))
    surroundings_.log.warn("state was not saved, the instance may have to be paired again after a restart",
                           {{"instance", stage_.instance_name}});
}

void Session::end() {
  drop_plans();
  phase_ = Phase::ended;
}

bool Session::scan() {
  bool done = false;
  act([&] {
    done = phase_ == Phase::pairing;
    if (done) pair();
  });
  return done;
}

bool Session::unlink() {
  bool done = false;
  act([&] {
    done = phase_ == Phase::open || phase_ == Phase::connecting;
    if (!done) return;
    saved_.paired = false;
    saved_.wuid.clear();
    put_lifecycle([this, state = saved_, at = iso_time(wall_ms())] {
      surroundings_.states.save(stage_.instance_id, state);
      surroundings_.events.closed(key_, stage_.instance_name, 401, at, disconnection("Stream Errored (conflict)", at));
    });
    end();
  });
  return done;
}

bool Session::disconnect() {
  bool done = false;
  act([&] {
    done = phase_ == Phase::open;
    if (!done) return;
    drop_plans();
    phase_ = Phase::connecting;
    // A transient close is not told; the next event is "connecting". 1 s, doubled up to 64 s, with jitter.
    reconnects_ = now() - opened_at_ >= kStableMs ? 1 : std::min(reconnects_ + 1, 7);
    const std::int64_t backoff = std::int64_t{1'000} << (reconnects_ - 1);
    after(backoff + pace_choices_.between(0, backoff / 4), [this] {
      put_lifecycle([this] { surroundings_.events.connecting(key_, stage_.instance_name); });
      after(kConnectMs, [this] { opened(false); });
    });
  });
  return done;
}

void Session::close(abi::CloseMode mode) {
  bool was_alive = false;
  SavedState state;
  std::vector<Agenda::Entries> dropped;
  {
    std::lock_guard lock(mutex_);
    was_alive = phase_ != Phase::ended && phase_ != Phase::idle;
    end();
    if (timer_ != 0) surroundings_.timers.cancel(timer_);
    timer_ = 0;
    dropped.swap(dropped_);
    if (mode == abi::CloseMode::logout) {
      saved_.paired = false;
      saved_.wuid.clear();
    }
    state = saved_;
  }
  dropped.clear();
  if (!outbox_.close())
    surroundings_.log.warn("a subscriber kept an event for five seconds while its session was closed",
                           {{"instance", stage_.instance_name}});

  switch (mode) {
    case abi::CloseMode::suspend:
      // What a command changed may have waited behind events that nobody took.
      if (was_alive && state.account.touched) save(state);
      break;
    case abi::CloseMode::erase:
      surroundings_.states.erase(stage_.instance_id);
      break;
    case abi::CloseMode::logout:
      surroundings_.states.save(stage_.instance_id, state);
      if (was_alive) {
        const std::string at = iso_time(wall_ms());
        surroundings_.events.closed(key_, stage_.instance_name, 401, at, disconnection("Intentional Logout", at));
      }
      break;
  }
}

void Session::set_settings(std::string_view json) {
  std::lock_guard lock(mutex_);
  if (json == settings_json_) return;
  settings_json_ = json;
  settings_ = Settings::parse(json);
  world_.read_at_once(settings_.read_messages);
}

void Session::publish(std::vector<Happening> happenings) {
  {
    std::lock_guard lock(mutex_);
    for (Happening& happening : happenings) put(std::move(happening));
  }
  flush();
}

std::string Session::sent_stanzas() const {
  std::lock_guard lock(mutex_);
  return stanzas_.json();
}

void Session::perform(Scene scene) {
  scene_size_ += scene.size();
  for (Beat& beat : scene) script_.push_back(std::move(beat));
  if (playing_ || script_.empty()) return;
  playing_ = true;
  scene_started_ms_ = now();
  after(script_.front().pause_ms, [this] { play(); });
}

void Session::play() {
  // Beats without a pause between them leave together.
  do {
    put(std::move(script_.front().happening));
    script_.pop_front();
  } while (!script_.empty() && script_.front().pause_ms == 0);
  if (!script_.empty()) {
    after(script_.front().pause_ms, [this] { play(); });
    return;
  }
  playing_ = false;
  plan_next_scene();
}

void Session::plan_next_scene() {
  if (!surroundings_.options.live || scene_planned_) return;
  scene_planned_ = true;
  // The events of the last scene have used up their share of the minute; its duration counts.
  const double per_event_ms = 60'000 / surroundings_.options.pace;
  const double spread = static_cast<double>(pace_choices_.between(50, 150)) / 100;
  const auto size = static_cast<double>(std::max<std::size_t>(1, std::exchange(scene_size_, 0)));
  const std::int64_t share = static_cast<std::int64_t>(per_event_ms * size * spread) - (now() - scene_started_ms_);
  const std::int64_t crowded = outbox_.size() > kOutboxHighWater ? kSlowDownMs : 0;
  after(std::max<std::int64_t>(0, share) + crowded, [this] {
    scene_planned_ = false;
    if (playing_) return;
    if (outbox_.size() > kOutboxHighWater) return plan_next_scene();
    perform(world_.next(settings_, wall_ms()));
  });
}

void Session::schedule(Scene scene) {
  std::int64_t due = 0;
  for (Beat& beat : scene) {
    due += beat.pause_ms;
    after(due, [this, happening = std::move(beat.happening)] { put(happening); });
  }
}

}  // namespace wagate::session_simulator
