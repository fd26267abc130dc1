#include "chat/outgoing.h"

#include <utility>

#include "node/codec.h"
#include "store/transaction.h"

namespace wagate::session_whatsapp {

Outgoing::~Outgoing() {
  try {
    forget_settled();
  } catch (const StoreError&) {  // they are sent once more, then
  }
}

void Outgoing::online() {
  Transaction work(place_.session.store);
  const std::vector<std::string> stanzas = work.outgoing_to_repeat();
  work.commit();
  if (stanzas.empty()) return;
  for (const std::string& bytes : stanzas) {
    NodeError error = NodeError::none;
    if (const auto stanza = decode_frame(bytes, error)) place_.session.wire.send(*stanza);
  }
  place_.log.info("sent again what the server had not acknowledged",
                  {{"instance", place_.session.instance.name}, {"messages", stanzas.size()}});
}

void Outgoing::is_settled(std::string id) {
  settled_.push_back(std::move(id));
  if (!std::exchange(is_posted_, true)) posts_.post([this] { forget_settled(); });
}

void Outgoing::forget_settled() {
  is_posted_ = false;
  if (settled_.empty()) return;
  Transaction work(place_.session.store);
  for (const std::string& id : settled_) work.remove_outgoing(id);
  work.commit();
  settled_.clear();
}

}  // namespace wagate::session_whatsapp
