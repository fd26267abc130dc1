// What a session does with stanzas: linking, logging in, and keeping what the server tells about the connection.
#include <utility>

#include "message/names.h"
#include "node/jid.h"
#include "session/acks.h"
#include "session/session.h"
#include "store/transaction.h"
#include "store/value_names.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::int64_t kLoginMs = 60'000;    // from the handshake to a success, or to the first QR code
constexpr std::int64_t kPictureMs = 5'000;   // "open" waits no longer for the own picture
constexpr std::string_view kOfflineBatch = "100";
constexpr std::size_t kMaxRoutingInfo = 4'096;

}  // namespace

void Session::link_ready() {
  patience_.set(kLoginMs, [this] { break_link({StreamEnd::Then::reconnect, 408, "no login in time"}); });
  keepalive_.emplace(
      place_, wire(),
      [this] {
        const auto link = current_link();
        return link ? link->last_heard_ns() : place_.clock.monotonic_ns();
      },
      [this] { break_link({StreamEnd::Then::reconnect, 408, "the server fell silent"}); },
      [this] { return reading_paused_.load(); });
  keepalive_->start();
  if (store_->account()) {
    prekeys_.emplace(wire(), *store_);
    return;
  }
  pairing_.emplace(place_, wire(), store_->keys(), surroundings_.options.browser,
                   Pairing::Told{[this](const std::string& text) { show_code(text); },
                                 [this] {
                                   // A round of codes that nobody scanned is no failure of the network.
                                   backoff_.reset();
                                   break_link({StreamEnd::Then::reconnect, 428, "nobody scanned the codes"});
                                 },
                                 [this](const LinkedDevice& device) { device_linked(device); },
                                 [this](IdentityError error) {
                                   surroundings_.log.error("refused to be linked: the phone's statement does not hold",
                                                           {{"instance", instance_.name}, {"error", to_text(error)}});
                                   break_link({StreamEnd::Then::wait, 401, "linking refused"});
                                 }});
}

void Session::show_code(const std::string& qr_text) {
  patience_.cancel();
  if (codes_shown_ >= surroundings_.options.qr_limit) {
    surroundings_.log.info("gave up linking: the limit of QR codes is reached", {{"instance", instance_.name}});
    verdict_.reset();
    ++generation_;  // the end of this link is not looked at any more
    if (const auto link = current_link()) link->close();
    drop_parts();
    return publish_last([this] { surroundings_.events.qr_limit_reached(instance_.key, instance_.name); });
  }
  ++codes_shown_;
  qr_text_ = qr_text;
  if (!instance_.number.empty() && !link_code_) return ask_for_pairing_code();
  if (!waits_for_pairing_code_) publish_code();
}

void Session::ask_for_pairing_code() {
  waits_for_pairing_code_ = true;
  link_code_.emplace(wire(), store_->keys(), surroundings_.options.browser,
                     LinkCode::Told{[this](const std::string& code) {
                                      pairing_code_ = code;
                                      waits_for_pairing_code_ = false;
                                      publish_code();
                                    },
                                    [this](const Secret<32>& secret) { pairing_->set_adv_secret(secret); },
                                    [this](std::string_view word) {
                                      surroundings_.log.warn("linking by pairing code failed",
                                                             {{"instance", instance_.name}, {"error", word}});
                                      if (std::exchange(waits_for_pairing_code_, false)) publish_code();
                                    }});
  link_code_->ask(instance_.number);
}

void Session::publish_code() {
  outbox_.put([this, text = qr_text_, code = pairing_code_] {
    surroundings_.events.qr_code(instance_.key, instance_.name, text, surroundings_.qr_image.data_url(text), code);
    return abi::StatusCode::ok;
  });
}

void Session::device_linked(const LinkedDevice& device) {
  Account account;
  account.jid = device.jid;
  account.lid = device.lid;
  account.platform = device.platform;
  account.business_name = device.business_name;
  account.device_identity = device.identity.complete;
  Transaction work(*store_);
  work.save_account(account);
  // Both names are this account, and its phone has shown the key it will write with.
  Names names(work, account);
  names.learn(names.own_pn(), names.own_lid());
  work.store_identity(names.address(names.own_pn().account()), device.identity.account_key);
  work.commit();
  codes_shown_ = 0;
  backoff_.reset();
  // The server closes with 515 now. When it does not, connecting anew is right all the same.
  patience_.set(kLoginMs, [this] { break_link({StreamEnd::Then::reconnect, 515, "restart required"}); });
  verdict_ = StreamEnd{StreamEnd::Then::reconnect, 515, "restart required"};
  surroundings_.log.info("device linked", {{"instance", instance_.name}});
}

