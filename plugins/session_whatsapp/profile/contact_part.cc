#include "profile/contact_part.h"

#include <utility>

#include "chat/publish.h"
#include "message/wire_reader.h"
#include "profile/pictures.h"
#include "session/acks.h"
#include "store/transaction.h"
#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMaxVerifiedName = 256;

// Fields of a VerifiedNameCertificate.
constexpr std::uint32_t kCertificateDetails = 1;
constexpr std::uint32_t kDetailsName = 4;

}  // namespace

bool ContactPart::take(const Node& stanza) {
  if (!stanza.is("notification")) return false;
  const std::string_view type = stanza.attribute("type");
  if (type == "picture") {
    take_picture(stanza);
  } else if (type == "business") {
    take_business(stanza);
  } else if (type == "privacy_token") {
    tokens_.take(stanza);
    place_.session.wire.send(ack_for(stanza));
  } else {
    return false;
  }
  return true;
}

std::string ContactPart::shown(const Jid& jid) {
  const auto& account = place_.session.store.account();
  if (!account || jid.is_group()) return jid.account().text();
  Transaction work(place_.session.store);
  return Names(work, *account).shown(jid).jid;
}

void ContactPart::take_picture(const Node& notification) {
  const auto acknowledge = [this, ack = ack_for(notification)] { place_.session.wire.send(ack); };
  const auto from = Jid::parse(notification.attribute("from"));
  const bool is_person = from && !from->user.empty() && (from->is_pn() || from->is_lid());
  const bool is_group = from && from->is_group() && !place_.settings.groups_ignore;
  if (!is_person && !is_group) return acknowledge();
  if (!notification.child("set")) return publish({shown(*from), {}, {}, true}, acknowledge);
  fetch_picture(place_.session.wire, *from, false, tokens_.for_question(*from),
                [this, from = *from, acknowledge](const PictureAnswer& picture) {
                  // Without a connection it comes again.
                  if (picture.kind == Answer::Kind::disconnected || !place_.session.store.account()) return;
                  publish({shown(from), {}, picture.url, true}, acknowledge);
                });
}

void ContactPart::take_business(const Node& notification) {
  const auto acknowledge = [this, ack = ack_for(notification)] { place_.session.wire.send(ack); };
  const auto from = Jid::parse(notification.attribute("from"));
  const Node* certificate = notification.child("verified_name");
  const bool is_person = from && !from->user.empty() && (from->is_pn() || from->is_lid());
  if (!is_person || !certificate) return acknowledge();
  const std::string name(bytes_field(bytes_field(certificate->data(), kCertificateDetails), kDetailsName));
  if (name.empty() || name.size() > kMaxVerifiedName) return acknowledge();
  publish({shown(*from), name, {}, false}, acknowledge);
}

void ContactPart::publish(const Change& change, std::function<void()> after) {
  std::string json;
  JsonWriter writer(json);
  writer.begin_array().begin_object().field("remoteJid", change.jid);
  if (!change.name.empty()) writer.field("pushName", change.name);
  if (change.is_picture) writer.field_or_null("profilePicUrl", change.picture_url);
  writer.field("instanceId", place_.session.instance.id).end_object().end_array();
  put_event(
      place_, place_.events.contacts_update, std::move(json),
      [jid = change.jid, name = change.name](ContactsUpdate& event) {
        event.contact = jid;
        event.push_name = name;
        event.count = 1;
      },
      std::move(after));
}

}  // namespace wagate::session_whatsapp
