#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "arguments.h"
#include "media.h"
#include "prng.h"
#include "record.h"

// The contents of messages that are sent through the gateway: their fields in the order applications know,
// without the empty lists that received ones have.
namespace wagate::session_simulator {

enum class SentKind { image, video, round_video, audio, voice, document, sticker };

// A file that is sent.
struct SentMedia {
  SentKind kind = SentKind::image;
  std::shared_ptr<const std::string> bytes;
  MediaFacts facts;  // with the mimetype that was given, when one was
  std::string file_name;
  std::string caption;
};

struct SentPoll {
  std::string name;
  std::int64_t selectable = 1;
  std::vector<std::string> options;
};

struct SentContact {
  std::string name;
  std::string vcard;
};

struct SentList {
  struct Row {
    std::string title, description, id;
  };
  struct Section {
    std::string title;
    std::vector<Row> rows;
  };
  std::string title, description, button, footer;
  std::vector<Section> sections;
};

struct SentButton {
  std::string type;  // "reply", "copy", "url", "call", "pix"
  std::string text, id, code, url, phone, currency, name, key_type, key;
};
struct SentButtons {
  std::string title, description, footer;
  std::vector<SentButton> buttons;
  std::optional<SentMedia> header;
  std::string header_key;  // media key of the header
};

// `media_key` has 32 bytes.
Composition compose_media(SentMedia media, std::string media_key);
Composition compose_location(std::string latitude, std::string longitude, std::string name, std::string address);
Composition compose_contacts(std::vector<SentContact> contacts);
Composition compose_poll(SentPoll poll);
Composition compose_list(SentList list);
Composition compose_buttons(SentButtons buttons);
Composition compose_reaction(MessageKey key, std::string emoji, std::int64_t at_ms);

}  // namespace wagate::session_simulator
