#pragma once

#include <cstdint>

#include "socket.h"

namespace wagate::http_server {

class Loop;

// What a loop knows of a connection: a socket, which events it waits for, and the lists it is on.
// Everything here is used on the loop's thread.
class Connection {
 public:
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection();

  // The socket is ready for some of what was asked for. `events` are epoll's.
  virtual void on_events(std::uint32_t events) = 0;

  // Once at the end of a turn in which mark_dirty() was called: send what is queued.
  virtual void flush() = 0;

  // A few times a second while watched: has a deadline passed?
  virtual void on_check(std::int64_t now_ms) = 0;

  // The server stops: come to an end, soon.
  virtual void on_stop() = 0;

  // At the end of a turn in which Loop::report_end() was called for it: tell whom it concerns. Never
  // from within a call that they made.
  virtual void on_ended() {}

  // The last call, at the end of the turn that buried the connection.
  virtual void on_buried() = 0;

 protected:
  Connection(Loop& loop, Socket socket) : loop_(&loop), socket_(static_cast<Socket&&>(socket)) {}

  Loop& my_loop() const { return *loop_; }
  bool is_buried() const { return buried_; }
  bool wants_events(std::uint32_t events) const { return (interest_ & events) == events; }
  void set_interest(std::uint32_t events);
  void mark_dirty();
  void watch();
  void unwatch();

  // Destroys the connection at the end of the turn; nothing but on_buried() is called any more.
  void bury();

  Loop* loop_;
  Socket socket_;

 private:
  friend class Loop;

  Connection* previous_ = nullptr;  // all connections of the loop
  Connection* next_ = nullptr;
  Connection* watched_previous_ = nullptr;
  Connection* watched_next_ = nullptr;
  std::uint32_t interest_ = 0;
  bool dirty_ = false;
  bool watched_ = false;
  bool buried_ = false;
};

}  // namespace wagate::http_server
