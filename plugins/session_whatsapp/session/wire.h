#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "node/node.h"

namespace wagate::session_whatsapp {

// What came of a request.
struct Answer {
  enum class Kind {
    result,
    error,         // stanza holds <error code text/>
    timed_out,
    disconnected,  // the connection went before the answer came
  };

  Kind kind = Kind::disconnected;
  Node stanza;  // the answer; empty unless result or error

  bool ok() const { return kind == Kind::result; }
  // Of an error; 0 when it has none.
  std::int64_t error_code() const {
    const Node* error = stanza.child("error");
    return error ? error->number("code").value_or(0) : 0;
  }
};

// What the parts of a session may do with its connection. Everything that belongs to one session runs on its lane, one
// piece of work at a time: these functions are called there, and callbacks come there.
class Wire {
 public:
  using OnAnswer = std::function<void(const Answer&)>;

  // Queues a stanza. False when there is no connection; then it is not sent later either.
  virtual bool send(const Node& stanza) = 0;

  // Sends an <iq> and calls `on_answer` exactly once, never from within this call. An id is set; so is `to`, to the
  // server, when it is absent.
  virtual void request(Node iq, OnAnswer on_answer) = 0;

 protected:
  ~Wire() = default;
};

}  // namespace wagate::session_whatsapp
