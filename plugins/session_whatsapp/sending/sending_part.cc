#include "sending/sending_part.h"

#include <optional>
#include <string>
#include <utility>

#include "picture/session_pictures.h"
#include "preview/link_previews.h"
#include "sending/media_refusal.h"
#include "sending/message_changes.h"
#include "sending/refusal.h"
#include "wagate/commands.h"

namespace wagate::session_whatsapp {

bool SendingPart::execute(std::string_view name, const Document& arguments, const ReplyBox& reply) {
  try {
    return carry_out(name, arguments, reply);
  } catch (const Refusal& refusal) {
    refusal.tell(reply);
    return true;
  }
}

bool SendingPart::carry_out(std::string_view name, const Document& document, const ReplyBox& reply) {
  using Read = Letter (*)(const CheckedArguments&);
  static constexpr std::pair<std::string_view, Read> kLetters[] = {
      {commands::kSendLocation, read_location_letter}, {commands::kSendContact, read_contact_letter},
      {commands::kSendPoll, read_poll_letter},         {commands::kSendList, read_list_letter},
  };
  for (const auto& [command, read] : kLetters) {
    if (name != command) continue;
    send(read(CheckedArguments(document)), reply);
    return true;
  }
  if (name == commands::kSendText) {
    send_text(read_text(CheckedArguments(document)), reply);
  } else if (name == commands::kSendMedia) {
    const CheckedArguments arguments(document);
    const FileRole role = read_file_role(arguments, "kind");
    Letter letter = read_letter(arguments);
    letter.shows_recording = role == FileRole::voice;
    send_file(std::move(letter), read_file(arguments, role), reply);
  } else if (name == commands::kSendReaction) {
    send(read_reaction_letter(CheckedArguments(document), place_.session.place.clock.unix_ms()), reply);
  } else if (name == commands::kSendButtons) {
    send_buttons(document, reply);
  } else if (name == commands::kSendStatus) {
    send_story(document, reply);
  } else if (name == commands::kSendTemplate) {
    throw Refusal(abi::StatusCode::unimplemented, "unimplemented",
                  "Method not available in the Baileys service: templates are for business accounts of the Cloud API");
  } else if (name == commands::kDeleteMessage) {
    send(read_deletion(place_, CheckedArguments(document)), reply);
  } else if (name == commands::kUpdateMessage) {
    send(read_edit(place_, CheckedArguments(document)), reply);
  } else {
    return false;
  }
  return true;
}

void SendingPart::send(Letter letter, const ReplyBox& reply) {
  if (turns_.waiting() >= kMaxWaiting)
    return reply.fail(abi::StatusCode::resource_exhausted, "too_many_pending",
                      "1024 messages of this instance wait for previews of links; send fewer at a time");
  const std::string chat = letter.chat.text();
  turns_.in_turn(chat, [this, letter = std::move(letter), reply] { sender_.send(letter, reply); });
}

void SendingPart::send_text(TextToSend text, const ReplyBox& reply) {
  const std::string chat = text.letter.chat.text();
  const auto with = [text](const LinkPreview* preview) {
    Letter letter = text.letter;
    letter.compose = [content = text.text, shown = preview ? std::optional(*preview) : std::nullopt](
                         const Context& context) { return compose_text(content, context, shown ? &*shown : nullptr); };
    return letter;
  };
  const bool may_have_preview = text.wants_preview && place_.previews && turns_.waiting() < kMaxWaiting;
  if (!may_have_preview) return send(with(nullptr), reply);
  const ChatTurns::Turn turn = turns_.hold(chat);
  place_.previews->find(text.text, [this, chat, turn, with, reply](const LinkPreview* preview) {
    turns_.give(chat, turn, [this, letter = with(preview), reply] { sender_.send(letter, reply); });
  });
}

void SendingPart::put_up(FileToSend file, const ReplyBox& reply, OnPutUp on_put_up) {
  const auto upload = [this, reply, on_put_up = std::move(on_put_up)](std::string bytes, FileContent content) {
    const MediaKind kind = media_kind(content.role);
    place_.media->upload(kind, std::move(bytes),
                         [reply, on_put_up, content = std::move(content)](MediaFailure failure,
                                                                          const UploadedMedia& uploaded) {
                           if (failure != MediaFailure::none) return refuse_media(reply, failure);
                           on_put_up(content, uploaded);
                         });
  };
  if (file.content.role != FileRole::image) return upload(std::move(file.bytes), std::move(file.content));
  place_.pictures->thumbnail(std::move(file.bytes), kMessageThumbnailWidth,
                             [upload, content = std::move(file.content)](std::string bytes,
                                                                         std::optional<Thumbnail> thumbnail) mutable {
                               if (thumbnail) {
                                 content.thumbnail = std::move(thumbnail->jpeg);
                                 content.facts.width = thumbnail->width;
                                 content.facts.height = thumbnail->height;
                               }
                               upload(std::move(bytes), std::move(content));
                             });
}

void SendingPart::send_file(Letter letter, FileToSend file, const ReplyBox& reply) {
  put_up(std::move(file), reply,
         [this, reply, letter = std::move(letter)](const FileContent& content, const UploadedMedia& uploaded) {
           Letter ready = letter;
           ready.compose = [content, uploaded, now = place_.now_s()](const Context& context) {
             return compose_file(content, uploaded, now, context);
           };
           send(std::move(ready), reply);
         });
}

void SendingPart::send_buttons(const Document& document, const ReplyBox& reply) {
  const CheckedArguments arguments(document);
  Letter letter = read_letter(arguments);
  ButtonsContent buttons = read_buttons(arguments);
  const auto send_with = [this, reply](Letter ready, const ButtonsContent& content) {
    ready.compose = [content](const Context& context) { return compose_buttons(content, context); };
    send(std::move(ready), reply);
  };
  if (!arguments.has("thumbnail")) return send_with(std::move(letter), buttons);
  put_up(read_picture(arguments, "thumbnail"), reply,
         [this, send_with, letter = std::move(letter), buttons = std::move(buttons)](const FileContent& picture,
                                                                                   const UploadedMedia& uploaded) {
           ButtonsContent content = buttons;
           fill_image(content.picture.emplace(), picture, uploaded, place_.now_s());
           send_with(letter, content);
         });
}

void SendingPart::send_story(const Document& document, const ReplyBox& reply) {
  const CheckedArguments arguments(document);
  Letter letter = read_story_letter(arguments);
  if (is_text_story(arguments)) {
    read_story_text(arguments, letter);
    return send(std::move(letter), reply);
  }
  FileRole role = read_file_role(arguments, "type");
  if (role == FileRole::audio) role = FileRole::voice;  // stories have no other sound
  send_file(std::move(letter), read_file(arguments, role), reply);
}

// One receipt for the messages of one author in one chat.
}  // namespace wagate::session_whatsapp
