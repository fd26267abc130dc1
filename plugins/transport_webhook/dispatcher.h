#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "figures.h"
#include "hosts.h"
#include "lane.h"
#include "mailbox.h"
#include "outbox.h"
#include "settings.h"
#include "wagate/abi/command.h"
#include "wagate/plugin.h"

namespace wagate::transport_webhook {

// Writes events down, sends them, tries again, and gives up.
//
// One thread owns the outbox and all lanes: whatever happens comes through the mailbox, and turn() deals
// with everything that is there. What one turn changes is one transaction, so that a busy gateway syncs
// its disk as often as the disk can, not once per event. An event is on the disk before it is sent, and
// its row goes after it was accepted: after a crash some are sent twice, none is lost.
class Dispatcher {
 public:
  struct Surroundings {
    abi::HttpClient& http;
    abi::Commands* commands;  // null: received files are not sent along
    abi::Clock& clock;
    abi::Timers& timers;
    Logger log;
    Figures& figures;
    std::shared_ptr<Mailbox> mailbox;
    std::function<double()> chance;  // from 0 to 1, for the jitter
  };
  struct Instance {
    std::string id;
    abi::InstanceKey key = 0;
  };
  // How a request ended.
  struct Outcome {
    abi::StatusCode code = abi::StatusCode::ok;  // ok: an answer came
    std::uint32_t status = 0;
    std::int64_t asked_ms = 0;  // by Retry-After
    std::string sentence;       // why none came
  };

  // Opens the outbox; throws sqlite::Error.
  Dispatcher(Surroundings around, SettingsPtr settings, const std::string& outbox_path);
  ~Dispatcher();
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  void turn();

  // The rest is for jobs of the mailbox, and so on its thread, too.

  void configure(SettingsPtr settings);
  // Null: the instance has no webhook, or has it switched off.
  void set_webhook(const Instance& instance, WebhookPtr webhook);
  void remove_instance(const std::string& instance);

  struct DeadLetters {
    std::uint64_t total = 0;
    std::vector<DeadLetter> letters;
  };
  // Names of deliveries begin with it.
  const std::string& tag() const { return outbox_.tag(); }
  // Whether the instance has no webhook at present.
  bool is_off(const std::string& instance) const;
  DeadLetters dead_letters(const Outbox::DeadQuery& which);
  // Puts dead letters back in line and answers how many. Those of a webhook that is off stay.
  std::uint64_t resend(Outbox::DeadQuery which);

  // Begins no further request; `drained` is called when none is under way.
  void finish(std::function<void()> drained);

  void answered(const LaneKey& key, std::int64_t row, Outcome outcome);
  void file_came(const LaneKey& key, std::int64_t row, const std::string& base64);
  void timer_fired() { timer_ = 0; }

 private:
  using Write = std::function<void(Outbox&)>;

  std::int64_t now_ms() const { return around_.clock.monotonic_ns() / 1'000'000; }
  Lane& lane(const LaneKey& key);
  Lane* find(const LaneKey& key);
  const WebhookPtr& webhook_of(const Lane& lane) const;
  std::string destination_of(const Lane& lane, const Row& row) const;

  void arrive(Row row);
  void flush();
  void accept(Row row);
  bool has_room(const Lane& lane, const Row& row) const;

  void begin_requests();
  void launch(Lane& lane);
  void give_back(Lane& lane);  // the place that next() gave it, unused
  std::shared_ptr<const Row> head_of(Lane& lane);
  void send(Lane& lane, const Row& row, std::string_view file_base64);

  void succeeded(Lane& lane);
  void refused(Lane& lane, const Outcome& outcome);
  void bury_head(Lane& lane, std::int64_t status, std::string reason);
  void pop_head(Lane& lane);
  // After the head came to an end: the next one, or nothing.
  void settle(Lane& lane);
  void switch_off(Lane& lane);
  void wake(Lane& lane);
  void wait(Lane& lane, std::int64_t delay_ms);
  void leave_line(Lane& lane);
  void forget_rows(Lane& lane);
  void clear_cache(Lane& lane);
  bool erase_when_empty(Lane& lane);

  void read_totals();
  void wake_due();
  void maintain();
  void arm_timer();
  bool may_warn(Lane& lane);
  void show_waiting();

  Surroundings around_;
  SettingsPtr settings_;
  Outbox outbox_;
  std::map<LaneKey, std::unique_ptr<Lane>> lanes_;
  Hosts hosts_;
  std::set<std::pair<std::int64_t, Lane*>> waiting_;  // by due_ms

  std::vector<Write> writes_;      // not in the outbox yet, in order
  std::vector<Row> arrivals_;      // likewise, behind the writes
  std::int64_t write_again_ms_ = 0;  // monotonic; 0: the last write went well
  std::int64_t next_disk_warning_ms_ = 0;

  std::uint64_t rows_ = 0;   // of all lanes
  std::uint64_t bytes_ = 0;
  std::uint64_t arriving_bytes_ = 0;
  std::uint64_t cached_bytes_ = 0;
  std::uint64_t buried_ = 0;  // since dead letters were trimmed

  const std::int64_t began_ms_;
  std::int64_t maintenance_ms_;  // monotonic; when it is due
  abi::TimerId timer_ = 0;
  std::int64_t timer_due_ms_ = 0;
  std::function<void()> drained_;
  bool finishing_ = false;
};

}  // namespace wagate::transport_webhook
