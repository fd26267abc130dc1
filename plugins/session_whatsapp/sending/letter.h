#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "message/compose.h"
#include "node/jid.h"
#include "session/reply_box.h"

namespace wagate::session_whatsapp {

// A message that left.
struct SentLetter {
  std::string chat;  // as applications know it
  std::string id;
  std::string message;  // wire form of Message
  std::int64_t at = 0;  // Unix seconds
};

// A message before it leaves: for whom it is, and how its content is made once all it refers to is known.
struct Letter {
  Jid chat;                  // without device: an account, a group, or the stories
  std::vector<Jid> readers;  // of a story; accounts

  std::int64_t delay_ms = 0;
  bool shows_recording = false;  // while it waits for its delay; otherwise that somebody types

  // What it refers to. Messages that say something about another one do not have a context.
  bool has_context = true;
  std::vector<std::string> mentioned;  // in a group
  bool mentions_everyone = false;
  Quote quote;
  bool quotes_own_message = false;  // then its author is not set

  std::function<proto::Message(const Context&)> compose;

  // Tells the applications and answers, on the lane. Without it the letter is published as send.message, and its record
  // is the answer.
  std::function<void(const SentLetter&, const ReplyBox&)> tell;
};

}  // namespace wagate::session_whatsapp
