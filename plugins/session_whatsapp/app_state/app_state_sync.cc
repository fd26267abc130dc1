#include "app_state/app_state_sync.h"

#include <limits>
#include <optional>
#include <utility>

#include "app_state/collections.h"
#include "media/media_transfer.h"
#include "store/transaction.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::int64_t kRetryAfterMs = 10'000;  // and twice, three times as much later
constexpr std::size_t kMaxPatchesInPage = 10'000;

template <typename Parsed>
bool parse_state(Parsed& out, std::string_view bytes) {
  return bytes.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()) &&
         out.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace

AppStateSync::AppStateSync(ChatPlace& place, AppStateIntake& intake, Turns& turns)
    : place_(place),
      intake_(intake),
      turns_(turns),
      key_requests_(place),
      posts_(place.session.place.lane),
      retry_(place.session.place) {}

void AppStateSync::online() {
  is_online_ = true;
  tries_ = 0;
  renewed_.clear();
  left_.clear();
  page_counts_.clear();
  key_requests_.reset();
  bool has_keys = false;
  {
    Transaction work(place_.session.store);
    has_keys = !work.newest_app_state_key().empty();
  }
  // A device that was linked just now gets its keys from the phone, and can read nothing before.
  if (has_keys) want_all();
}

void AppStateSync::offline() {
  is_online_ = false;
  retry_.cancel();
}

void AppStateSync::want(const std::string& collection) {
  if (!collections::is_one(collection) || left_.contains(collection)) return;
  wanted_.insert(collection);
  go();
}

void AppStateSync::want_all() {
  for (const std::string_view name : collections::kAll) wanted_.insert(std::string(name));
  go();
}

void AppStateSync::keys_arrived() { want_all(); }

void AppStateSync::bring_up(const std::string& collection, std::function<void()> done) {
  waiters_.push_back(std::move(done));
  if (!left_.contains(collection)) wanted_.insert(collection);
  go();
  if (!is_running_) end_round();
}

void AppStateSync::go() {
  if (!is_online_ || is_running_ || wanted_.empty()) return;
  is_running_ = true;
  holds_back_ = false;
  retry_.cancel();
  turns_.take([this] { ask(); });
}

void AppStateSync::ask() {
  for (const std::string& name : left_) wanted_.erase(name);
  asked_ = std::exchange(wanted_, {});
  if (asked_.empty()) return end_round();
  Node iq("iq", {{"type", "set"}, {"xmlns", "w:sync:app:state"}});
  Node& sync = iq.add(Node("sync"));
  for (const std::string& name : asked_) {
    const std::uint64_t version = version_of(name);
    if (version == 0) from_start_.insert(name);
    const bool is_whole = from_start_.contains(name);
    Node& collection = sync.add(Node("collection", {{"name", name}}));
    if (!is_whole) collection.set("version", std::to_string(version));
    collection.set("return_snapshot", is_whole ? "true" : "false");
  }
  place_.session.wire.request(std::move(iq), [this](const Answer& answer) { take_answer(answer); });
}

void AppStateSync::take_answer(const Answer& answer) {
  const Node* sync = answer.ok() ? answer.stanza.child("sync") : nullptr;
  if (!sync) {
    wanted_.merge(asked_);
    try_again_later();
    return end_round();
  }
  for (const Node& collection : sync->children()) take_collection(collection);
  next_step();
}

void AppStateSync::take_collection(const Node& collection) {
  Page page;
  page.collection = collection.attribute("name");
  // Each that was asked for, and once.
  if (!collection.is("collection") || asked_.erase(page.collection) == 0) return;
  page.from_start = from_start_.erase(page.collection) > 0;
  page.version_before = page.from_start ? 0 : version_of(page.collection);
  if (collection.attribute("type") == "error") return begin_anew(page.collection, "the server refused it");
  page.has_more = collection.attribute("has_more_patches") == "true";
  if (const Node* snapshot = collection.child("snapshot")) page.snapshot = snapshot->data();
  if (const Node* patches = collection.child("patches")) {
    for (const Node& patch : patches->children()) {
      if (!patch.is("patch")) continue;
      if (page.patches.size() == kMaxPatchesInPage) break;  // what is left out comes with the next page
      page.patches.push_back(patch.data());
    }
  }
  pages_.push_back(std::move(page));
}

// One step is one piece of work of the lane, so that messages are not kept waiting by a long list of patches.
void AppStateSync::next_step() {
  if (pages_.empty()) return end_round();
  Page& page = pages_.front();
  if (!page.snapshot.empty()) {
    proto::ExternalBlobReference reference;
    const std::string bytes = std::exchange(page.snapshot, {});
    if (!parse_state(reference, bytes)) return settle(page, {AppStateError::malformed, {}});
    return fetch(reference, [this](const std::string& file) {
      proto::SyncdSnapshot snapshot;
      Page& taken = pages_.front();
      if (!parse_state(snapshot, file)) return settle(taken, {AppStateError::malformed, {}});
      settle(taken, intake_.take_snapshot(taken.collection, snapshot));
    });
  }
  if (!page.patches.empty()) {
    const std::string bytes = std::move(page.patches.front());
    page.patches.pop_front();
    return take_patch(page, bytes);
  }
  finish_page();
  next_step();
}

