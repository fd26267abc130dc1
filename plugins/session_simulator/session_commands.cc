// The commands of a session; its life is in session.cc.
#include <algorithm>
#include <utility>

#include "session.h"
#include "text.h"
#include "wagate/json_writer.h"

namespace wagate::session_simulator {
namespace {

constexpr std::size_t kMaxPendingSends = 256;
constexpr std::int64_t kTypingPieceMs = 20'000;  // typing is shown in pieces of at most that long
constexpr std::string_view kNotConnected = "The instance is not connected";

std::string chat_state(const std::string& chat, std::string_view state) {
  std::string json;
  JsonWriter(json)
      .begin_object()
      .field("tag", "chatstate")
      .key("attrs")
      .begin_object()
      .field("to", chat)
      .end_object()
      .key("content")
      .begin_array()
      .begin_object()
      .field("tag", state)
      .key("attrs")
      .begin_object()
      .end_object()
      .end_object()
      .end_array()
      .end_object();
  return json;
}

}  // namespace

bool Session::is_unknown(const std::string& jid) const {
  if (!jid.ends_with("@s.whatsapp.net")) return false;
  const std::string_view user = user_of(jid);
  const auto& listed = surroundings_.options.unknown_numbers;
  return user.ends_with("0000") ||
         std::any_of(listed.begin(), listed.end(), [&](const std::string& number) { return user_of(number) == user; });
}

void Session::send_text(TextRequest request, ReplyBox reply) {
  act([&] {
    if (phase_ != Phase::open)
      return put_failure(std::move(reply), abi::StatusCode::failed_precondition, "not_connected", kNotConnected);
    if (is_unknown(request.jid))
      return put_failure(std::move(reply), abi::StatusCode::invalid_argument, "not_on_whatsapp",
                         "nobody has that number on WhatsApp");
    if (is_group(request.jid) && !world_.cast().find_group(request.jid))
      return put_failure(std::move(reply), abi::StatusCode::invalid_argument, "group_not_found", "Group not found");
    if (pending_sends_ >= kMaxPendingSends)
      return put_failure(std::move(reply), abi::StatusCode::resource_exhausted, "too_many_pending",
                         "256 messages of this instance wait for their delay; send fewer at a time");
    if (request.delay_ms <= 0) return deliver(request, std::move(reply));

    ++pending_sends_;
    for (std::int64_t begin = 0; begin < request.delay_ms; begin += kTypingPieceMs) {
      after(begin, [this, chat = request.jid] { stanzas_.add(chat_state(chat, "composing")); });
    }
    // Showing that one types subscribes to the other side's presence.
    if (is_direct(request.jid)) schedule(world_.presence_of(request.jid, wall_ms()));
    const std::int64_t delay_ms = request.delay_ms;
    after(delay_ms, [this, request = std::move(request), reply = std::move(reply)] {
      --pending_sends_;
      stanzas_.add(chat_state(request.jid, "paused"));
      deliver(request, reply);
    });
  });
}

void Session::deliver(const TextRequest& request, ReplyBox reply) {
  Draft draft;
  draft.chat = request.jid;
  draft.from_me = true;
  draft.id = make_message_id(Phone::web, sent_choices_);
  draft.has_participant = false;
  draft.push_name = "Você";
  draft.status = "PENDING";
  draft.text = request.text;
  draft.composed_here = true;
  draft.at = wall_ms() / 1000;
  if (const Group* group = world_.cast().find_group(request.jid)) {
    draft.mentions = request.mentions;
    if (request.mention_everyone)
      for (const Member& member : group->members) draft.mentions.push_back(world_.cast().person(member.person).lid);
  }
  if (!request.quoted_id.empty()) {
    const Remembered* known = world_.memory().find(request.quoted_id);
    const std::string& others = request.quoted_author.empty() ? request.jid : request.quoted_author;
    const std::string author = request.quoted_from_me ? world_.cast().owner.jid : others;
    // A quote that nobody knows the content of is sent without it, as the message would be without the quote.
    if (known) draft.quote = *known;
    if (!known && !request.quoted_json.empty())
      draft.quote = Remembered{request.quoted_id, request.jid, author, request.quoted_from_me, ContentKind::text, ""};
    draft.quote_json = request.quoted_json;
  }
  if (!draft.quote) draft.quote_json.clear();

  Happening sent = record_happening(CatalogEvent::send_message, draft, stage_.instance_id, sent_choices_);
  world_.remember({draft.id, draft.chat, world_.cast().owner.jid, true, ContentKind::text, draft.text});
  outbox_.put([this, reply = std::move(reply), sent = std::make_shared<const Happening>(std::move(sent))] {
    const abi::StatusCode code = surroundings_.outlet.publish(key_, *sent);
    if (code == abi::StatusCode::resource_exhausted) return code;
    if (code == abi::StatusCode::permission_denied) {
      reply.fail(code, "denied", "a filter of this gateway denied the message");
    } else {
      reply.ok(DocumentView(sent->document).ref());
    }
    return code;
  });
  schedule(world_.receipts(draft.chat, draft.id, false));

  if (!surroundings_.options.live || !is_direct(draft.chat)) return;
  after(sent_choices_.between(4'000, 9'000), [this, chat = draft.chat] { perform(world_.answer(chat, wall_ms())); });
}

void Session::send_node(Stanza stanza, ReplyBox reply) {
  act([&] {
    if (phase_ != Phase::open)
      return put_failure(std::move(reply), abi::StatusCode::failed_precondition, "not_connected", kNotConnected);
    stanzas_.add(std::move(stanza.json));
    put_success(std::move(reply));
    if (stanza.tag != "presence") return;
    if (stanza.type == "subscribe" && is_direct(stanza.to)) {
      schedule(world_.presence_of(stanza.to, wall_ms()));
    } else if (stanza.type.empty() || stanza.type == "available") {
      schedule(world_.somebody_appears(wall_ms()));
    }
  });
}

void Session::set_presence(const std::string& presence, ReplyBox reply) {
  act([&] {
    if (phase_ != Phase::open)
      return put_failure(std::move(reply), abi::StatusCode::failed_precondition, "not_connected", kNotConnected);
    std::string json;
    JsonWriter(json)
        .begin_object()
        .field("tag", "presence")
        .key("attrs")
        .begin_object()
        .field("type", presence)
        .field("name", world_.cast().owner.name)
        .end_object()
        .end_object();
    stanzas_.add(std::move(json));
    put_success(std::move(reply));
    if (presence == "available") schedule(world_.somebody_appears(wall_ms()));
  });
}

}  // namespace wagate::session_simulator
