#pragma once

#include <optional>
#include <string>
#include <vector>

#include "message/compose.h"

namespace wagate::session_whatsapp {

// A list to choose one row of.
struct ListContent {
  struct Row {
    std::string title;
    std::string description;
    std::string id;
  };
  struct Section {
    std::string title;
    std::vector<Row> rows;
  };

  std::string title;
  std::string description;
  std::string footer;
  std::string button;
  std::vector<Section> sections;
};
proto::Message compose_list(const ListContent& list, const Context& context);

// Text with buttons below it.
struct ButtonsContent {
  enum class Action { reply, copy, url, call, pix };
  struct Button {
    Action action = Action::reply;
    std::string text;
    std::string id;     // of a reply
    std::string value;  // what is copied, opened or called
    // Of a payment by Pix.
    std::string currency;
    std::string merchant;
    std::string key_type;
    std::string key;
  };

  std::string title;
  std::string description;
  std::string footer;
  std::optional<proto::ImageMessage> picture;
  std::vector<Button> buttons;
};
proto::Message compose_buttons(const ButtonsContent& content, const Context& context);

}  // namespace wagate::session_whatsapp
