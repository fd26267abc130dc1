// Settings of an account as a server may send them: patches and snapshots nobody signed change nothing, and of what is
// signed, whatever it says, come events that are JSON.
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "app_state/app_state_events.h"
#include "app_state/app_state_reader.h"
#include "app_state/patch_maker.h"
#include "session_scratch.h"

namespace {

using namespace wagate::session_whatsapp;

constexpr const char* kCollection = "regular";

void must(bool truth) {
  if (!truth) __builtin_trap();
}

SessionScratch& scratch() {
  static SessionScratch made;
  return made;
}

InstanceName instance_name() {
  InstanceName name;
  name.id = "instance";
  name.name = "shop-01";
  return name;
}

void must_be_events(Transaction& work, const Mutation& mutation) {
  static const InstanceName kInstance = instance_name();
  AppStateEvents events(work, scratch().account(), kInstance);
  events.take(mutation);
  events.take(mutation);
  for (const auto& event : events.finish()) {
    const auto json = nlohmann::json::parse(event.json(), nullptr, false);
    must(!json.is_discarded());
    if (event.has_count()) must(json.is_array() && json.size() == static_cast<std::size_t>(event.count()));
  }
  must(events.new_push_name().size() <= 128);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  Transaction work(scratch().store());
  work.store_app_state_key("key1", *Secret<32>::from(std::string(32, 'k')), 1);

  // As it came from the server.
  AppStateReader reader(work, kCollection);
  proto::SyncdPatch patch;
  proto::SyncdSnapshot snapshot;
  if (patch.ParseFromArray(input.data(), static_cast<int>(input.size())))
    must(reader.take_patch(patch).error != AppStateError::none);
  if (snapshot.ParseFromArray(input.data(), static_cast<int>(input.size())))
    must(reader.take_snapshot(snapshot).error != AppStateError::none);
  must(work.app_state(kCollection).version == 0);

  // As the account's own devices would have signed it: an index, a zero byte, and the value.
  const std::size_t end = input.find('\0');
  AppStateChange change;
  change.collection = kCollection;
  change.index = input.substr(0, end);
  const std::string_view value = end == std::string_view::npos ? std::string_view() : input.substr(end + 1);
  const bool is_value = change.value.ParseFromArray(value.data(), static_cast<int>(value.size()));
  if (!is_value) return 0;
  auto made = make_patch(work, change);
  must(made.has_value());
  made->mutable_version()->set_version(1);
  const AppStateNews news = reader.take_patch(*made);
  if (change.index.size() > 4'096) {
    must(news.error == AppStateError::malformed);
    return 0;
  }
  must(news.error == AppStateError::none && news.mutations.size() == 1);
  must(news.mutations[0].index == change.index);
  must_be_events(work, news.mutations[0]);
  return 0;
}
