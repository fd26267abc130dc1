#pragma once

#include <functional>
#include <string>
#include <utility>

#include "chat/chat_place.h"

namespace wagate::session_whatsapp {

// Puts an event without attachments into the outbox. `fill` sets its facts when it is published; what it captures has
// to be values, because facts are views of them. `after` runs on the session's lane once it was published.
//
//   put_event(place, place.events.call, std::move(json), [id](Call& event) { event.call_id = id; });
template <typename E, typename Fill>
void put_event(ChatPlace& place, const Publisher<E>& publish, std::string json, Fill fill,
               std::function<void()> after = {}) {
  const abi::InstanceKey key = place.session.instance.key;
  place.session.outbox.put(
      [&publish, key, json = std::move(json), fill = std::move(fill)] {
        E event;
        fill(event);
        event.document = StringRef(json);
        abi::ErrorOut error;
        return publish(key, event, error);
      },
      [&place, after = std::move(after)] {
        if (after) place.session.place.lane->post(after);
      });
}

}  // namespace wagate::session_whatsapp
