#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agenda.h"
#include "device.h"
#include "flights.h"
#include "options.h"
#include "outbox.h"
#include "outlet.h"
#include "reply_box.h"
#include "settings.h"
#include "stanza_log.h"
#include "state_file.h"
#include "wagate/session_events.h"
#include "world.h"

namespace wagate::session_simulator {

// What every session of a unit uses. Outlives the sessions.
struct Surroundings {
  Options options;
  abi::Clock& clock;
  abi::Timers& timers;
  SessionEvents events;
  Outlet outlet;
  StateFiles states;
  std::shared_ptr<Flights> flights;
  Logger log;
};

// One simulated account: shows QR codes, is scanned, brings its history, then lives.
//
// A session is opened once and closed once; opening again takes a new one. What it is going to do stands in
// its agenda, with one timer for the next entry; what it publishes goes through its outbox, so no lock is held
// while filters and subscribers run, and after close() nothing more comes.
//
// Every member may be called from any thread.
class Session final : public std::enable_shared_from_this<Session>, private Device {
 public:
  enum class Phase {
    idle,        // not opened yet
    pairing,     // shows QR codes
    connecting,  // paired, on the way to open
    open,
    ended,  // closed, unlinked, or no code was scanned
  };

  Session(const Surroundings& surroundings, const abi::SessionSpec& spec);

  // Begins; progress comes as events.
  void open();

  // Ends the session; see abi::SessionProvider::close().
  void close(abi::CloseMode mode);

  // Each does what a phone or a network would do, and returns false when that is impossible in this phase.
  bool scan();        // the phone scans the code; while pairing
  bool unlink();      // the phone removes the device; while paired
  bool disconnect();  // the network breaks, the session reconnects; while open

  void set_settings(std::string_view json);

  // Executes a command: answers its reply exactly once. `action` runs when the session is open.
  void execute(const Action& action, const ReplyBox& reply);

  // The stanzas that were sent lately, as a JSON array.
  std::string sent_stanzas() const;

  // Publishes happenings in order, after what the session itself has waiting.
  void publish(std::vector<Happening> happenings);

  Outbox& outbox() { return outbox_; }
  Phase phase() const { return phase_; }
  abi::InstanceKey key() const { return key_; }
  const std::string& name() const { return stage_.instance_name; }

 private:
  // Runs `action` under the lock unless the session has ended, then publishes what it generated.
  void act(const std::function<void()>& action);
  void flush();
  void on_timer(std::uint64_t armed);
  void save(const SavedState& state);

  // All of these hold the lock.
  void arm();
  void put_lifecycle(std::function<void()> publish);
  void drop_plans();
  void show_code();
  void pair();
  void opened(bool after_pairing);
  void end();
  void play();
  void plan_next_scene();
  void show_online();

  // The device of the session's commands; see device.h.
  World& world() override { return world_; }
  Prng& choices() override { return sent_choices_; }
  MediaShelf& shelf() override { return shelf_; }
  StanzaLog& stanzas() override { return stanzas_; }
  std::size_t& waiting_sends() override { return pending_sends_; }
  bool is_unknown(const std::string& jid) const override;
  bool is_live() const override { return surroundings_.options.live; }
  std::int64_t wall_ms() const override { return surroundings_.clock.unix_ms(); }
  void put(Happening happening) override;
  void schedule(Scene scene) override;
  void perform(Scene scene) override;
  void after(std::int64_t ms, Agenda::Action action) override { agenda_.at(now() + ms, std::move(action)); }
  void attempt(const ReplyBox& reply, const std::function<void()>& action) override;
  void answer(const ReplyBox& reply, Document result) override;
  void publish_and_answer(Happening happening, const ReplyBox& reply) override;
  void keep_account() override;

  std::int64_t now() const { return surroundings_.clock.monotonic_ns() / 1'000'000; }

  const Surroundings& surroundings_;
  const abi::InstanceKey key_;
  const Stage stage_;
  const std::uint64_t seed_;
  const bool wants_pairing_code_;

  Outbox outbox_;
  std::atomic<Phase> phase_{Phase::idle};

  mutable std::mutex mutex_;  // guards everything below
  SavedState saved_;
  Settings settings_;
  std::string settings_json_;
  World world_;
  Prng pairing_choices_;
  Prng sent_choices_;
  Prng pace_choices_;
  StanzaLog stanzas_;
  MediaShelf shelf_;
  Agenda agenda_;
  std::vector<Agenda::Entries> dropped_;  // destroyed without the lock: they own replies
  abi::TimerId timer_ = 0;
  std::uint64_t armed_ = 0;  // counts armings, so that a late timer knows it is stale
  std::int64_t armed_for_ = 0;
  std::string pairing_code_;
  std::string code_keys_;  // what follows the reference in every QR code of this attempt
  std::int64_t codes_shown_ = 0;
  int reconnects_ = 0;
  std::int64_t opened_at_ = 0;
  std::deque<Beat> script_;
  std::size_t scene_size_ = 0;  // beats since the last plan
  std::int64_t scene_started_ms_ = 0;
  bool playing_ = false;
  bool scene_planned_ = false;
  std::size_t pending_sends_ = 0;
};

}  // namespace wagate::session_simulator
