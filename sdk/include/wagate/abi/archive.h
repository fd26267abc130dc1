#pragma once

#include "wagate/abi/basic.h"

// What was said on the instances, kept for questions. An archive listens on the bus and writes behind
// the events' back: nobody who publishes waits for it, and a row may be found a moment after its event
// was delivered.
namespace wagate::abi {

// Rows are JSON objects in the shapes of Evolution API 2.3, binary values as base64 text.
class ArchiveVisitor {
 public:
  virtual bool visit(StringRef row) noexcept = 0;  // view valid until it returns; false ends the scan

 protected:
  ~ArchiveVisitor() = default;
};

// Which messages. Empty members do not filter. Times are Unix seconds.
struct MessageQuery {
  std::uint32_t size = sizeof(MessageQuery);
  std::int32_t from_me = -1;  // 0, 1, or -1: both
  StringRef instance_id;      // UUID; required
  StringRef row_id;
  StringRef message_id;       // WhatsApp's
  StringRef remote_jid;
  StringRef participant;
  StringRef message_type;     // "imageMessage"
  StringRef source;           // "ios"
  std::int64_t since = 0;     // inclusive; 0: no bound
  std::int64_t until = 0;
  std::uint64_t skip = 0;     // newest first
  std::uint64_t take = 50;
};

struct ChatQuery {
  std::uint32_t size = sizeof(ChatQuery);
  std::uint32_t reserved = 0;
  StringRef instance_id;
  StringRef remote_jid;
  std::int64_t since = 0;  // of the last message
  std::int64_t until = 0;
  std::uint64_t skip = 0;
  std::uint64_t take = 0;  // 0: all
};

struct ContactQuery {
  std::uint32_t size = sizeof(ContactQuery);
  std::uint32_t reserved = 0;
  StringRef instance_id;
  StringRef row_id;
  StringRef remote_jid;
  StringRef push_name;
  std::uint64_t skip = 0;
  std::uint64_t take = 0;  // 0: all
};

struct ArchiveCounts {
  std::uint32_t size = sizeof(ArchiveCounts);
  std::uint32_t reserved = 0;
  std::uint64_t messages = 0;
  std::uint64_t contacts = 0;
  std::uint64_t chats = 0;
};

class Archive {
 public:
  static constexpr std::string_view kServiceId = "wagate.archive/1";

  // {id, key, pushName, messageType, message, messageTimestamp, instanceId, source, contextInfo,
  // MessageUpdate: [{status}]}, newest first. `total`: how many fit without skip and take. [any, may block]
  virtual StatusCode messages(const MessageQuery& query, std::uint64_t* total, ArchiveVisitor& visitor,
                              ErrorOut& error) noexcept = 0;

  // Changes of status of the messages that fit (message_id, remote_jid, skip, take): {id, keyId,
  // remoteJid, fromMe, participant, pollUpdates, status, messageId, instanceId}. [any, may block]
  virtual StatusCode message_updates(const MessageQuery& query, ArchiveVisitor& visitor, ErrorOut& error) noexcept = 0;

  // {id|null, remoteJid, name, pushName, profilePicUrl, labels, createdAt, updatedAt, unreadCount,
  // isSaved, lastMessage: <message row>|null, instanceId}, by last activity: every chat that has a
  // stored message or a row. [any, may block]
  virtual StatusCode chats(const ChatQuery& query, ArchiveVisitor& visitor, ErrorOut& error) noexcept = 0;

  // {id, remoteJid, pushName, profilePicUrl, createdAt, updatedAt, instanceId}. [any, may block]
  virtual StatusCode contacts(const ContactQuery& query, ArchiveVisitor& visitor, ErrorOut& error) noexcept = 0;

  // {id, name, color, predefinedId}, by id. [any, may block]
  virtual StatusCode labels(StringRef instance_id, ArchiveVisitor& visitor, ErrorOut& error) noexcept = 0;

  virtual StatusCode counts(StringRef instance_id, ArchiveCounts* counts, ErrorOut& error) noexcept = 0;  // [any, may block]

  // Waits until everything published before the call can be found. For tests and for reading one's
  // own writes. [any, may block]
  virtual StatusCode flush(ErrorOut& error) noexcept = 0;

 protected:
  ~Archive() = default;
};

}  // namespace wagate::abi
