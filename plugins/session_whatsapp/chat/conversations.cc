#include "chat/conversations.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "chat/receipts.h"
#include "message/names.h"
#include "session/acks.h"
#include "wagate/commands.h"

namespace wagate::session_whatsapp {

Conversations::Conversations(const MessagingPlace& session, const ChatEvents& events, Logger log)
    : place_{session, events, log},
      inbox_(place_),
      devices_(session.wire, session.store, session.place.clock,
               [this](const std::string& pn, const std::string& lid) { learn(pn, lid); }),
      groups_(session.wire, session.place.clock,
              [this](const std::string& pn, const std::string& lid) { learn(pn, lid); }),
      sender_(place_, devices_, groups_) {}

void Conversations::learn(const std::string& pn, const std::string& lid) {
  const auto& account = place_.session.store.account();
  if (!account) return;
  Jid number;
  number.user = pn;
  number.server = kPnServer;
  Jid hidden;
  hidden.user = lid;
  hidden.server = kLidServer;
  Transaction work(place_.session.store);
  Names(work, *account).learn(number, hidden);
  work.commit();
}

void Conversations::online() {
  place_.is_available = false;
  inbox_.publish_left_over();
}

void Conversations::offline() { sender_.forget_delayed(); }

bool Conversations::take(const Node& stanza) {
  if (stanza.is("message")) {
    inbox_.take(stanza);
  } else if (stanza.is("receipt")) {
    take_receipt(stanza);
  } else if (stanza.is("ack")) {
    take_ack(stanza);
  } else if (stanza.is("notification") && stanza.attribute("type") == "devices") {
    devices_.take_notification(stanza);
    place_.session.wire.send(ack_for(stanza));
  } else {
    if (stanza.is("notification") && stanza.attribute("type") == "w:gp2")
      groups_.forget(std::string(stanza.attribute("from")));
    return false;
  }
  return true;
}

std::string Conversations::shown_chat(const std::string& text) {
  const auto jid = Jid::parse(text);
  const auto& account = place_.session.store.account();
  if (!jid || !account) return text;
  Transaction work(place_.session.store);
  return jid->is_group() ? jid->text() : Names(work, *account).shown(jid->account()).jid;
}

bool Conversations::is_own(const Jid& jid) {
  Transaction work(place_.session.store);
  return Names(work, *place_.session.store.account()).is_own(jid);
}

void Conversations::take_receipt(const Node& receipt) {
  const auto acknowledge = [this, ack = ack_for(receipt)] { place_.session.wire.send(ack); };
  if (receipt.attribute("type") == "retry") {
    sender_.take_retry(receipt);
    return acknowledge();
  }
  const ReceiptNews news = read_receipt(receipt);
  const auto from = Jid::parse(receipt.attribute("from"));
  const auto& account = place_.session.store.account();
  const bool is_person = from && account && (from->is_pn() || from->is_lid());
  const bool is_news = is_person && !is_own(*from);
  if (!is_news || news.status.empty() || news.ids.empty()) return acknowledge();
  const std::string chat = shown_chat(from->text());
  for (std::size_t i = 0; i < news.ids.size(); ++i) {
    const bool is_last = i + 1 == news.ids.size();
    publish_status(place_, chat, news.ids[i], news.status, is_last ? acknowledge : std::function<void()>());
  }
}

void Conversations::take_ack(const Node& ack) {
  if (ack.attribute("class") != "message" || !ack.has_attribute("id")) return;
  const std::string from(ack.attribute("from"));
  const bool was_refused = ack.has_attribute("error");
  if (const auto chat = Jid::parse(from); chat && ack.has_attribute("phash")) devices_.forget(chat->account());
  if (was_refused)
    place_.log.warn("a message was refused",
                    {{"instance", place_.session.instance.name}, {"code", ack.attribute("error")}});
  publish_status(place_, shown_chat(from), std::string(ack.attribute("id")), was_refused ? "ERROR" : "SERVER_ACK", {});
}

void Conversations::execute(const std::string& name, const Document& arguments, ReplyBox reply) {
  if (name == commands::kSendText) {
    std::string problem;
    auto request = TextRequest::read(arguments.json, problem);
    if (!request) return reply.fail(abi::StatusCode::invalid_argument, "bad_request", problem);
    return sender_.send(std::move(*request), std::move(reply));
  }
  if (name == commands::kSetPresence) return set_presence(arguments, reply);
  reply.fail(abi::StatusCode::unimplemented, "unimplemented", "this provider does not know the command");
}

void Conversations::set_presence(const Document& arguments, const ReplyBox& reply) {
  const auto root = nlohmann::json::parse(arguments.json, nullptr, false);
  const auto found = root.is_object() ? root.find("presence") : root.end();
  const bool is_text = root.is_object() && found != root.end() && found->is_string();
  const std::string presence = is_text ? found->get<std::string>() : std::string();
  if (presence != "available" && presence != "unavailable")
    return reply.fail(abi::StatusCode::invalid_argument, "bad_request", "presence has to be available or unavailable");
  Node stanza("presence", {{"type", presence}});
  const auto& account = place_.session.store.account();
  if (account) stanza.set("name", account->push_name);
  if (!place_.session.wire.send(stanza)) return reply.not_connected();
  place_.is_available = presence == "available";
  reply.ok({});
}

}  // namespace wagate::session_whatsapp
