#pragma once

#include <optional>
#include <string>

#include "app_state/patch_maker.h"
#include "wagate/document.h"

namespace wagate::session_whatsapp {

// Read the arguments of a command of wagate/commands.h and make the change it asks for. Nothing for arguments that are
// wrong; then `problem` says what.
std::optional<AppStateChange> read_archive_chat(const Document& arguments, std::string& problem);
std::optional<AppStateChange> read_mark_chat_unread(const Document& arguments, std::string& problem);

struct LabelChange {
  std::string label_id;
  AppStateChange change;
};
std::optional<LabelChange> read_label_chat(const Document& arguments, std::string& problem);

}  // namespace wagate::session_whatsapp
