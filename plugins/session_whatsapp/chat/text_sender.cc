#include "chat/text_sender.h"

#include <algorithm>
#include <utility>

#include "message/compose.h"
#include "message/message_record.h"
#include "store/transaction.h"
#include "wagate/document.h"

namespace wagate::session_whatsapp {
namespace {

Context context_for(const TextRequest& request, const Jid& own) {
  Context context;
  context.mentions = request.mentioned;
  if (request.quoted_id.empty()) return context;
  context.quote.id = request.quoted_id;
  context.quote.author = request.quoted_from_me               ? own.account().text()
                         : !request.quoted_participant.empty() ? request.quoted_participant
                                                               : request.chat.text();
  context.quote.message = compose_text(request.quoted_text, {}).SerializeAsString();
  return context;
}

}  // namespace

// A text on its way from the request to the answer.
struct TextSender::Sending {
  TextRequest request;
  ReplyBox reply;
  OutgoingMessage message;
  bool by_lid = false;       // of a group: members are named by hidden ids
  std::vector<Jid> devices;  // of all who shall read it, own ones included
};

void TextSender::send(TextRequest request, ReplyBox reply) {
  const auto& account = place_.session.store.account();
  if (!account) return reply.not_connected();
  if (!request.chat.is_pn() && !request.chat.is_lid() && !request.chat.is_group())
    return reply.fail(abi::StatusCode::unimplemented, "unimplemented",
                      "this provider sends texts to persons and groups only");

  const auto sending = std::make_shared<Sending>(Sending{std::move(request), std::move(reply), {}, false, {}});
  sending->message.chat = sending->request.chat;
  sending->message.id = make_message_id(Jid::parse(account->jid).value_or(Jid()).user, place_.now_s());
  if (sending->request.delay_ms <= 0) return find_readers(sending);
  if (delayed_.size() >= kMaxDelayed)
    return sending->reply.fail(abi::StatusCode::resource_exhausted, "too_many_pending",
                               "256 messages of this instance wait for their delay; send fewer at a time");
  const auto show = [this, chat = sending->request.chat.text()](std::string_view state) {
    Node stanza("chatstate", {{"to", chat}});
    stanza.add(Node(std::string(state)));
    place_.session.wire.send(stanza);
  };
  show("composing");
  const std::uint64_t number = ++last_delayed_;
  auto& alarm = delayed_[number] = std::make_unique<Alarm>(place_.session.place);
  alarm->set(sending->request.delay_ms, [this, number, sending, show] {
    delayed_.erase(number);
    show("paused");
    find_readers(sending);
  });
}

void TextSender::find_readers(const std::shared_ptr<Sending>& sending) {
  const Jid& chat = sending->request.chat;
  if (!chat.is_group()) {
    const Account& account = *place_.session.store.account();
    const auto own = Jid::parse(chat.is_lid() && !account.lid.empty() ? account.lid : account.jid);
    return find_devices(sending, {chat, own.value_or(Jid()).account()});
  }
  groups_.find(chat, [this, sending](GroupDirectory::Failure failure, const GroupMembers& members) {
    if (failure == GroupDirectory::Failure::not_found)
      return sending->reply.fail(abi::StatusCode::not_found, "group_not_found", "Group not found");
    if (failure != GroupDirectory::Failure::none)
      return sending->reply.fail(abi::StatusCode::unavailable, "no_answer",
                                 "WhatsApp did not tell who is in the group; try again");
    sending->by_lid = members.uses_lids;
    if (sending->request.mentions_everyone)
      for (const Jid& account : members.accounts) sending->request.mentioned.push_back(account.text());
    find_devices(sending, members.accounts);
  });
}

void TextSender::find_devices(const std::shared_ptr<Sending>& sending, const std::vector<Jid>& accounts) {
  devices_.find(accounts, [this, sending](DeviceDirectory::Found found) {
    const Jid& chat = sending->request.chat;
    const bool is_nobody = std::find(found.nobodies.begin(), found.nobodies.end(), chat) != found.nobodies.end();
    if (is_nobody) return sending->reply.fail(abi::StatusCode::invalid_argument, "not_on_whatsapp", chat.text());
    if (!found.is_complete)
      return sending->reply.fail(abi::StatusCode::unavailable, "no_answer",
                                 "WhatsApp did not tell the devices of the recipient; try again");
    sending->devices = std::move(found.devices);
    open_sessions(sending);
  });
}

void TextSender::open_sessions(const std::shared_ptr<Sending>& sending) {
  SessionStore& store = place_.session.store;
  std::vector<Jid> strangers;
  {
    Transaction work(store);
    MessageSealer sealer(work, *store.account());
    const Jid& chat = sending->request.chat;
    strangers = sealer.without_session(chat.is_group() ? sealer.to_be_told(chat, sending->devices) : sending->devices);
  }
  if (strangers.empty()) return seal_and_send(sending);
  fetch_key_bundles(place_.session.wire, strangers, [this, sending](const KeyBundles& bundles) {
    if (!bundles.empty()) {
      Transaction work(place_.session.store);
      MessageSealer(work, *place_.session.store.account()).open(bundles);
      work.commit();
    }
    seal_and_send(sending);
  });
}

void TextSender::seal_and_send(const std::shared_ptr<Sending>& sending) {
  SessionStore& store = place_.session.store;
  const Jid& chat = sending->request.chat;
  Transaction work(store);
  MessageSealer sealer(work, *store.account());
  const proto::Message content =
      compose_text(sending->request.text, context_for(sending->request, sealer.names().own_pn()));
  sending->message.message = content.SerializeAsString();
  sending->message.marks = marks_of(content);
  const Node stanza = chat.is_group()
                          ? sealer.seal_group(sending->message, sending->devices, sending->by_lid, place_.now_s())
                          : sealer.seal_direct(sending->message, sending->devices, place_.now_s());
  const std::string shown_chat = chat.is_group() ? chat.text() : sealer.names().shown(chat).jid;
  work.commit();
  if (!place_.session.wire.send(stanza)) return sending->reply.not_connected();
  publish(sending, shown_chat);
}

void TextSender::publish(const std::shared_ptr<Sending>& sending, const std::string& chat) {
  MessageRecord record;
  record.key.chat = chat;
  record.key.from_me = true;
  record.key.id = sending->message.id;
  record.push_name = "Você";
  record.status = "PENDING";
  record.message = sending->message.message;
  record.at = place_.now_s();
  const InstanceName& instance = place_.session.instance;
  const auto document = std::make_shared<Document>();
  if (!write_record(document->json, *document, record, instance.id))
    return sending->reply.fail(abi::StatusCode::internal, "internal", "the sent message could not be written down");
  place_.session.outbox.put([this, sending, key = instance.key, chat, at = record.at, document] {
    const DocumentView view(*document);
    SendMessage event;
    event.chat = chat;
    event.message_id = sending->message.id;
    event.message_type = "conversation";
    event.text = sending->request.text;
    event.at = at;
    event.document = view;
    abi::ErrorOut error;
    const abi::StatusCode code = place_.events.sent(key, event, error);
    if (code != abi::StatusCode::resource_exhausted) sending->reply.ok(view);
    return code;
  });
}

void TextSender::take_retry(const Node& receipt) {
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

void TextSender::answer(const RetryRequest& request, const std::optional<PreKeyBundle>& bundle) {
  SessionStore& store = place_.session.store;
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
