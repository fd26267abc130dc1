#pragma once

#include "message/compose.h"
#include "message/compose_file.h"
#include "message/compose_interactive.h"
#include "sending/checked_arguments.h"
#include "sending/letter.h"

namespace wagate::session_whatsapp {

// Reads the arguments of the commands that send. What cannot be sent is thrown as a Refusal.

// Chat, delay, mentions and quote: what these commands have in common. Without content.
Letter read_letter(const CheckedArguments& arguments);

// The key a command names a message by.
struct NamedMessage {
  Jid chat;
  std::string id;
  bool from_me = false;
  std::string participant;  // author, in a group; empty: not told

  TargetKey target() const;
};
NamedMessage read_message_key(const CheckedArguments& key);

// A text before it is known whether there is a preview of a link in it.
struct TextToSend {
  Letter letter;  // without content
  std::string text;
  bool wants_preview = true;
};
TextToSend read_text(const CheckedArguments& arguments);
Letter read_location_letter(const CheckedArguments& arguments);
Letter read_contact_letter(const CheckedArguments& arguments);
Letter read_poll_letter(const CheckedArguments& arguments);
Letter read_list_letter(const CheckedArguments& arguments);
Letter read_reaction_letter(const CheckedArguments& arguments, std::int64_t now_ms);

ButtonsContent read_buttons(const CheckedArguments& arguments);

// A file with what is said about it.
struct FileToSend {
  FileContent content;
  std::string bytes;
};
FileToSend read_file(const CheckedArguments& arguments, FileRole role);
FileRole read_file_role(const CheckedArguments& arguments, const char* name);

// A picture that goes with buttons.
FileToSend read_picture(const CheckedArguments& arguments, const char* name);

// A story: who sees it and, when it is no file, its text.
Letter read_story_letter(const CheckedArguments& arguments);
bool is_text_story(const CheckedArguments& arguments);
void read_story_text(const CheckedArguments& arguments, Letter& letter);

}  // namespace wagate::session_whatsapp
