#include "app_state/key_requests.h"

#include <optional>
#include <utility>

#include "message/compose.h"
#include "message/message_sealer.h"
#include "message/protocol_type.h"
#include "session/key_bundles.h"
#include "store/transaction.h"
#include "wagate/base64.h"

namespace wagate::session_whatsapp {
namespace {

// Keys that were asked for are counted as messages that are asked for again are, under this peer.
constexpr std::string_view kPeerOfKeys = "app state key";
constexpr std::size_t kLongestKeyId = 64;

proto::Message key_request(const std::string& key_id) {
  proto::Message message;
  proto::ProtocolMessage& protocol = *message.mutable_protocol_message();
  protocol.set_type(static_cast<std::int32_t>(ProtocolType::app_state_sync_key_request));
  protocol.mutable_app_state_sync_key_request()->add_key_ids()->set_key_id(key_id);
  return message;
}

}  // namespace

void KeyRequests::ask(const std::string& key_id) {
  SessionStore& store = place_.session.store;
  if (!store.account() || key_id.empty() || key_id.size() > kLongestKeyId || asked_ >= kMaxAsked) return;
  std::vector<Jid> strangers;
  {
    Transaction work(store);
    if (work.count_retry(base64::encode(key_id), kPeerOfKeys, place_.now_s()) > 1) return;
    MessageSealer sealer(work, *store.account());
    strangers = sealer.without_session({sealer.names().own_pn().account()});
    work.commit();
  }
  ++asked_;
  if (strangers.empty()) return send(key_id);
  fetch_key_bundles(place_.session.wire, strangers, [this, key_id](const KeyBundles& bundles) {
    if (!bundles.empty()) {
      Transaction work(place_.session.store);
      MessageSealer(work, *place_.session.store.account()).open(bundles);
      work.commit();
    }
    send(key_id);
  });
}

void KeyRequests::send(const std::string& key_id) {
  SessionStore& store = place_.session.store;
  Transaction work(store);
  MessageSealer sealer(work, *store.account());
  const std::string id = make_message_id(sealer.names().own_pn().user, place_.now_s());
  const std::optional<Node> stanza = sealer.seal_for_phone(id, key_request(key_id));
  const bool is_sent = stanza && place_.session.wire.send(*stanza);
  if (!is_sent) work.clear_retries(base64::encode(key_id), kPeerOfKeys);  // so it is asked for at the next login
  work.commit();
  if (is_sent)
    place_.log.info("asked the phone for a key of the app state", {{"instance", place_.session.instance.name}});
}

}  // namespace wagate::session_whatsapp
