#pragma once

#include <string_view>

#include "wagate/abi/event.h"

namespace wagate::filter_rules {

// Which way a message went, seen from the account.
enum class Direction { unknown, in, out };

// What rules ask about an event, collected once from its field table. Borrowed from the event.
struct Facts {
  std::string_view instance;
  std::string_view chat;
  std::string_view sender;
  std::string_view type;       // of the message: "imageMessage"
  std::string_view text;
  std::string_view push_name;
  Direction direction = Direction::unknown;

  bool has_chat = false;
  bool has_sender = false;
  bool has_type = false;
  bool has_text = false;

  // A message of one person to the account: the chat's address is the sender's.
  [[nodiscard]] bool from_a_person() const;
};

Facts facts_of(const abi::EventView& event);

// The facts that rules may ask for.
enum class Fact { chat, sender, type, text, direction };

// Whether events of this type have the fact.
bool has_fact(const abi::EventType& type, Fact fact);

}  // namespace wagate::filter_rules
