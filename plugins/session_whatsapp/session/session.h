#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "session/alarm.h"
#include "session/backoff.h"
#include "session/housekeeping.h"
#include "session/keepalive.h"
#include "session/link.h"
#include "session/link_code.h"
#include "session/outbox.h"
#include "session/pairing.h"
#include "session/prekeys.h"
#include "session/reply_box.h"
#include "session/requests.h"
#include "session/stream_end.h"
#include "session/surroundings.h"

namespace wagate::session_whatsapp {

// One account: links a device by QR or pairing code, keeps it connected, and tells what becomes of that.
//
// Three places work on a session, in turn: the I/O thread of its link makes stanzas of bytes, its lane does everything
// with them, its outbox publishes. The lane's queue is bounded: when it or the outbox falls behind, the socket is not
// read until they have caught up, so a slow disk or subscriber costs time, not memory.
//
// open(), close() and the commands may be called from any thread, one after the other; the rest is on the lane.
class Session final : private Wire, public std::enable_shared_from_this<Session> {
 public:
  enum class Phase {
    connecting,  // or linking, or waiting to try again
    online,
    ended,  // closed for good; a new session may be opened
  };

  Session(const Surroundings& surroundings, InstanceName instance);
  ~Session();

  const std::string& name() const { return instance_.name; }
  Phase phase() const { return phase_; }

  // Begins to connect. Once.
  void open();

  // Ends the session; afterwards nothing is published. Logging out waits a moment for the server to unlink the device.
  void close(abi::CloseMode mode);

  // Writes the stanza as it is.
  void send_node(Node stanza, ReplyBox reply);

  // Any other command.
  void execute(std::string name, Document arguments, ReplyBox reply);

  // The instance's settings from now on.
  void set_settings(std::string json);

 private:
  class LinkObserver;

  Wire& wire() { return *this; }
  bool send(const Node& stanza) override;
  void request(Node iq, OnAnswer on_answer) override;

  // Life of a connection.
  void begin();
  void connect();
  void open_link();
  std::optional<LinkPlan> plan_link();
  void link_ready();
  void link_ended(const LinkEnd& end);
  void drop_parts();
  void reconnect_in(std::int64_t delay_ms);
  void end_with(const StreamEnd& end);
  void publish_last(std::function<void()> publish);
  void break_link(StreamEnd end);
  StreamEnd default_end(const LinkEnd& end) const;
  bool wants_long_history() const;

  // Linking.
  void show_code(const std::string& qr_text);
  void publish_code();
  void ask_for_pairing_code();
  void device_linked(const LinkedDevice& device);

  // Stanzas.
  void take(const Node& stanza);
  void take_iq(const Node& iq);
  void take_info(const Node& info);
  void take_notification(const Node& notification);
  void take_success(const Node& success);
  void activate();
  void ask_for_picture();
  void announce_open(const std::string& picture_url);

  // How much may wait for the lane and the outbox before the socket is left alone.
  void stanza_arrived(std::size_t size);
  void stanza_done(std::size_t size);
  bool is_crowded() const;
  void relieve();

  std::shared_ptr<Link> current_link() const;
  bool unlink_device();
  void shut();
  void failed(std::string_view what);

  const Surroundings& surroundings_;
  InstanceName instance_;  // its settings change, on the lane; the rest stays
  const Workplace place_;
  Outbox outbox_;
  Requests requests_;
  Alarm patience_;  // with a connection that does not get on
  Alarm retry_;
  Alarm picture_;
  Backoff backoff_;

  std::unique_ptr<SessionStore> store_;
  std::unique_ptr<Messaging> messaging_;
  std::optional<Housekeeping> housekeeping_;
  std::optional<Prekeys> prekeys_;
  std::optional<Pairing> pairing_;
  std::optional<LinkCode> link_code_;
  std::optional<Keepalive> keepalive_;
  std::optional<StreamEnd> verdict_;  // why the connection ends, when that is known before it does
  std::optional<std::int64_t> online_since_ms_;  // since the server greeted us
  std::uint64_t generation_ = 0;  // of the link: what an older one still tells is ignored
  bool is_open_announced_ = false;

  int codes_shown_ = 0;
  std::string qr_text_;       // of the code that is shown
  std::string pairing_code_;  // beside it
  bool waits_for_pairing_code_ = false;

  std::atomic<Phase> phase_{Phase::connecting};
  std::atomic<std::size_t> stanzas_waiting_{0};
  std::atomic<std::size_t> bytes_waiting_{0};
  std::atomic<bool> reading_paused_{false};

  mutable std::mutex link_mutex_;
  std::shared_ptr<Link> link_;  // guarded by link_mutex_
};

}  // namespace wagate::session_whatsapp
