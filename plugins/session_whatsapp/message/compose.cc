#include "message/compose.h"

#include <utility>

#include "crypto/hash.h"
#include "crypto/random.h"
#include "message/protocol_type.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kNewSecretSize = 32;

void fill_target_key(proto::MessageKey& out, const TargetKey& target) {
  out.set_remote_jid(target.chat);
  out.set_from_me(target.from_me);
  out.set_id(target.id);
  if (!target.participant.empty()) out.set_participant(target.participant);
}

template <typename Content>
void add_context_info(Content& content, const Context& context) {
  if (!context.is_empty()) set_context(*content.mutable_context_info(), context);
}

void show_preview(proto::ExtendedTextMessage& out, const LinkPreview& preview) {
  out.set_matched_text(preview.url);
  out.set_title(preview.title);
  if (!preview.description.empty()) out.set_description(preview.description);
  if (!preview.thumbnail.empty()) out.set_jpeg_thumbnail(preview.thumbnail);
  out.set_preview_type(0);  // a page, nothing that plays
}

void set_card(proto::ContactMessage& out, const Card& card) {
  out.set_display_name(card.name);
  out.set_vcard(card.vcard);
}

}  // namespace

void set_context(proto::ContextInfo& out, const Context& context) {
  for (const std::string& jid : context.mentions) out.add_mentioned_jid(jid);
  if (!context.quote.id.empty()) {
    out.set_stanza_id(context.quote.id);
    out.set_participant(context.quote.author);
    // A quote whose content is no message is sent without content rather than not at all.
    if (!out.mutable_quoted_message()->ParseFromString(context.quote.message)) out.clear_quoted_message();
  }
  if (context.expiration != 0) out.set_expiration(context.expiration);
  if (context.timer_set_at != 0) {
    out.set_ephemeral_setting_timestamp(context.timer_set_at);
    out.mutable_disappearing_mode()->set_initiator(0);  // changed in the chat
  }
}

proto::Message compose_text(std::string_view text, const Context& context, const LinkPreview* preview) {
  proto::Message out;
  if (context.is_empty() && !preview) {
    out.set_conversation(std::string(text));
    return out;
  }
  proto::ExtendedTextMessage& extended = *out.mutable_extended_text_message();
  extended.set_text(std::string(text));
  if (preview) show_preview(extended, *preview);
  add_context_info(extended, context);
  return out;
}

proto::Message compose_text_story(std::string_view text, std::uint32_t background, std::int32_t font) {
  proto::Message out;
  proto::ExtendedTextMessage& story = *out.mutable_extended_text_message();
  story.set_text(std::string(text));
  story.set_background_argb(background);
  story.set_font(font);
  return out;
}

proto::Message compose_reaction(const TargetKey& target, std::string_view emoji, std::int64_t now_ms) {
  proto::Message out;
  fill_target_key(*out.mutable_reaction_message()->mutable_key(), target);
  out.mutable_reaction_message()->set_text(std::string(emoji));
  out.mutable_reaction_message()->set_sender_timestamp_ms(now_ms);
  return out;
}

proto::Message compose_edit(const TargetKey& target, const proto::Message& changed, std::int64_t now_ms) {
  proto::Message out;
  proto::ProtocolMessage& protocol = *out.mutable_edited_message()->mutable_message()->mutable_protocol_message();
  fill_target_key(*protocol.mutable_key(), target);
  protocol.set_type(static_cast<std::int32_t>(ProtocolType::message_edit));
  *protocol.mutable_edited_message() = changed;
  protocol.set_timestamp_ms(now_ms);
  return out;
}

proto::Message compose_revoke(const TargetKey& target) {
  proto::Message out;
  fill_target_key(*out.mutable_protocol_message()->mutable_key(), target);
  out.mutable_protocol_message()->set_type(static_cast<std::int32_t>(ProtocolType::revoke));
  return out;
}

proto::Message compose_location(const Place& place, const Context& context) {
  proto::Message out;
  proto::LocationMessage& location = *out.mutable_location_message();
  location.set_degrees_latitude(place.latitude);
  location.set_degrees_longitude(place.longitude);
  if (!place.name.empty()) location.set_name(place.name);
  if (!place.address.empty()) location.set_address(place.address);
  add_context_info(location, context);
  return out;
}

