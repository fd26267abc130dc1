#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "wagate/document.h"

namespace wagate::archive_sqlite {

// One event as it waits for the disk: what the archive needs of it, copied.
struct Job {
  enum class Kind : std::uint8_t {
    message,         // arrived, or was sent
    history,         // messages, an array
    status,          // of a message
    edit,            // of a message
    message_delete,
    contacts,        // one, or an array
    chats,           // became known or changed; one, or an array
    chats_touched,   // changed in a way that is not told
    chats_delete,    // an array of JIDs
    label,           // made, changed or deleted
    label_on_chat,
    instance_gone,
  };

  Kind kind = Kind::message;
  bool from_me = false;
  std::int64_t at_ms = 0;    // when it happened here, Unix milliseconds
  std::int64_t at = 0;       // of a message, Unix seconds
  std::string instance;      // UUID
  std::string chat;
  std::string sender;
  std::string message_id;
  std::string message_type;
  std::string word;          // a status, the id of a label, or what is done with it
  std::string action;
  std::string push_name;
  Document document;

  // What it takes while it waits.
  std::size_t bytes() const {
    std::size_t sum = sizeof(Job) + instance.size() + chat.size() + sender.size() + message_id.size() +
                      message_type.size() + word.size() + action.size() + push_name.size() + document.json.size();
    for (const std::string& bytes : document.attachments) sum += sizeof(std::string) + bytes.size();
    return sum;
  }
};

}  // namespace wagate::archive_sqlite
