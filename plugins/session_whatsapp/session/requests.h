#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "session/alarm.h"
#include "session/lane_posts.h"
#include "session/wire.h"
#include "session/workplace.h"

namespace wagate::session_whatsapp {

// The questions of a session that wait for their answers. Used on the lane.
class Requests {
 public:
  static constexpr std::int64_t kPatienceMs = 60'000;
  static constexpr std::size_t kMaxWaiting = 4'096;

  // `send` writes a stanza to the connection and returns whether there is one.
  Requests(const Workplace& place, std::function<bool(const Node&)> send);

  // See Wire::request(). At kMaxWaiting, or without a connection, the answer is "disconnected".
  void ask(Node iq, Wire::OnAnswer on_answer);

  // Whether the stanza answers a question, which is over then.
  bool take(const Node& iq);

  // The connection is gone: all questions that wait are answered so, before this returns. Ids of later ones are new.
  void disconnect();

  // Forgets all questions without answering them, also those whose answer is on its way. Before those who asked go.
  void stop();

  std::size_t waiting() const { return waiting_.size(); }

 private:
  struct Question {
    std::int64_t until_ms = 0;
    Wire::OnAnswer on_answer;
  };

  void expire();
  void watch();
  void begin_ids();
  // On the lane, but not from within the call that asked.
  void answer_later(Wire::OnAnswer on_answer);

  const Workplace place_;
  const std::function<bool(const Node&)> send_;
  std::optional<LanePosts> posts_;  // answers on their way
  Alarm alarm_;
  std::string prefix_;
  std::uint64_t last_id_ = 0;
  std::unordered_map<std::string, Question> waiting_;
  std::deque<std::pair<std::int64_t, std::string>> by_time_;  // all wait equally long; answered ones are still in it
};

}  // namespace wagate::session_whatsapp