void Session::take(const Node& stanza) {
  if (stanza.is("iq")) return take_iq(stanza);
  housekeeping_->stir();
  if (stanza.is("success")) return take_success(stanza);
  if (stanza.is("failure")) return break_link(read_failure(stanza));
  if (stanza.is("stream:error")) return break_link(read_stream_error(stanza));
  if (stanza.is("xmlstreamend")) return break_link({StreamEnd::Then::reconnect, 428, "closed by server"});
  if (stanza.is("ib")) {
    take_info(stanza);
    if (messaging_ && online_since_ms_) messaging_->take(stanza);
    return;
  }
  if (stanza.is("notification")) take_notification(stanza);
  if (messaging_ && online_since_ms_ && messaging_->take(stanza)) return;
  // A message stays unacknowledged: it comes again when somebody is there who can read it.
  if (wants_ack(stanza) && !stanza.is("message")) send(ack_for(stanza));
}

void Session::take_iq(const Node& iq) {
  if (requests_.take(iq)) return;
  const std::string_view type = iq.attribute("type");
  if (type == "get" && (iq.attribute("xmlns") == "urn:xmpp:ping" || iq.child("ping"))) {
    send(Node("iq", {{"type", "result"}, {"id", std::string(iq.attribute("id"))}, {"to", std::string(kServerJid)}}));
  } else if (type == "set" && pairing_) {
    pairing_->take(iq);
  }
}

void Session::take_info(const Node& info) {
  for (const Node& child : info.children()) {
    if (child.is("offline_preview")) {
      Node more("ib");
      more.add(Node("offline_batch")).set("count", kOfflineBatch);
      send(more);
    } else if (child.is("edge_routing")) {
      const Node* routing = child.child("routing_info");
      if (!routing || routing->data().size() > kMaxRoutingInfo) continue;
      Transaction work(*store_);
      work.set_value(value_names::kRoutingInfo, routing->data());
      work.commit();
    } else if (child.is("dirty")) {
      Node iq("iq", {{"type", "set"}, {"xmlns", "urn:xmpp:whatsapp:dirty"}});
      iq.add(Node("clean")).set("type", child.attribute("type")).set("timestamp", child.attribute("timestamp"));
      request(std::move(iq), [](const Answer&) {});
    } else if (child.is("downgrade_webclient")) {
      break_link({StreamEnd::Then::stop, 411, "the account has no multi-device"});
    }
  }
}

void Session::take_notification(const Node& notification) {
  const std::string_view type = notification.attribute("type");
  if (type == "encrypt" && prekeys_) {
    const Node* count = notification.child("count");
    const auto left = count ? count->number("value") : std::nullopt;
    if (left) prekeys_->take_count(*left);
  } else if (type == "link_code_companion_reg" && link_code_) {
    link_code_->take(notification);
  } else if (type == "passkey_prologue_request" && pairing_) {
    surroundings_.log.error("the account asks for a passkey, which only its own devices have; link the device on "
                            "a phone without passkey, or remove it there",
                            {{"instance", instance_.name}});
  }
}

void Session::take_success(const Node& success) {
  const auto& known = store_->account();
  // Some servers greet a device that is not linked yet, or was linked on this connection.
  if (!known || !prekeys_ || online_since_ms_) return;
  patience_.cancel();
  const std::string lid(success.attribute("lid"));
  if (!lid.empty() && lid != known->lid && Jid::parse(lid)) {
    Account account = *known;
    account.lid = lid;
    Transaction work(*store_);
    work.save_account(account);
    work.commit();
  }
  online_since_ms_ = place_.now_ms();
  prekeys_->check([this] { activate(); });
}

void Session::activate() {
  Node iq("iq", {{"type", "set"}, {"xmlns", "passive"}});
  iq.add(Node("active"));
  request(std::move(iq), [this](const Answer& answer) {
    if (answer.kind == Answer::Kind::disconnected) return;
    phase_ = Phase::online;
    housekeeping_->online();
    if (messaging_) messaging_->online();
    ask_for_picture();
  });
}

void Session::ask_for_picture() {
  picture_.set(kPictureMs, [this] { announce_open({}); });
  const auto jid = Jid::parse(store_->account()->jid);
  Node iq("iq", {{"type", "get"}, {"xmlns", "w:profile:picture"}});
  iq.set("target", jid->account().text());
  iq.add(Node("picture")).set("type", "image").set("query", "url");
  request(std::move(iq), [this](const Answer& answer) {
    if (answer.kind == Answer::Kind::disconnected) return;
    const Node* picture = answer.stanza.child("picture");
    announce_open(picture ? std::string(picture->attribute("url")) : std::string());
  });
}

void Session::announce_open(const std::string& picture_url) {
  picture_.cancel();
  if (std::exchange(is_open_announced_, true)) return;
  const Account& account = *store_->account();
  const std::string wuid = Jid::parse(account.jid)->account().text();
  surroundings_.log.info("session opened", {{"instance", instance_.name}});
  outbox_.put([this, wuid, name = account.push_name, picture_url] {
    surroundings_.events.open(instance_.key, instance_.name, wuid, name, picture_url);
    return abi::StatusCode::ok;
  });
}

}  // namespace wagate::session_whatsapp
