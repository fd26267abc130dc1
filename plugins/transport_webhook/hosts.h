#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>

namespace wagate::transport_webhook {

struct Lane;

// Which lane may send next. Lanes of one host stand in one line, and hosts take turns, so a host that is
// slow or has thousands of lanes never keeps others waiting. A host that did not answer lately gets one
// request at a time: it cannot hold all the places there are.
class Hosts {
 public:
  void set_limits(std::size_t max_in_flight, std::size_t max_per_host) {
    max_in_flight_ = max_in_flight;
    max_per_host_ = max_per_host;
  }

  // The lane gets in line at its host.
  void enqueue(const std::string& host, Lane& lane);
  // It leaves the line; it may be anywhere in it.
  void dequeue(const std::string& host, Lane& lane);

  // The next lane, which then is in flight; null when nobody may go now.
  Lane* next();

  // A lane that next() gave has its answer, or did not send after all.
  enum class End { answered, silent, unsent };
  void ended(const std::string& host, End end);

  std::size_t in_flight() const { return in_flight_; }

  // Forgets hosts that nobody waits for.
  void tidy();

 private:
  struct Host {
    std::deque<Lane*> line;
    std::size_t in_flight = 0;
    bool silent = false;
    bool in_rotation = false;
  };

  bool has_place(const Host& host) const { return host.in_flight < (host.silent ? 1 : max_per_host_); }
  void rotate(const std::string& name, Host& host);

  std::size_t max_in_flight_ = 200;
  std::size_t max_per_host_ = 8;
  std::size_t in_flight_ = 0;
  std::map<std::string, Host> hosts_;
  std::deque<std::string> rotation_;  // hosts with a line and a place
};

}  // namespace wagate::transport_webhook
