#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "wagate/abi/event.h"

namespace wagate {

// What choices look at in an event, looked up by name once, however many choices are asked. Null: events of that type
// have no such fact. The event is borrowed.
struct ChoiceFacts {
  explicit ChoiceFacts(const abi::EventView& event);

  const abi::EventType& type;
  const abi::StringRef* chat = nullptr;
  const abi::StringRef* message_type = nullptr;
  const bool* from_me = nullptr;
};

// What a client asked to receive, or may receive at most. Clients with equal choices share an audience,
// so that the work is done once.
//
// An event that lacks the fact in question passes: `chats` says nothing about connection.update.
struct Choice {
  std::string events;                       // names as given, for types outside the catalogue; empty: all
  std::uint64_t catalog = ~std::uint64_t{0};  // the events of the catalogue, by index
  std::set<std::string, std::less<>> chats;         // JIDs; empty: all
  std::vector<std::string> chat_servers;            // "@g.us": every chat of that server
  std::optional<bool> from_me;
  std::set<std::string, std::less<>> types;         // of messages: "imageMessage"; empty: all

  bool base64 = false;                      // bytes as base64 text instead of attachments
  std::set<std::string, std::less<>> omit;  // members left out of the document, at any depth

  // Equal for equal choices. Set by the reader.
  std::string text;

  // What is different about the copy: equal for choices whose copies are the same, empty for the plain copy.
  std::string rendering() const;

  // Whether the event is chosen.
  bool admits(const ChoiceFacts& event) const;
};

using ChoicePtr = std::shared_ptr<const Choice>;

// Appends one of several texts so that they can be told apart, whatever is in them.
void append_entry(std::string& out, std::string_view entry);

// Whether `name` fits a name with any number of * in it.
bool fits_pattern(std::string_view pattern, std::string_view name);

}  // namespace wagate
