#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "message/compose.h"
#include "message/names.h"
#include "node/jid.h"
#include "node/node.h"
#include "signal/session_cipher.h"
#include "store/transaction.h"

namespace wagate::session_whatsapp {

// A message on its way out.
struct OutgoingMessage {
  Jid chat;
  std::string id;
  std::string message;  // wire form of Message
  StanzaMarks marks;
  std::optional<Node> token;  // what lets the account write to that one; in direct chats
};

// Encrypts messages for devices and builds the stanzas around them.
//
//   MessageSealer sealer(work, account);
//   const auto strangers = sealer.without_session(devices);  // fetch their keys, then open() them
//   Node stanza = sealer.seal_direct(message, devices, now);
//   work.commit();                                           // only now may the stanza leave
//
// Devices without a session are left out of a stanza: a device that has no keys on the server cannot be written
// to, and must not keep a message from the others.
class MessageSealer {
 public:
  MessageSealer(Transaction& work, const Account& own) : work_(work), own_(own), names_(work, own) {}

  Names& names() { return names_; }

  // Those of the devices that keys have to be fetched for. The own device is none of them.
  std::vector<Jid> without_session(const std::vector<Jid>& devices);

  // Opens sessions; a device whose keys do not hold is passed over. Returns how many were opened.
  std::size_t open(const std::vector<std::pair<Jid, PreKeyBundle>>& bundles);

  // For a chat with one account: `devices` are those of that account and the own ones, in any order. The
  // message is remembered for devices that will ask again.
  Node seal_direct(const OutgoingMessage& message, const std::vector<Jid>& devices, std::int64_t now);

  // For a group or a story: `devices` are those of all members, own ones included. `by_lid`: members are named
  // by hidden ids there. A member or device that is gone since the last message makes a new sender key.
  Node seal_group(const OutgoingMessage& message, const std::vector<Jid>& devices, bool by_lid, std::int64_t now);

  // Those of a group's devices that have to be told the sender key: sessions with them are needed.
  std::vector<Jid> to_be_told(const Jid& group, const std::vector<Jid>& devices);

  // For the phone of the account alone, about matters of its devices. Nothing without a session.
  std::optional<Node> seal_for_phone(const std::string& id, const proto::Message& message);

  // Once more for one device, which could not read it. Nothing without a session.
  std::optional<Node> seal_again(const OutgoingMessage& message, const Jid& device, const std::string& participant,
                                 std::int64_t count, std::int64_t sent_at);

 private:
  struct Sealed {
    Node enc;
    bool opens = false;
  };

  std::optional<Sealed> seal(const Jid& device, std::string_view plaintext, const StanzaMarks& marks);
  bool is_this_device(const Jid& device) const;
  Node message_node(const OutgoingMessage& message) const;
  void add_device_identity(Node& stanza) const;
  SignalAddress own_group_address();

  Transaction& work_;
  const Account& own_;
  Names names_;
};

// "2:" and the hash over the devices a message goes to, by which the server notices a stale list.
std::string participant_hash(const std::vector<Jid>& devices);

}  // namespace wagate::session_whatsapp
