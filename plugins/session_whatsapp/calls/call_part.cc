#include "calls/call_part.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "calls/stanza_packet.h"
#include "chat/publish.h"
#include "message/compose.h"
#include "message/names.h"
#include "session/acks.h"
#include "store/transaction.h"
#include "wagate/commands.h"

namespace wagate::session_whatsapp {

bool CallPart::take(const Node& stanza) {
  if (stanza.is("call")) {
    take_call(stanza);
    return true;
  }
  if (!stanza.is("ack") || stanza.attribute("class") != "call") return false;
  publish_packet("CB:ack,class:call", stanza);
  return true;
}

bool CallPart::execute(std::string_view name, const Document&, const ReplyBox& reply) {
  if (name != commands::kOfferCall) return false;
  reply.fail(abi::StatusCode::unimplemented, "unimplemented",
             "this provider cannot place calls: it has no voice connection; it tells of calls and rejects them");
  return true;
}

void CallPart::publish_packet(std::string_view name, const Node& packet) {
  const auto document = std::make_shared<Document>();
  JsonWriter json(document->json);
  json.begin_object().field("event", name).key("packet");
  write_packet(json, *document, packet);
  json.end_object();
  std::string who;
  if (const auto from = Jid::parse(packet.attribute("from"))) who = from->account().text();
  place_.session.outbox.put([this, document, who, key = place_.session.instance.key] {
    const DocumentView view(*document);
    Call event;
    event.chat = who;
    event.sender = who;
    event.raw = true;
    event.document = view;
    abi::ErrorOut error;
    return place_.events.call(key, event, error);
  });
}

// What is true of a call from its offer on.
void CallPart::remember(CallNews& news) {
  const auto is_same = [&](const Offered& one) { return one.id == news.id; };
  const auto known = std::find_if(offered_.begin(), offered_.end(), is_same);
  if (news.status == "offer") {
    if (known != offered_.end()) offered_.erase(known);
    offered_.push_back({news.id, news.is_video, news.is_group, news.group});
    if (offered_.size() > kMaxCalls) offered_.pop_front();
    return;
  }
  if (known == offered_.end()) return;
  news.is_video = known->is_video;
  news.is_group = known->is_group;
  news.group = known->group;
  const bool is_over = news.status == "reject" || news.status == "timeout" || news.status == "terminate";
  if (is_over) offered_.erase(known);
}

void CallPart::take_call(const Node& call) {
  const auto acknowledge = [this, ack = ack_for(call)] { place_.session.wire.send(ack); };
  const auto& account = place_.session.store.account();
  auto news = read_call(call);
  if (!news || !account) return acknowledge();
  publish_packet("CB:call", call);
  remember(*news);
  if (!news->number.user.empty()) {
    Transaction work(place_.session.store);
    Names(work, *account).learn(news->caller, news->number);
    work.commit();
  }
  const bool is_unwanted = news->is_group && place_.settings.groups_ignore;
  if (news->status.empty() || is_unwanted) return acknowledge();
  const bool rejects = news->status == "offer" && !news->is_offline && place_.settings.reject_call;
  const std::string from = rejects ? reject(*news) : news->caller.text();
  put_event(
      place_, place_.events.call, call_document(*news, from),
      [chat = news->chat.text(), from, id = news->id, status = std::string(news->status), is_video = news->is_video,
       is_group = news->is_group](Call& event) {
        event.chat = chat;
        event.sender = from;
        event.call_id = id;
        event.status = status;
        event.is_video = is_video;
        event.is_group = is_group;
      },
      acknowledge);
}

std::string CallPart::reject(const CallNews& news) {
  const Account& account = *place_.session.store.account();
  Transaction work(place_.session.store);
  Names names(work, account);
  const std::string shown = names.shown(news.caller).jid;
  const Jid own = news.caller.is_lid() && !names.own_lid().user.empty() ? names.own_lid() : names.own_pn();
  Node stanza("call", {{"from", own.text()}, {"to", news.caller.text()},
                       {"id", make_message_id(names.own_pn().user, place_.now_s())}});
  stanza.add(Node("reject", {{"call-id", news.id}, {"call-creator", news.caller_device}, {"count", "0"}}));
  place_.session.wire.send(stanza);
  if (place_.settings.msg_call.empty() || news.is_group) return news.caller.text();
  // Once nothing is open in the store: sending opens transactions of its own.
  posts_.post([this, to = *Jid::parse(shown), text = place_.settings.msg_call] { send_text_(to, text); });
  return shown;
}

}  // namespace wagate::session_whatsapp