void AppStateSync::take_patch(Page& page, const std::string& bytes) {
  proto::SyncdPatch patch;
  if (!parse_state(patch, bytes)) return settle(page, {AppStateError::malformed, {}});
  // The server may send what is here already.
  const bool is_known = !page.from_start && patch.version().version() <= version_of(page.collection);
  if (is_known) return posts_.post([this] { next_step(); });
  if (!patch.has_external_mutations()) return apply_patch(page, patch);
  fetch(patch.external_mutations(), [this, patch](const std::string& file) {
    proto::SyncdMutations mutations;
    if (!parse_state(mutations, file)) return settle(pages_.front(), {AppStateError::malformed, {}});
    proto::SyncdPatch whole = patch;
    *whole.mutable_mutations() = std::move(*mutations.mutable_mutations());
    apply_patch(pages_.front(), whole);
  });
}

void AppStateSync::apply_patch(Page& page, const proto::SyncdPatch& patch) {
  settle(page, intake_.take_patch(page.collection, patch, page.from_start));
}

void AppStateSync::fetch(const proto::ExternalBlobReference& reference,
                         std::function<void(const std::string& file)> use) {
  MediaReference file;
  file.kind = MediaKind::app_state;
  file.direct_path = reference.direct_path();
  const auto key = Secret<32>::from(reference.media_key());
  if (!key || file.direct_path.empty()) return settle(pages_.front(), {AppStateError::malformed, {}});
  file.media_key = *key;
  file.file_sha256 = Digest::from(reference.file_sha256());
  file.file_enc_sha256 = Digest::from(reference.file_enc_sha256());
  place_.media->download(file, [this, use = std::move(use)](MediaFailure failure, MediaFile fetched) {
    const std::optional<std::string> bytes = std::move(fetched).take();
    if (failure == MediaFailure::none && bytes) return use(*bytes);
    if (!bytes || may_pass(failure)) {
      // Nobody's fault: the same once more.
      const Page& page = pages_.front();
      if (page.from_start) from_start_.insert(page.collection);
      wanted_.insert(page.collection);
      pages_.pop_front();
      try_again_later();
    } else {
      drop_page("a file of it could not be read");
    }
    next_step();
  });
}

void AppStateSync::settle(Page& page, const AppStateIntake::Outcome& outcome) {
  if (outcome.ok()) {
    page.from_start = false;
  } else if (outcome.error == AppStateError::missing_key) {
    // Taken when the phone has shared it.
    if (page.from_start) from_start_.insert(page.collection);
    key_requests_.ask(outcome.missing_key);
    pages_.pop_front();
  } else {
    drop_page(name_of(outcome.error));
  }
  posts_.post([this] { next_step(); });
}

void AppStateSync::finish_page() {
  const Page page = std::move(pages_.front());
  pages_.pop_front();
  if (!page.has_more) {
    page_counts_.erase(page.collection);
    return;
  }
  const bool moved = version_of(page.collection) > page.version_before;
  if (!moved) return leave(page.collection, "more was announced, and nothing came");
  if (++page_counts_[page.collection] >= kMaxPages) return leave(page.collection, "it does not end");
  wanted_.insert(page.collection);
}

void AppStateSync::drop_page(std::string_view why) {
  const std::string collection = pages_.front().collection;
  pages_.pop_front();
  begin_anew(collection, why);
}

void AppStateSync::begin_anew(const std::string& collection, std::string_view why) {
  if (!renewed_.insert(collection).second) return leave(collection, why);
  place_.log.warn("a collection of the app state is begun anew",
                  {{"instance", place_.session.instance.name}, {"collection", collection}, {"error", why}});
  from_start_.insert(collection);
  wanted_.insert(collection);
}

void AppStateSync::leave(const std::string& collection, std::string_view why) {
  place_.log.error("a collection of the app state is left as it is until the next login",
                   {{"instance", place_.session.instance.name}, {"collection", collection}, {"error", why}});
  left_.insert(collection);
  wanted_.erase(collection);
}

void AppStateSync::try_again_later() {
  holds_back_ = true;
  if (!is_online_ || tries_ >= kMaxTries) return;
  retry_.set(kRetryAfterMs * ++tries_, [this] { go(); });
}

void AppStateSync::end_round() {
  if (is_running_) {
    is_running_ = false;
    turns_.over();
  }
  if (is_running_) return;
  if (!holds_back_) go();
  if (is_running_) return;
  for (const auto& done : std::exchange(waiters_, {})) done();
}

std::uint64_t AppStateSync::version_of(const std::string& collection) const {
  Transaction work(place_.session.store);
  return work.app_state(collection).version;
}

}  // namespace wagate::session_whatsapp
