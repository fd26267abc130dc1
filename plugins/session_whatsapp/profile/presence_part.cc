#include "profile/presence_part.h"

#include <algorithm>
#include <utility>

#include "chat/publish.h"
#include "chat/refusals.h"
#include "store/transaction.h"
#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {
namespace {

bool is_state_of_chat(std::string_view state) {
  return state == "composing" || state == "recording" || state == "paused";
}

bool is_state_of_account(std::string_view state) { return state == "available" || state == "unavailable"; }

}  // namespace

void PresencePart::online() {
  if (place_.settings.always_online) show_once_named();
}

void PresencePart::offline() {
  until_named_.cancel();
  shown_.clear();
}

void PresencePart::show_once_named() {
  const auto& account = place_.session.store.account();
  if (account && !account->push_name.empty()) {
    show(true);
  } else {
    until_named_.set(kNameMs, [this] { show_once_named(); });
  }
}

bool PresencePart::show(bool is_available) {
  until_named_.cancel();
  Node stanza("presence", {{"type", is_available ? "available" : "unavailable"}});
  const auto& account = place_.session.store.account();
  if (account) stanza.set("name", account->push_name);
  if (!place_.session.wire.send(stanza)) return false;
  place_.is_available = is_available;
  return true;
}

void PresencePart::subscribe(const Jid& chat) {
  if (!chat.is_pn() && !chat.is_lid()) return;
  Node stanza("presence", {{"type", "subscribe"}, {"to", chat.account().text()}});
  if (auto token = tokens_.for_question(chat)) stanza.add(std::move(*token));
  place_.session.wire.send(stanza);
}

bool PresencePart::execute(std::string_view name, const Document& document, const ReplyBox& reply) {
  if (name == commands::kSetPresence) {
    set_presence(Arguments(document), reply);
  } else if (name == commands::kChatPresence) {
    show_in_chat(Arguments(document), reply);
  } else {
    return false;
  }
  return true;
}

void PresencePart::set_presence(const Arguments& arguments, const ReplyBox& reply) {
  const std::string presence = arguments.text("presence");
  if (!is_state_of_account(presence)) return refuse_arguments(reply, "presence has to be available or unavailable");
  if (!show(presence == "available")) return reply.not_connected();
  reply.ok({});
}

void PresencePart::show_in_chat(const Arguments& arguments, const ReplyBox& reply) {
  const auto chat = arguments.jid("number");
  const std::string presence = arguments.text("presence");
  const std::int64_t delay = std::clamp<std::int64_t>(arguments.integer("delay").value_or(0), 0, kMaxDelayMs);
  if (!chat || (!chat->is_pn() && !chat->is_lid() && !chat->is_group()))
    return refuse_arguments(reply, "number has to be the JID of a person or of a group");
  if (!is_state_of_chat(presence) && !is_state_of_account(presence))
    return refuse_arguments(reply, "presence has to be available, unavailable, composing, recording or paused");
  if (shown_.size() >= kMaxShown)
    return reply.fail(abi::StatusCode::resource_exhausted, "too_many_pending",
                      "256 chats of this instance show a presence; ask for fewer at a time");
  subscribe(*chat);
  const bool is_sent = is_state_of_chat(presence) ? send_state(*chat, presence) : show(presence == "available");
  if (!is_sent) return reply.not_connected();
  const std::uint64_t number = ++last_shown_;
  auto& alarm = shown_[number] = std::make_unique<Alarm>(place_.session.place);
  alarm->set(delay, [this, number, chat = *chat, reply] {
    const auto done = shown_.extract(number);
    if (!send_state(chat, "paused")) return reply.not_connected();
    reply.ok({});
  });
}

// Recording is a way of composing.
bool PresencePart::send_state(const Jid& chat, std::string_view state) {
  Node stanza("chatstate", {{"to", chat.text()}});
  Node& shown = stanza.add(Node(std::string(state == "recording" ? "composing" : state)));
  if (state == "recording") shown.set("media", "audio");
  return place_.session.wire.send(stanza);
}

bool PresencePart::take(const Node& stanza) {
  if (stanza.is("presence")) {
    take_presence(stanza);
  } else if (stanza.is("chatstate")) {
    take_state(stanza);
  } else {
    return false;
  }
  return true;
}

void PresencePart::take_presence(const Node& presence) {
  const auto from = Jid::parse(presence.attribute("from"));
  if (!from || from->user.empty() || (!from->is_pn() && !from->is_lid())) return;
  const bool is_away = presence.attribute("type") == "unavailable";
  publish(*from, *from, is_away ? "unavailable" : "available", presence.number("last").value_or(0));
}

void PresencePart::take_state(const Node& state) {
  const auto from = Jid::parse(state.attribute("from"));
  if (!from || from->user.empty() || state.children().empty()) return;
  const auto participant = Jid::parse(state.attribute("participant"));
  if (from->is_group() && (!participant || participant->user.empty())) return;
  const Node& shown = state.children().front();
  std::string_view word;
  if (shown.is("composing")) word = shown.attribute("media") == "audio" ? "recording" : "composing";
  if (shown.is("paused")) word = "available";  // as applications know it: there, and not typing
  if (word.empty()) return;
  publish(*from, from->is_group() ? *participant : *from, std::string(word), 0);
}

void PresencePart::publish(const Jid& chat, const Jid& who, std::string state, std::int64_t last_seen) {
  const auto& account = place_.session.store.account();
  if (!account || (chat.is_group() && place_.settings.groups_ignore)) return;
  std::string shown_chat;
  std::string shown_who;
  {
    Transaction work(place_.session.store);
    Names names(work, *account);
    if (names.is_own(who)) return;
    shown_chat = chat.is_group() ? chat.text() : names.shown(chat).jid;
    shown_who = names.shown(who).jid;
  }
  std::string json;
  JsonWriter writer(json);
  writer.begin_object()
      .field("id", shown_chat)
      .key("presences")
      .begin_object()
      .key(shown_who)
      .begin_object()
      .field("lastKnownPresence", state);
  if (last_seen > 0) writer.field("lastSeen", last_seen);
  writer.end_object().end_object().end_object();
  put_event(place_, place_.events.presence, std::move(json),
            [shown_chat, shown_who, state = std::move(state)](PresenceUpdate& event) {
              event.chat = shown_chat;
              event.sender = shown_who;
              event.presence = state;
            });
}

}  // namespace wagate::session_whatsapp
