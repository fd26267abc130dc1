#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "message/link_preview.h"
#include "proto/message.pb.h"

namespace wagate::session_whatsapp {

// Makes the contents of messages. JIDs are text without device.

struct Quote {
  std::string id;
  std::string author;   // JID of who wrote it
  std::string message;  // wire form of the quoted Message; may be empty
};

// What a text or a medium may refer to.
struct Context {
  std::vector<std::string> mentions;
  Quote quote;                   // empty id: none
  std::uint32_t expiration = 0;  // seconds after which it disappears; 0: it stays
  // In direct chats: since when the chat's messages disappear or stay; 0: not told.
  std::int64_t timer_set_at = 0;
  bool is_told_always = false;  // also when there is nothing in it

  bool is_empty() const {
    return mentions.empty() && quote.id.empty() && expiration == 0 && timer_set_at == 0 && !is_told_always;
  }
};

// Names another message in a chat.
struct TargetKey {
  std::string chat;
  bool from_me = false;
  std::string id;
  std::string participant;  // author, in groups
};

void set_context(proto::ContextInfo& out, const Context& context);

// `preview`: of a link in the text; null: none.
proto::Message compose_text(std::string_view text, const Context& context, const LinkPreview* preview = nullptr);
// A text on a coloured ground, for stories. `background` is 0xAARRGGBB.
proto::Message compose_text_story(std::string_view text, std::uint32_t background, std::int32_t font);
proto::Message compose_reaction(const TargetKey& target, std::string_view emoji, std::int64_t now_ms);
proto::Message compose_edit(const TargetKey& target, const proto::Message& changed, std::int64_t now_ms);
proto::Message compose_revoke(const TargetKey& target);

struct Place {
  double latitude = 0;
  double longitude = 0;
  std::string name;
  std::string address;
};
proto::Message compose_location(const Place& place, const Context& context);

struct Card {
  std::string name;
  std::string vcard;
};
// One card or several; at least one.
proto::Message compose_contacts(const std::vector<Card>& cards, const Context& context);

// `selectable`: how many options one person may choose; 0 is any number. Holds a fresh secret for the votes.
proto::Message compose_poll(std::string_view question, const std::vector<std::string>& options,
                            std::uint32_t selectable, const Context& context);

// Lets other devices of the own account know what was sent where.
std::string for_own_devices(std::string_view message, std::string_view chat);

// How the stanza around a message has to be marked so that servers and phones treat it right.
struct StanzaMarks {
  std::string type = "text";  // of <message>
  std::string media;          // mediatype of <enc>; empty: none
  std::string edit;           // edit of <message>; empty: none
  std::string poll;           // polltype of <meta>; empty: none
  std::string business;       // kind of <biz>: "list", "interactive"; empty: none
  bool hide_failure = false;  // decrypt-fail="hide"
};
StanzaMarks marks_of(const proto::Message& message);

// The id of a message sent from here, as web clients make them. `own` is the own number.
std::string make_message_id(std::string_view own, std::int64_t now);

}  // namespace wagate::session_whatsapp
