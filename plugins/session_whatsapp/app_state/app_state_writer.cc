#include "app_state/app_state_writer.h"

#include <utility>

#include "app_state/collections.h"
#include "app_state/mutation_index.h"
#include "store/transaction.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::int64_t kConflict = 409;
constexpr std::int32_t kPushNameVersion = 1;

const Node* collection_in(const Answer& answer, std::string_view name) {
  const Node* sync = answer.ok() ? answer.stanza.child("sync") : nullptr;
  if (!sync) return nullptr;
  for (const Node& collection : sync->children())
    if (collection.is("collection") && collection.attribute("name") == name) return &collection;
  return nullptr;
}

}  // namespace

// A change on its way.
struct AppStateWriter::Write {
  AppStateChange change;
  Done done;
  proto::SyncdPatch patch;  // the present try
  int tries = 0;
};

void AppStateWriter::write(AppStateChange change, Done done) {
  if (turns_.waiting() >= kMaxWaiting) return done(Outcome::too_many);
  change.value.set_timestamp(place_.session.place.clock.unix_ms());
  const auto write = std::make_shared<Write>(Write{std::move(change), std::move(done), {}, 0});
  turns_.take([this, write] { attempt(write); });
}

void AppStateWriter::set_push_name(std::string_view name, Done done) {
  AppStateChange change;
  change.collection = collections::kCriticalBlock;
  change.index = MutationIndex::write({"setting_pushName"});
  change.value.mutable_push_name_setting()->set_name(std::string(name));
  change.version = kPushNameVersion;
  write(std::move(change), std::move(done));
}

void AppStateWriter::attempt(const std::shared_ptr<Write>& write) {
  ++write->tries;
  const std::string& name = write->change.collection;
  std::uint64_t version = 0;
  {
    Transaction work(place_.session.store);
    version = work.app_state(name).version;
    auto patch = make_patch(work, write->change);
    if (!patch) return finish(write, Outcome::no_key);
    write->patch = std::move(*patch);
  }
  Node iq("iq", {{"type", "set"}, {"xmlns", "w:sync:app:state"}});
  Node& collection = iq.add(Node("sync")).add(Node("collection", {{"name", name}}));
  collection.set("version", std::to_string(version)).set("return_snapshot", "false");
  collection.add(bytes_node("patch", write->patch.SerializeAsString()));
  write->patch.mutable_version()->set_version(version + 1);
  place_.session.wire.request(std::move(iq), [this, write](const Answer& answer) { take_answer(write, answer); });
}

void AppStateWriter::take_answer(const std::shared_ptr<Write>& write, const Answer& answer) {
  const std::string name = write->change.collection;
  if (answer.kind == Answer::Kind::disconnected) return finish(write, Outcome::not_connected);
  if (answer.kind == Answer::Kind::timed_out) {
    finish(write, Outcome::no_answer);
    return sync_.want(name);  // it may have been taken all the same
  }
  const Node* collection = collection_in(answer, name);
  if (!collection) return finish(write, Outcome::refused);
  if (collection->attribute("type") == "error") {
    const Node* error = collection->child("error");
    if (!error || error->number("code") != kConflict) return finish(write, Outcome::refused);
    if (write->tries >= kMaxTries) return finish(write, Outcome::conflict);
    turns_.over();
    return sync_.bring_up(name, [this, write] { turns_.take([this, write] { attempt(write); }); });
  }
  const AppStateIntake::Outcome taken = intake_.take_patch(name, write->patch);
  if (!taken.ok())
    place_.log.warn("a change of the app state could not be taken in here; it comes from the server again",
                    {{"instance", place_.session.instance.name}, {"error", name_of(taken.error)}});
  finish(write, Outcome::done);
  if (!taken.ok()) sync_.want(name);
}

void AppStateWriter::finish(const std::shared_ptr<Write>& write, Outcome outcome) {
  const Done done = std::move(write->done);
  turns_.over();
  done(outcome);
}

void answer_write(const ReplyBox& reply, AppStateWriter::Outcome outcome) {
  using Outcome = AppStateWriter::Outcome;
  switch (outcome) {
    case Outcome::done: return reply.ok({});
    case Outcome::no_key:
      return reply.fail(abi::StatusCode::failed_precondition, "no_app_state_keys",
                        "The phone has not shared the keys of its settings yet; open WhatsApp on it and try again");
    case Outcome::too_many:
      return reply.fail(abi::StatusCode::resource_exhausted, "too_many_pending",
                        "256 changes of this account wait already; send fewer at a time");
    case Outcome::not_connected: return reply.not_connected();
    case Outcome::no_answer:
      return reply.fail(abi::StatusCode::unavailable, "no_answer", "WhatsApp did not answer; try again");
    case Outcome::conflict:
      return reply.fail(abi::StatusCode::unavailable, "conflict",
                        "Other devices of the account changed the same settings meanwhile; try again");
    case Outcome::refused:
      return reply.fail(abi::StatusCode::unavailable, "refused", "WhatsApp refused the change");
  }
}

}  // namespace wagate::session_whatsapp
