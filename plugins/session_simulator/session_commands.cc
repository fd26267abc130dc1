// A session as the device that executes commands; its life is in session.cc.
#include <algorithm>
#include <utility>

#include "session.h"
#include "stanzas.h"
#include "text.h"

namespace wagate::session_simulator {

bool Session::is_unknown(const std::string& jid) const {
  if (!jid.ends_with("@s.whatsapp.net")) return false;
  const std::string_view user = user_of(jid);
  const auto& listed = surroundings_.options.unknown_numbers;
  return user.ends_with("0000") ||
         std::any_of(listed.begin(), listed.end(), [&](const std::string& number) { return user_of(number) == user; });
}

void Session::execute(const Action& action, const ReplyBox& reply) {
  act([&] {
    attempt(reply, [&] {
      if (phase_ != Phase::open)
        throw Refusal{abi::StatusCode::failed_precondition, "not_connected", "The instance is not connected"};
      action(*this, reply);
    });
  });
}

void Session::attempt(const ReplyBox& reply, const std::function<void()>& action) {
  try {
    action();
  } catch (const Refusal& refusal) {
    put_lifecycle([reply, refusal] { reply.fail(refusal.code, refusal.reason, refusal.sentence); });
  }
}

void Session::answer(const ReplyBox& reply, Document result) {
  put_lifecycle(
      [reply, result = std::make_shared<const Document>(std::move(result))] { reply.ok(DocumentView(*result).ref()); });
}

void Session::publish_and_answer(Happening happening, const ReplyBox& reply) {
  outbox_.put([this, reply, entry = std::make_shared<const Happening>(std::move(happening))] {
    const abi::StatusCode code = surroundings_.outlet.publish(key_, *entry);
    if (code == abi::StatusCode::resource_exhausted) return code;
    if (code == abi::StatusCode::permission_denied) {
      reply.fail(code, "denied", "a filter of this gateway denied the message");
    } else {
      reply.ok(DocumentView(entry->document).ref());
    }
    return code;
  });
}

void Session::keep_account() {
  saved_.account = SavedAccount::of(world_);
  put_lifecycle([this, state = saved_] { save(state); });
}

void Session::show_online() {
  stanzas_.add(presence_stanza("available", world_.cast().owner.name));
  schedule(world_.somebody_appears(wall_ms()));
}

}  // namespace wagate::session_simulator
