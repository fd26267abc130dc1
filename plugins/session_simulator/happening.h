#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "wagate/document.h"
#include "wagate/events/catalog.h"

namespace wagate::session_simulator {

// What filters decide by, for every type of event at once: each event has the members whose names are
// fields of its struct.
struct Facts {
  std::string chat;
  std::string sender;
  std::string message_id;
  std::string message_type;
  std::string push_name;
  std::string text;
  std::string status;
  std::string edit_type;
  std::string contact;
  std::string presence;
  std::string action;
  std::string label_id;
  std::string name;
  std::string call_id;
  std::string state;
  std::string wuid;
  std::string profile_name;
  std::string profile_picture_url;
  std::string code;
  std::string base64;
  std::string pairing_code;
  bool from_me = false;
  bool deleted = false;
  bool is_video = false;
  bool is_group = false;
  bool raw = false;
  bool limit_reached = false;
  std::int64_t at = 0;
  std::int64_t count = 0;
  std::int64_t reason_code = 0;
  std::int64_t status_reason = 0;
};

// One event that is about to be published.
struct Happening {
  CatalogEvent event = CatalogEvent::messages_upsert;
  Facts facts;
  Document document;
};

// A happening and the pause before it, counted from the one before.
struct Beat {
  std::int64_t pause_ms = 0;
  Happening happening;
};

// Beats that belong together: somebody types, the message arrives, the chat moves up.
using Scene = std::vector<Beat>;

}  // namespace wagate::session_simulator
