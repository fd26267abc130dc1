#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "session/wire.h"

namespace wagate::session_whatsapp::testing {

// Keeps what is sent and asked; the test answers.
class ScriptedWire final : public Wire {
 public:
  bool send(const Node& stanza) override {
    if (is_connected) sent.push_back(stanza);
    return is_connected;
  }
  void request(Node iq, OnAnswer on_answer) override {
    asked.push_back(std::move(iq));
    waiting.push_back(std::move(on_answer));
  }

  // Answers the oldest question.
  void answer(Answer::Kind kind, std::vector<Node> content = {}) {
    const OnAnswer on_answer = std::move(waiting.front());
    waiting.erase(waiting.begin());
    Answer told{kind, Node("iq")};
    if (!content.empty()) told.stanza.set_children(std::move(content));
    on_answer(told);
  }

  bool is_connected = true;
  std::vector<Node> sent;
  std::vector<Node> asked;
  std::vector<OnAnswer> waiting;
};

}  // namespace wagate::session_whatsapp::testing
