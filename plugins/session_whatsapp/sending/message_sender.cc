#include "sending/message_sender.h"

#include <algorithm>
#include <utility>

#include "message/chat_timer.h"
#include "message/message_record.h"
#include "profile/contact_tokens.h"
#include "store/transaction.h"
#include "wagate/document.h"

namespace wagate::session_whatsapp {
namespace {

// What clients say of a chat whose messages have always stayed.
constexpr std::int64_t kTimerUnsetSince = 172'800;

bool is_sender_keyed(const Jid& chat) { return chat.is_group() || chat.is_broadcast(); }

}  // namespace

// A letter on its way from the request to the answer.
struct MessageSender::Sending {
  Letter letter;
  ReplyBox reply;
  OutgoingMessage message;
  bool by_lid = false;       // of a group: members are named by hidden ids
  std::uint32_t group_timer_s = 0;
  std::vector<Jid> devices;  // of all who shall read it, own ones included
};

void MessageSender::send(Letter letter, ReplyBox reply) {
  const auto& account = place_.session.store.account();
  if (!account) return reply.not_connected();
  const bool is_story = letter.chat.text() == kStatusJid;
  if (!letter.chat.is_pn() && !letter.chat.is_lid() && !letter.chat.is_group() && !is_story)
    return reply.fail(abi::StatusCode::unimplemented, "unimplemented",
                      "this provider sends to persons, groups and status@broadcast only");

  const auto sending = std::make_shared<Sending>(Sending{std::move(letter), std::move(reply), {}, false, 0, {}});
  sending->message.chat = sending->letter.chat;
  sending->message.id = make_message_id(Jid::parse(account->jid).value_or(Jid()).user, place_.now_s());
  if (sending->letter.delay_ms <= 0) return find_readers(sending);
  if (delayed_.size() >= kMaxDelayed)
    return sending->reply.fail(abi::StatusCode::resource_exhausted, "too_many_pending",
                               "256 messages of this instance wait for their delay; send fewer at a time");
  show_state(sending->letter, false);
  const std::uint64_t number = ++last_delayed_;
  auto& alarm = delayed_[number] = std::make_unique<Alarm>(place_.session.place);
  alarm->set(sending->letter.delay_ms, [this, number, sending] {
    delayed_.erase(number);
    show_state(sending->letter, true);
    find_readers(sending);
  });
}

void MessageSender::show_state(const Letter& letter, bool is_paused) {
  Node stanza("chatstate", {{"to", letter.chat.text()}});
  Node state(is_paused ? "paused" : "composing");
  if (!is_paused && letter.shows_recording) state.set("media", "audio");
  stanza.add(std::move(state));
  place_.session.wire.send(stanza);
}

void MessageSender::find_readers(const std::shared_ptr<Sending>& sending) {
  const Jid& chat = sending->letter.chat;
  if (!chat.is_group()) {
    const Account& account = *place_.session.store.account();
    const auto own = Jid::parse(chat.is_lid() && !account.lid.empty() ? account.lid : account.jid);
    std::vector<Jid> readers = chat.is_broadcast() ? sending->letter.readers : std::vector<Jid>{chat};
    readers.push_back(own.value_or(Jid()).account());
    return find_devices(sending, readers);
  }
  groups_.find(chat, [this, sending](GroupDirectory::Failure failure, const GroupMembers& members) {
    if (failure == GroupDirectory::Failure::not_found)
      return sending->reply.fail(abi::StatusCode::not_found, "group_not_found", "Group not found");
    if (failure != GroupDirectory::Failure::none)
      return sending->reply.fail(abi::StatusCode::unavailable, "no_answer",
                                 "WhatsApp did not tell who is in the group; try again");
    sending->by_lid = members.uses_lids;
    sending->group_timer_s = members.timer_s;
    if (sending->letter.mentions_everyone)
      for (const Jid& account : members.accounts) sending->letter.mentioned.push_back(account.text());
    find_devices(sending, members.accounts);
  });
}

void MessageSender::find_devices(const std::shared_ptr<Sending>& sending, const std::vector<Jid>& accounts) {
  devices_.find(accounts, [this, sending](DeviceDirectory::Found found) {
    const Jid& chat = sending->letter.chat;
    const bool is_nobody = std::find(found.nobodies.begin(), found.nobodies.end(), chat) != found.nobodies.end();
    if (is_nobody) return sending->reply.fail(abi::StatusCode::invalid_argument, "not_on_whatsapp", chat.text());
    if (!found.is_complete)
      return sending->reply.fail(abi::StatusCode::unavailable, "no_answer",
                                 "WhatsApp did not tell the devices of the recipient; try again");
    sending->devices = std::move(found.devices);
    open_sessions(sending);
  });
}

void MessageSender::open_sessions(const std::shared_ptr<Sending>& sending) {
  SessionStore& store = place_.session.store;
  if (!store.account()) return sending->reply.not_connected();
  std::vector<Jid> strangers;
  {
    Transaction work(store);
    MessageSealer sealer(work, *store.account());
    const Jid& chat = sending->letter.chat;
    strangers =
        sealer.without_session(is_sender_keyed(chat) ? sealer.to_be_told(chat, sending->devices) : sending->devices);
  }
  if (strangers.empty()) return seal_and_send(sending);
  fetch_key_bundles(place_.session.wire, strangers, [this, sending](const KeyBundles& bundles) {
    const auto& account = place_.session.store.account();
    if (!account) return sending->reply.not_connected();
    if (!bundles.empty()) {
      Transaction work(place_.session.store);
      MessageSealer(work, *account).open(bundles);
      work.commit();
    }
    seal_and_send(sending);
  });
}

void MessageSender::seal_and_send(const std::shared_ptr<Sending>& sending) {
  SessionStore& store = place_.session.store;
  const Jid& chat = sending->letter.chat;
  const std::int64_t now = place_.now_s();
  SentLetter sent;
  sent.id = sending->message.id;
  sent.at = now;
  Node stanza;
  {
    Transaction work(store);
    MessageSealer sealer(work, *store.account());
    sent.chat = is_sender_keyed(chat) ? chat.text() : sealer.names().shown(chat).jid;
    const proto::Message content =
        sending->letter.compose(context_of(*sending, sent.chat, work, sealer.names().own_pn()));
    sent.message = content.SerializeAsString();
    sending->message.message = sent.message;
    sending->message.marks = marks_of(content);
    const std::string& secret = content.message_context_info().message_secret();
    if (!secret.empty())
      work.remember_secret(sent.chat, sealer.names().own_pn().account().text(), sent.id, secret, now);
    if (place_.tokens && !is_sender_keyed(chat))
      sending->message.token = place_.tokens->for_message(work, sealer.names(), chat);
    stanza = is_sender_keyed(chat)
                 ? sealer.seal_group(sending->message, sending->devices, sending->by_lid, now)
                 : sealer.seal_direct(sending->message, sending->devices, now);
    work.commit();
  }
  if (!place_.session.wire.send(stanza)) {
    // Whoever is told that it was not sent would send it again.
    Transaction work(store);
    work.remove_outgoing(sent.id);
    work.commit();
    return sending->reply.not_connected();
  }
  if (place_.tokens && !is_sender_keyed(chat)) place_.tokens->give(chat);
  if (sending->letter.tell) return sending->letter.tell(sent, sending->reply);
  publish(sent, sending->reply);
}

Context MessageSender::context_of(const Sending& sending, const std::string& shown_chat, Transaction& work,
                                  const Jid& own) const {
  const Letter& letter = sending.letter;
  Context context;
  if (!letter.has_context || letter.chat.is_broadcast()) return context;
  context.is_told_always = true;
  context.quote = letter.quote;
  if (letter.quotes_own_message) context.quote.author = own.account().text();
  if (letter.chat.is_group()) {
    context.mentions = letter.mentioned;
    context.expiration = sending.group_timer_s;
    return context;
  }
  const ChatTimer timer = ChatTimer::of(work, shown_chat);
  context.expiration = timer.seconds;
  context.timer_set_at = timer.seconds > 0 ? timer.set_at : place_.now_s() - kTimerUnsetSince;
  return context;
}

void MessageSender::publish(const SentLetter& sent, const ReplyBox& reply) {
  MessageRecord record;
  record.key.chat = sent.chat;
  record.key.from_me = true;
  record.key.id = sent.id;
  record.push_name = "Você";
  record.status = "PENDING";
  record.message = sent.message;
  record.at = sent.at;
  record.is_made_here = true;
  const InstanceName& instance = place_.session.instance;
  const auto document = std::make_shared<Document>();
  if (!write_record(document->json, *document, record, instance.id))
    return reply.fail(abi::StatusCode::internal, "internal", "the sent message could not be written down");
  place_.session.outbox.put([this, sent, reply, key = instance.key, document] {
    const ContentFacts facts = facts_of(sent.message);
    const DocumentView view(*document);
    SendMessage event;
    event.chat = sent.chat;
    event.message_id = sent.id;
    event.message_type = facts.type;
    event.text = facts.text;
    event.at = sent.at;
    event.document = view;
    abi::ErrorOut error;
    const abi::StatusCode code = place_.events.sent(key, event, error);
    if (code != abi::StatusCode::resource_exhausted) reply.ok(view);
    return code;
  });
}

void MessageSender::take_retry(const Node& receipt) {
  SessionStore& store = place_.session.store;
  if (!store.account()) return;
  std::optional<RetryRequest> request;
  {
    Transaction work(store);
    Names names(work, *store.account());
    request = RetryRequest::read(receipt, names);
    work.commit();
  }
  if (!request) return;
  std::optional<PreKeyBundle> bundle;
  if (const Node* keys = receipt.child("keys")) {
    Node published = *keys;
    if (const Node* registration = receipt.child("registration")) published.add(*registration);
    bundle = read_key_bundle(published);
  }
  answer(*request, bundle);
}

void MessageSender::answer(const RetryRequest& request, const std::optional<PreKeyBundle>& bundle) {
  SessionStore& store = place_.session.store;
  if (!store.account()) return;
  Transaction work(store);
  MessageSealer sealer(work, *store.account());
  const RetryAnswer next = answer_retry(work, sealer, request, bundle, place_.now_s());
  work.commit();
  if (next.step == RetryStep::send) {
    place_.session.wire.send(next.stanza);
  } else if (next.step == RetryStep::fetch_keys && !bundle) {
    fetch_key_bundles(place_.session.wire, {request.device}, [this, request](const KeyBundles& bundles) {
      if (!bundles.empty()) answer(request, bundles.front().second);
    });
  }
}

}  // namespace wagate::session_whatsapp
