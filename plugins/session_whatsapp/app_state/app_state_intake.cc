#include "app_state/app_state_intake.h"

#include <utility>
#include <vector>

#include "app_state/app_state_events.h"
#include "app_state/collections.h"
#include "node/node.h"

namespace wagate::session_whatsapp {

std::string_view name_of(AppStateError error) {
  switch (error) {
    case AppStateError::none: return "none";
    case AppStateError::malformed: return "malformed";
    case AppStateError::missing_key: return "missing_key";
    case AppStateError::out_of_order: return "out_of_order";
    case AppStateError::bad_value_mac: return "bad_value_mac";
    case AppStateError::bad_index_mac: return "bad_index_mac";
    case AppStateError::bad_snapshot_mac: return "bad_snapshot_mac";
    case AppStateError::bad_patch_mac: return "bad_patch_mac";
  }
  return "unknown";
}

AppStateIntake::Outcome AppStateIntake::take_snapshot(const std::string& collection,
                                                      const proto::SyncdSnapshot& snapshot) {
  return take(collection, true, [&](AppStateReader& reader) { return reader.take_snapshot(snapshot); });
}

AppStateIntake::Outcome AppStateIntake::take_patch(const std::string& collection, const proto::SyncdPatch& patch,
                                                   bool from_start) {
  return take(collection, from_start, [&](AppStateReader& reader) { return reader.take_patch(patch); });
}

AppStateIntake::Outcome AppStateIntake::take(const std::string& collection, bool from_start,
                                             const std::function<AppStateNews(AppStateReader&)>& read) {
  SessionStore& store = place_.session.store;
  if (!store.account()) return {AppStateError::malformed, {}};
  Transaction work(store);
  if (from_start) {
    work.reset_app_state(collection);
    if (collection == collections::kRegular) work.clear_labels();
  }
  AppStateReader reader(work, collection);
  AppStateNews news = read(reader);
  if (news.error != AppStateError::none) return {news.error, std::move(news.missing_key)};

  AppStateEvents made(work, *store.account(), place_.session.instance);
  for (const Mutation& mutation : news.mutations) made.take(mutation);
  news.mutations.clear();
  const std::vector<proto::StoredEvent> events = made.finish();
  std::vector<std::uint64_t> numbers;
  for (const proto::StoredEvent& event : events) numbers.push_back(events_.keep(work, event));
  work.commit();

  for (std::size_t i = 0; i < events.size(); ++i) events_.publish(numbers[i], events[i]);
  // Others see the name beside messages once the server has heard it.
  if (!made.new_push_name().empty())
    place_.session.wire.send(Node("presence", {{"name", made.new_push_name()}}));
  return {};
}

}  // namespace wagate::session_whatsapp
