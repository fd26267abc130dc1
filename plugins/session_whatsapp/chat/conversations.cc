#include "chat/conversations.h"

#include <algorithm>
#include <utility>

#include "calls/call_part.h"
#include "chat/receipts.h"
#include "groups/group_part.h"
#include "message/names.h"
#include "profile/contact_part.h"
#include "profile/presence_part.h"
#include "profile/profile_part.h"
#include "sending/media_fetch.h"
#include "sending/sending_part.h"
#include "session/acks.h"
#include "session/proxy_address.h"
#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {

Conversations::Conversations(const MessagingPlace& session, const ChatEvents& events, const MediaAccess& media,
                             PictureDesk& desk, const PreviewAccess& previews, const Options& options,
                             Logger log)
    : place_{session, events, log, false, nullptr, Settings::parse(session.instance.settings_json)},
      media_(place_.session, media, log),
      pictures_(desk, session.place.lane),
      previews_(place_.session.place, previews, proxy_address(session.instance.proxy), pictures_),
      outgoing_(place_),
      durable_(place_),
      tokens_(place_),
      inbox_(place_, durable_,
             {[this] { app_state_->keys_arrived(); }, [this] { history_->announced(); }},
             [this](const Envelope& envelope) { read_marks_->published(envelope); }),
      devices_(session.wire, session.store, session.place.clock,
               [this](const std::string& pn, const std::string& lid) { learn(pn, lid); }),
      groups_(session.wire, session.place.clock,
              [this](const std::string& pn, const std::string& lid) { learn(pn, lid); }),
      sender_(place_, devices_, groups_) {
  place_.media = &media_;
  place_.tokens = &tokens_;
  place_.pictures = &pictures_;
  if (previews.http) place_.previews = &previews_;
  place_.tells_group_notices = options.group_notices;
  parts_.push_back(std::make_unique<SendingPart>(place_, sender_));
  parts_.push_back(std::make_unique<MediaFetch>(place_));
  parts_.push_back(std::make_unique<AppStatePart>(place_, durable_));
  app_state_ = static_cast<AppStatePart*>(parts_.back().get());
  parts_.push_back(std::make_unique<HistoryTaker>(place_));
  history_ = static_cast<HistoryTaker*>(parts_.back().get());
  add_parts();
}

void Conversations::add_parts() {
  parts_.push_back(std::make_unique<GroupPart>(place_, groups_, durable_));
  parts_.push_back(
      std::make_unique<CallPart>(place_, [this](const Jid& to, const std::string& text) { send_text(to, text); }));
  parts_.push_back(std::make_unique<PresencePart>(place_, tokens_));
  parts_.push_back(std::make_unique<ContactPart>(place_, tokens_));
  const auto set_name = [this](const std::string& name, const ReplyBox& reply) {
    const auto done = [reply](AppStateWriter::Outcome outcome) { answer_write(reply, outcome); };
    app_state_->writer().set_push_name(name, done);
  };
  parts_.push_back(std::make_unique<ProfilePart>(place_, tokens_, set_name));
  parts_.push_back(std::make_unique<ReadMarks>(place_, groups_));
  read_marks_ = static_cast<ReadMarks*>(parts_.back().get());
}

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
  durable_.publish_left_over();
  outgoing_.online();
  for (const auto& part : parts_) part->online();
}

void Conversations::offline() {
  sender_.forget_delayed();
  for (const auto& part : parts_) part->offline();
}

bool Conversations::take(const Node& stanza) {
  if (stanza.is("message")) {
    inbox_.take(stanza);
  } else if (stanza.is("receipt")) {
    take_receipt(stanza);
  } else if (stanza.is("ack") && stanza.attribute("class") != "call") {
    take_ack(stanza);
  } else if (stanza.is("notification") && stanza.attribute("type") == "devices") {
    devices_.take_notification(stanza);
    place_.session.wire.send(ack_for(stanza));
  } else if (stanza.is("notification") && stanza.attribute("type") == "encrypt" && stanza.child("identity")) {
    take_identity_change(stanza);
    place_.session.wire.send(ack_for(stanza));
  } else {
    if (stanza.is("notification") && stanza.attribute("type") == "w:gp2")
      groups_.forget(std::string(stanza.attribute("from")));
    return std::any_of(parts_.begin(), parts_.end(), [&](const auto& part) { return part->take(stanza); });
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
  outgoing_.is_settled(std::string(ack.attribute("id")));
  if (const auto chat = Jid::parse(from); chat && ack.has_attribute("phash")) devices_.forget(chat->account());
  if (was_refused)
    place_.log.warn("a message was refused",
                    {{"instance", place_.session.instance.name}, {"code", ack.attribute("error")}});
  if (from == kStatusJid) return;  // nobody is told what becomes of stories
  publish_status(place_, shown_chat(from), std::string(ack.attribute("id")), was_refused ? "ERROR" : "SERVER_ACK", {});
}

void Conversations::take_identity_change(const Node& notification) {
  const auto from = Jid::parse(notification.attribute("from"));
  const auto& account = place_.session.store.account();
  if (!from || !account || (!from->is_pn() && !from->is_lid()) || is_own(*from)) return;
  const Jid phone = from->account();
  Transaction work(place_.session.store);
  Names names(work, *account);
  const Jid other = names.other(phone);
  for (const Jid& name : {phone, other}) {
    if (name.user.empty()) continue;
    work.remove_account(names.address(name).name);
    work.forget_sender_key_holder(name.text());
  }
  work.commit();
  devices_.forget(phone);
  if (!other.user.empty()) devices_.forget(other);
}

void Conversations::execute(const std::string& name, const Document& arguments, ReplyBox reply) {
  const auto executes = [&](const auto& part) { return part->execute(name, arguments, reply); };
  if (std::any_of(parts_.begin(), parts_.end(), executes)) return;
  reply.fail(abi::StatusCode::unimplemented, "unimplemented", "this provider does not know the command");
}

void Conversations::settings_changed() {
  place_.settings = Settings::parse(place_.session.instance.settings_json);
}

void Conversations::send_text(const Jid& to, const std::string& text) {
  struct Nobody final : abi::CommandReply {
    void ok(const abi::DocumentRef&) noexcept override {}
    void fail(abi::StatusCode, StringRef, StringRef) noexcept override {}
    void release() noexcept override { delete this; }
  };
  Document arguments;
  JsonWriter(arguments.json).begin_object().field("number", to.text()).field("text", text).end_object();
  execute(std::string(commands::kSendText), arguments, ReplyBox(new Nobody()));
}

}  // namespace wagate::session_whatsapp