proto::Message compose_contacts(const std::vector<Card>& cards, const Context& context) {
  proto::Message out;
  if (cards.size() == 1) {
    set_card(*out.mutable_contact_message(), cards.front());
    add_context_info(*out.mutable_contact_message(), context);
    return out;
  }
  proto::ContactsArrayMessage& all = *out.mutable_contacts_array_message();
  all.set_display_name(std::to_string(cards.size()) + " contacts");
  for (const Card& card : cards) set_card(*all.add_contacts(), card);
  add_context_info(all, context);
  return out;
}

proto::Message compose_poll(std::string_view question, const std::vector<std::string>& options,
                            std::uint32_t selectable, const Context& context) {
  proto::Message out;
  // One with a single answer is of another version.
  proto::PollCreationMessage& poll =
      selectable == 1 ? *out.mutable_poll_creation_message_v3() : *out.mutable_poll_creation_message();
  poll.set_name(std::string(question));
  for (const std::string& option : options) poll.add_options()->set_option_name(option);
  poll.set_selectable_options_count(selectable);
  add_context_info(poll, context);
  out.mutable_message_context_info()->set_message_secret(random_bytes(kNewSecretSize));
  return out;
}

std::string for_own_devices(std::string_view message, std::string_view chat) {
  proto::Message out;
  out.mutable_device_sent_message()->set_destination_jid(std::string(chat));
  proto::Message& inner = *out.mutable_device_sent_message()->mutable_message();
  inner.ParseFromArray(message.data(), static_cast<int>(message.size()));
  if (inner.has_message_context_info()) *out.mutable_message_context_info() = inner.message_context_info();
  return out.SerializeAsString();
}

StanzaMarks marks_of(const proto::Message& message) {
  StanzaMarks marks;
  const auto media = [&](std::string_view kind) {
    marks.type = "media";
    marks.media = kind;
  };
  if (message.has_image_message()) media("image");
  if (message.has_video_message()) media(message.video_message().gif_playback() ? "gif" : "video");
  if (message.has_audio_message()) media(message.audio_message().ptt() ? "ptt" : "audio");
  if (message.has_ptv_message()) media("ptv");
  if (message.has_document_message() || message.has_document_with_caption_message()) media("document");
  if (message.has_sticker_message()) media("sticker");
  if (message.has_location_message()) media("location");
  if (message.extended_text_message().has_matched_text()) media("url");
  if (message.has_contact_message()) media("vcard");
  if (message.has_contacts_array_message()) media("contact_array");
  if (message.has_reaction_message()) {
    marks.type = "reaction";
    marks.hide_failure = true;
    if (message.reaction_message().text().empty()) marks.edit = "7";
  }
  if (message.has_list_message()) {
    media("list");
    marks.business = "list";
  }
  if (message.view_once_message().message().has_interactive_message()) marks.business = "interactive";
  if (message.has_poll_creation_message() || message.has_poll_creation_message_v3()) {
    marks.type = "poll";
    marks.poll = "creation";
  }
  if (message.has_poll_update_message()) {
    marks.type = "poll";
    marks.poll = "vote";
    marks.hide_failure = true;
  }
  if (message.has_edited_message()) {
    marks.edit = "1";
    marks.hide_failure = true;
  }
  if (message.has_protocol_message()) {
    marks.hide_failure = true;
    if (message.protocol_message().type() == static_cast<std::int32_t>(ProtocolType::revoke)) {
      marks.edit = message.protocol_message().key().from_me() ? "7" : "8";
    }
  }
  return marks;
}

std::string make_message_id(std::string_view own, std::int64_t now) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string seconds;
  append_big_endian(seconds, static_cast<std::uint64_t>(now), 8);
  const Digest digest = sha256({seconds, own, "@c.us", random_bytes(16)});
  std::string id = "3EB0";
  for (std::size_t i = 0; i < 9; ++i) {
    id += kDigits[digest.data()[i] >> 4];
    id += kDigits[digest.data()[i] & 15];
  }
  return id;
}

}  // namespace wagate::session_whatsapp
