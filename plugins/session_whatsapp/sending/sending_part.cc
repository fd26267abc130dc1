#include "sending/sending_part.h"

#include <utility>

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
      {commands::kSendText, read_text_letter},       {commands::kSendLocation, read_location_letter},
      {commands::kSendContact, read_contact_letter}, {commands::kSendPoll, read_poll_letter},
      {commands::kSendList, read_list_letter},
  };
  for (const auto& [command, read] : kLetters) {
    if (name != command) continue;
    sender_.send(read(CheckedArguments(document)), reply);
    return true;
  }
  if (name == commands::kSendMedia) {
    const CheckedArguments arguments(document);
    const FileRole role = read_file_role(arguments, "kind");
    Letter letter = read_letter(arguments);
    letter.shows_recording = role == FileRole::voice;
    send_file(std::move(letter), read_file(arguments, role), reply);
  } else if (name == commands::kSendReaction) {
    sender_.send(read_reaction_letter(CheckedArguments(document), place_.session.place.clock.unix_ms()), reply);
  } else if (name == commands::kSendButtons) {
    send_buttons(document, reply);
  } else if (name == commands::kSendStatus) {
    send_story(document, reply);
  } else if (name == commands::kSendTemplate) {
    throw Refusal(abi::StatusCode::unimplemented, "unimplemented",
                  "Method not available in the Baileys service: templates are for business accounts of the Cloud API");
  } else if (name == commands::kDeleteMessage) {
    sender_.send(read_deletion(place_, CheckedArguments(document)), reply);
  } else if (name == commands::kUpdateMessage) {
    sender_.send(read_edit(place_, CheckedArguments(document)), reply);
  } else {
    return false;
  }
  return true;
}

void SendingPart::send_file(Letter letter, FileToSend file, const ReplyBox& reply) {
  const MediaKind kind = media_kind(file.content.role);
  place_.media->upload(kind, std::move(file.bytes),
                       [this, reply, letter = std::move(letter), content = std::move(file.content)](
                           MediaFailure failure, const UploadedMedia& uploaded) mutable {
                         if (failure != MediaFailure::none) return refuse_media(reply, failure);
                         letter.compose = [content, uploaded, now = place_.now_s()](const Context& context) {
                           return compose_file(content, uploaded, now, context);
                         };
                         sender_.send(std::move(letter), reply);
                       });
}

void SendingPart::send_buttons(const Document& document, const ReplyBox& reply) {
  const CheckedArguments arguments(document);
  Letter letter = read_letter(arguments);
  ButtonsContent content = read_buttons(arguments);
  if (!arguments.has("thumbnail")) {
    letter.compose = [content = std::move(content)](const Context& context) {
      return compose_buttons(content, context);
    };
    return sender_.send(std::move(letter), reply);
  }
  FileToSend picture = read_picture(arguments, "thumbnail");
  place_.media->upload(MediaKind::image, std::move(picture.bytes),
                       [this, reply, letter = std::move(letter), content = std::move(content),
                        about = std::move(picture.content)](MediaFailure failure,
                                                            const UploadedMedia& uploaded) mutable {
                         if (failure != MediaFailure::none) return refuse_media(reply, failure);
                         fill_image(content.picture.emplace(), about, uploaded, place_.now_s());
                         letter.compose = [content](const Context& context) {
                           return compose_buttons(content, context);
                         };
                         sender_.send(std::move(letter), reply);
                       });
}

void SendingPart::send_story(const Document& document, const ReplyBox& reply) {
  const CheckedArguments arguments(document);
  Letter letter = read_story_letter(arguments);
  if (is_text_story(arguments)) {
    read_story_text(arguments, letter);
    return sender_.send(std::move(letter), reply);
  }
  FileRole role = read_file_role(arguments, "type");
  if (role == FileRole::audio) role = FileRole::voice;  // stories have no other sound
  send_file(std::move(letter), read_file(arguments, role), reply);
}

// One receipt for the messages of one author in one chat.
}  // namespace wagate::session_whatsapp
