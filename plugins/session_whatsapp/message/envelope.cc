#include "message/envelope.h"

#include <initializer_list>
#include <string_view>

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kLongestMessageId = 128;
constexpr std::size_t kMaxPushName = 256;

void learn_from_attributes(const Node& message, const Jid& jid, std::initializer_list<std::string_view> attributes,
                 Names& names) {
  for (const std::string_view name : attributes) {
    if (!message.has_attribute(name)) continue;
    if (const auto other = Jid::parse(message.attribute(name))) names.learn(jid, *other);
  }
}

// Cut where a character begins.
std::string shortened(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return std::string(text.substr(0, limit));
}

}  // namespace

std::optional<Envelope> read_envelope(const Node& message, Names& names) {
  Envelope out;
  out.id = message.attribute("id");
  out.from = message.attribute("from");
  out.participant = message.attribute("participant");
  out.recipient = message.attribute("recipient");
  out.push_name = shortened(message.attribute("notify"), kMaxPushName);
  out.addressing = message.attribute("addressing_mode");
  out.at = message.number("t").value_or(0);
  out.is_offline = message.has_attribute("offline");
  out.is_peer = message.attribute("category") == "peer";
  const auto from = Jid::parse(out.from);
  if (!from || out.id.empty() || out.id.size() > kLongestMessageId || out.at < 0) return std::nullopt;

  if (from->is_group() || from->is_broadcast()) {
    const auto author = Jid::parse(out.participant);
    if (!author || author->user.empty()) return std::nullopt;
    learn_from_attributes(message, *author, {"participant_lid", "participant_pn"}, names);
    out.chat = from->account();
    out.sender = *author;
    out.is_group = true;
  } else if (from->is_newsletter()) {
    out.chat = from->account();
    out.sender = out.chat;
  } else if (names.is_own(*from)) {
    auto recipient = Jid::parse(out.recipient);
    out.chat = recipient && !recipient->user.empty() ? recipient->account() : from->account();
    out.sender = *from;
    learn_from_attributes(message, out.chat, {"peer_recipient_lid", "peer_recipient_pn"}, names);
  } else {
    if (from->user.empty()) return std::nullopt;
    learn_from_attributes(message, *from, {"sender_lid", "sender_pn"}, names);
    out.chat = from->account();
    out.sender = *from;
  }
  out.from_me = names.is_own(out.sender);
  if (out.addressing != "lid" && out.addressing != "pn") out.addressing = out.sender.is_lid() ? "lid" : "pn";
  return out;
}

MessageKey key_of(const Envelope& envelope, Names& names) {
  MessageKey key;
  key.id = envelope.id;
  key.from_me = envelope.from_me;
  key.addressing = envelope.addressing;
  if (envelope.is_group) {
    key.chat = envelope.chat.text();
    const Names::Shown author = names.shown(envelope.sender);
    key.participant = author.jid;
    key.participant_alt = author.alt;
  } else {
    const Names::Shown chat = names.shown(envelope.chat);
    key.chat = chat.jid;
    key.chat_alt = chat.alt;
  }
  return key;
}

Node receipt_for(const Envelope& envelope, bool active) {
  Node receipt("receipt", {{"id", envelope.id}, {"to", envelope.from}});
  if (envelope.is_peer) {
    receipt.set("type", "peer_msg");
  } else if (envelope.from_me) {
    receipt.set("type", "sender");
  } else if (!active) {
    receipt.set("type", "inactive");
  }
  if (!envelope.participant.empty()) receipt.set("participant", envelope.participant);
  if (!envelope.recipient.empty()) receipt.set("recipient", envelope.recipient);
  return receipt;
}

}  // namespace wagate::session_whatsapp
