#include "profile/read_marks.h"

#include <algorithm>
#include <map>
#include <utility>

#include "chat/arguments.h"
#include "chat/refusals.h"
#include "profile/account_settings.h"
#include "store/transaction.h"
#include "wagate/commands.h"

namespace wagate::session_whatsapp {

void ReadMarks::offline() {
  waiting_.clear();
  privacy_ = Privacy::unknown;
}

bool ReadMarks::execute(std::string_view name, const Document& arguments, const ReplyBox& reply) {
  if (name != commands::kMarkRead) return false;
  mark_keys(arguments, reply);
  return true;
}

void ReadMarks::published(const Envelope& envelope) {
  if (!place_.settings.read_messages || envelope.from_me || envelope.is_peer) return;
  add({envelope.is_group ? envelope.from : envelope.chat.text(), envelope.participant, {envelope.id}});
}

void ReadMarks::mark_keys(const Document& document, const ReplyBox& reply) {
  const auto keys = Arguments(document).keys("keys", kMaxKeys);
  if (!keys)
    return refuse_arguments(reply, "keys has to be a list of at most 1000 objects {\"id\", \"remoteJid\", \"fromMe\"}");
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> by_author;
  for (const MessageKey& key : *keys)
    if (!key.from_me) by_author[{key.chat, key.participant}].push_back(key.id);
  for (auto& [author, ids] : by_author) {
    const auto chat = Jid::parse(author.first);
    Mark mark{author.first, author.second, std::move(ids)};
    if (chat && chat->is_group()) {
      mark_in_group(*chat, std::move(mark));
    } else {
      add(std::move(mark));
    }
  }
  reply.ok({});
}

// Applications name members by number where it is known; the group may know them by hidden id.
void ReadMarks::mark_in_group(const Jid& group, Mark mark) {
  using Failure = GroupDirectory::Failure;
  groups_.find(group, [this, mark = std::move(mark)](Failure failure, const GroupMembers& members) mutable {
    const auto author = Jid::parse(mark.participant);
    const auto& account = place_.session.store.account();
    if (failure != Failure::none || !author || !account) return;
    {
      Transaction work(place_.session.store);
      const Jid other = Names(work, *account).other(author->account());
      if (author->is_lid() != members.uses_lids && !other.user.empty()) mark.participant = other.text();
    }
    add(std::move(mark));
  });
}

void ReadMarks::add(Mark mark) {
  if (privacy_ == Privacy::shows || privacy_ == Privacy::hides) return send(mark);
  if (waiting_.size() < kMaxWaiting) waiting_.push_back(std::move(mark));
  if (privacy_ == Privacy::unknown) ask();
}

void ReadMarks::ask() {
  privacy_ = Privacy::asked;
  fetch_privacy(place_.session.wire, [this](const Answer& answer, const std::map<std::string, std::string>& values) {
    if (answer.kind == Answer::Kind::disconnected) return;
    const auto found = values.find("readreceipts");
    privacy_ = found != values.end() && found->second == "none" ? Privacy::hides : Privacy::shows;
    for (const Mark& mark : std::exchange(waiting_, {})) send(mark);
  });
}

void ReadMarks::send(const Mark& mark) {
  if (mark.ids.empty()) return;
  Node receipt("receipt", {{"type", privacy_ == Privacy::hides ? "read-self" : "read"}, {"id", mark.ids.front()},
                           {"to", mark.chat}, {"t", std::to_string(place_.now_s())}});
  if (!mark.participant.empty()) receipt.set("participant", mark.participant);
  if (mark.ids.size() > 1) {
    Node& list = receipt.add(Node("list"));
    for (std::size_t i = 1; i < mark.ids.size(); ++i) list.add(Node("item", {{"id", mark.ids[i]}}));
  }
  place_.session.wire.send(receipt);
}

}  // namespace wagate::session_whatsapp
