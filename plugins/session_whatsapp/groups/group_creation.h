#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "chat/chat_place.h"
#include "node/jid.h"
#include "session/wire.h"

namespace wagate::session_whatsapp {

struct NewGroup {
  std::string subject;
  std::string description;  // empty: none
  std::vector<Jid> participants;
  bool is_promoting = false;  // makes all of them admins
};

// Makes a group, in the steps that takes: who of the participants is on WhatsApp, the group itself, its description and
// its admins, and what it looks like then. Used on the lane.
class GroupCreation {
 public:
  explicit GroupCreation(ChatPlace& place) : place_(place) {}

  // `on_answer` gets the answer with the <group>, or the first one that was no success. A description or an admin that
  // was refused does not undo the group.
  void create(NewGroup group, Wire::OnAnswer on_answer);

  // <description> with a new id, after the one with the id `previous`; of an empty text: one that takes it away.
  Node description(std::string_view text, std::string_view previous) const;

 private:
  struct Making;

  void make(const std::shared_ptr<Making>& making);
  void describe(const std::shared_ptr<Making>& making);
  void promote(const std::shared_ptr<Making>& making);
  void show(const std::shared_ptr<Making>& making);
  void ask(std::string_view type, const std::string& to, Node content, Wire::OnAnswer on_answer);
  std::string new_id() const;

  ChatPlace& place_;
};

}  // namespace wagate::session_whatsapp
