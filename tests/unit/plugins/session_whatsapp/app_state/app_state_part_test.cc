// The shared settings of an account: what is fetched, what is refused, what becomes of it, and what is written.
#include "app_state/app_state_part.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "../chat/fake_media.h"
#include "../chat/part_fixture.h"
#include "app_state/mutation_index.h"
#include "state_author.h"
#include "wagate/commands.h"

namespace wagate::session_whatsapp {
namespace {

using testing::FakeMedia;
using testing::Json;
using testing::PartTest;
using testing::StateAuthor;

constexpr const char* kSharedKeyId = "key1";
constexpr const char* kAna = "49170@s.whatsapp.net";
constexpr const char* kContacts = "critical_unblock_low";

Secret<32> secret(char c) { return *Secret<32>::from(std::string(32, c)); }

StateAuthor::Change contact(const std::string& jid, const std::string& name) {
  StateAuthor::Change change{MutationIndex::write({"contact", jid}), {}};
  change.value.mutable_contact_action()->set_full_name(name);
  return change;
}

StateAuthor::Change mute(const std::string& jid) {
  StateAuthor::Change change{MutationIndex::write({"mute", jid}), {}};
  change.value.mutable_mute_action()->set_muted(true);
  return change;
}

StateAuthor::Change label(const std::string& id, const std::string& name, bool is_deleted = false) {
  StateAuthor::Change change{MutationIndex::write({"label_edit", id}), {}};
  change.value.mutable_label_edit_action()->set_name(name);
  change.value.mutable_label_edit_action()->set_color(3);
  change.value.mutable_label_edit_action()->set_deleted(is_deleted);
  return change;
}

class AppState : public PartTest {
 protected:
  AppState() { place.media = &media; }
  ~AppState() override { settle(); }

  void share_key(const std::string& id = kSharedKeyId, char content = 'k') {
    Transaction work(*store);
    work.store_app_state_key(id, secret(content), content);
    work.commit();
  }
  // Logged in, and the first question is asked.
  void log_in() {
    share_key();
    part.online();
    settle();
  }

  // The collections of the last question: "name version snapshot".
  std::vector<std::string> asked() const {
    std::vector<std::string> out;
    for (const Node& collection : wire.asked.back().child("sync")->children()) {
      std::string text(collection.attribute("name"));
      if (collection.has_attribute("version")) text += " " + std::string(collection.attribute("version"));
      if (collection.attribute("return_snapshot") == "true") text += " whole";
      out.push_back(text);
    }
    return out;
  }

  static Node of(const std::string& name, const std::vector<proto::SyncdPatch>& patches, bool has_more = false) {
    Node out("collection", {{"name", name}});
    if (has_more) out.set("has_more_patches", "true");
    Node& list = out.add(Node("patches").set_children({}));
    for (const proto::SyncdPatch& patch : patches) list.add(bytes_node("patch", patch.SerializeAsString()));
    return out;
  }
  static Node refused(const std::string& name, int code, const std::vector<proto::SyncdPatch>& patches = {}) {
    Node out = of(name, patches);
    out.set("type", "error");
    out.add(Node("error", {{"code", std::to_string(code)}}));
    return out;
  }
  Node whole(const std::string& name, const proto::SyncdSnapshot& snapshot) {
    Node out("collection", {{"name", name}});
    out.add(bytes_node("snapshot", file(snapshot.SerializeAsString())));
    return out;
  }
  // Puts a file up and returns the reference to it.
  std::string file(const std::string& bytes) {
    const std::string path = "/file/" + std::to_string(media.files.size());
    media.files[path] = bytes;
    proto::ExternalBlobReference reference;
    reference.set_direct_path(path);
    reference.set_media_key(std::string(32, 'm'));
    return reference.SerializeAsString();
  }
  void answer(std::vector<Node> collections) {
    Node sync("sync");
    sync.set_children(std::move(collections));
    wire.answer(Answer::Kind::result, {sync});
    settle();
  }

  std::uint64_t version(const std::string& collection) {
    Transaction work(*store);
    return work.app_state(collection).version;
  }
  std::size_t count(const std::string& tag) const {
    return static_cast<std::size_t>(
        std::count_if(wire.sent.begin(), wire.sent.end(), [&](const Node& node) { return node.is(tag); }));
  }
  bool logged(const std::string& word) { return host.log().text().find(word) != std::string::npos; }

  Json archive(bool is_archived = true) const {
    return {{"chat", kAna},
            {"archive", is_archived},
            {"lastMessage",
             {{"key", {{"remoteJid", kAna}, {"fromMe", false}, {"id", "3EB0AA"}}},
              {"messageTimestamp", 1'768'485'000}}}};
  }

  FakeMedia media{workplace.lane};
  DurableEvents durable{place};
  AppStatePart part{place, durable};
  StateAuthor contacts{kContacts, kSharedKeyId, secret('k')};
};

TEST_F(AppState, IsNotAskedForBeforeThePhoneHasSharedAKey) {
  part.online();
  settle();
  EXPECT_TRUE(wire.asked.empty());

  share_key();
  part.keys_arrived();

  EXPECT_EQ(asked(), (std::vector<std::string>{"critical_block whole", "critical_unblock_low whole", "regular whole",
                                               "regular_high whole", "regular_low whole"}));
}

TEST_F(AppState, ASnapshotInAFileAndPatchesBecomeEvents) {
  log_in();
  contacts.patch({contact(kAna, "Ana Souza"), contact("49171@s.whatsapp.net", "Bob")});
  Node told = whole(kContacts, contacts.snapshot());
  told.add(Node("patches").set_children(
      {bytes_node("patch", contacts.patch({contact("49172@s.whatsapp.net", "Eva")}).SerializeAsString())}));

  answer({told});

  const auto published = documents("contacts.upsert");
  ASSERT_EQ(published.size(), 2u);
  ASSERT_EQ(published[0].size(), 2u);
  EXPECT_EQ(published[1], Json::parse(R"([{"remoteJid":"49172@s.whatsapp.net","pushName":"Eva","profilePicUrl":null,
                                           "instanceId":"0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001"}])"));
  EXPECT_EQ(version(kContacts), 2u);
  EXPECT_EQ(media.asked.front().kind, MediaKind::app_state);
}

TEST_F(AppState, MutationsInAFileOfTheirOwnAreFetched) {
  log_in();
  proto::SyncdPatch patch = contacts.patch({contact(kAna, "Ana")});
  proto::SyncdMutations mutations;
  *mutations.mutable_mutations() = patch.mutations();
  patch.clear_mutations();
  ASSERT_TRUE(patch.mutable_external_mutations()->ParseFromString(file(mutations.SerializeAsString())));

  answer({of(kContacts, {patch})});

  EXPECT_EQ(documents("contacts.upsert").size(), 1u);
}

TEST_F(AppState, AForgedPatchChangesNothingAndTheCollectionIsBegunAnewOnce) {
  log_in();
  answer({of(kContacts, {contacts.patch({contact(kAna, "Ana")})})});
  host.bus().clear();
  proto::SyncdPatch forged = contacts.patch({contact(kAna, "Eve")});
  forged.set_patch_mac(std::string(32, 'x'));

  part.take(Node("notification", {{"id", "1"}, {"type", "server_sync"}})
                .set_children({Node("collection", {{"name", kContacts}})}));
  answer({of(kContacts, {forged})});
  EXPECT_EQ(asked(), std::vector<std::string>{"critical_unblock_low whole"});
  const std::size_t questions = wire.asked.size();
  answer({of(kContacts, {forged})});

  EXPECT_EQ(wire.asked.size(), questions) << "and not again";
  EXPECT_EQ(version(kContacts), 1u);
  EXPECT_TRUE(documents("contacts.upsert").empty());
  EXPECT_TRUE(logged("bad_patch_mac"));
  part.take(Node("notification", {{"id", "2"}, {"type", "server_sync"}})
                .set_children({Node("collection", {{"name", kContacts}})}));
  EXPECT_EQ(wire.asked.size(), questions) << "not before the next login";
}

TEST_F(AppState, ASnapshotWithAWrongMacIsRefusedAndATrueOneTaken) {
  log_in();
  contacts.patch({contact(kAna, "Ana")});
  proto::SyncdSnapshot forged = contacts.snapshot();
  forged.set_mac(std::string(32, 'x'));

  answer({whole(kContacts, forged)});
  EXPECT_EQ(version(kContacts), 0u);
  EXPECT_TRUE(documents("contacts.upsert").empty());
  answer({whole(kContacts, contacts.snapshot())});

  EXPECT_EQ(version(kContacts), 1u);
  EXPECT_EQ(documents("contacts.upsert").size(), 1u);
}

TEST_F(AppState, APatchThatWasKeptBackIsNoticed) {
  log_in();
  contacts.patch({contact(kAna, "Ana")});

  answer({of(kContacts, {contacts.patch({contact(kAna, "Anna")})})});

  EXPECT_EQ(version(kContacts), 0u);
  EXPECT_TRUE(logged("out_of_order"));
}

TEST_F(AppState, FurtherPagesAreFetched) {
  log_in();
  answer({of(kContacts, {contacts.patch({contact(kAna, "Ana")})}, true)});
  EXPECT_EQ(asked(), std::vector<std::string>{"critical_unblock_low 1"});
  answer({of(kContacts, {contacts.patch({contact(kAna, "Anna")})}, true)});
  answer({of(kContacts, {contacts.patch({contact(kAna, "Annie")})})});

  EXPECT_EQ(version(kContacts), 3u);
  EXPECT_TRUE(wire.waiting.empty());
}

TEST_F(AppState, PagesThatBringNothingEnd) {
  log_in();
  answer({of(kContacts, {contacts.patch({contact(kAna, "Ana")})}, true)});
  answer({of(kContacts, {}, true)});

  EXPECT_TRUE(wire.waiting.empty());
  EXPECT_TRUE(logged("more was announced, and nothing came"));
}

TEST_F(AppState, AnErrorOfTheServerEndsInPeaceToo) {
  log_in();
  answer({refused(kContacts, 400)});
  EXPECT_EQ(asked(), std::vector<std::string>{"critical_unblock_low whole"});
  answer({refused(kContacts, 400)});

  EXPECT_TRUE(wire.waiting.empty());
}

TEST_F(AppState, WhatWasNotAskedForIsNotTaken) {
  log_in();
  answer({of(kContacts, {})});
  part.take(Node("notification", {{"id", "1"}, {"type", "server_sync"}})
                .set_children({Node("collection", {{"name", "regular"}}), Node("collection", {{"name", "made_up"}})}));
  EXPECT_EQ(asked(), std::vector<std::string>{"regular whole"});
  EXPECT_EQ(count("ack"), 1u);

  answer({of(kContacts, {contacts.patch({contact(kAna, "Ana")})})});

  EXPECT_EQ(version(kContacts), 0u);
}

TEST_F(AppState, AMissingKeyIsAskedForOnceAndItsPatchTakenWhenItCame) {
  StateAuthor other(kContacts, "key2", secret('z'));
  const proto::SyncdPatch patch = other.patch({contact(kAna, "Ana")});
  log_in();
  answer({of(kContacts, {patch})});
  // No session with the phone yet: its keys are fetched.
  ASSERT_EQ(wire.waiting.size(), 1u);
  const KeyPair identity = KeyPair::generate();
  const KeyPair key = KeyPair::generate();
  Node user("user", {{"jid", "49151@s.whatsapp.net"}});
  user.add(bytes_node("registration", std::string("\0\0\1\2", 4)));
  user.add(bytes_node("identity", std::string(identity.pub.raw())));
  Node& signed_key = user.add(Node("skey"));
  signed_key.add(bytes_node("id", std::string("\0\0\5", 3)));
  signed_key.add(bytes_node("value", std::string(key.pub.raw())));
  signed_key.add(bytes_node("signature", xeddsa_sign(identity.secret, key.pub.wire()).str()));
  Node list("list");
  list.set_children({user});
  wire.answer(Answer::Kind::result, {list});
  settle();

  ASSERT_EQ(count("message"), 1u);
  const Node& request =
      *std::find_if(wire.sent.begin(), wire.sent.end(), [](const Node& node) { return node.is("message"); });
  EXPECT_EQ(request.attribute("category"), "peer");
  EXPECT_EQ(request.attribute("to"), "49151@s.whatsapp.net");
  ASSERT_TRUE(request.child("enc"));

  for (int i = 0; i < 3; ++i) {  // the same is missing again
    part.take(Node("notification", {{"id", "1"}, {"type", "server_sync"}})
                  .set_children({Node("collection", {{"name", kContacts}})}));
    answer({of(kContacts, {patch})});
  }
  EXPECT_EQ(count("message"), 1u);
  EXPECT_EQ(version(kContacts), 0u);

  share_key("key2", 'z');
  part.keys_arrived();
  answer({of(kContacts, {patch})});

  EXPECT_EQ(version(kContacts), 1u);
}

TEST_F(AppState, AConnectionThatBreaksLosesNothing) {
  log_in();
  wire.answer(Answer::Kind::disconnected);
  part.offline();
  part.online();
  EXPECT_EQ(asked().size(), 5u);

  answer({of(kContacts, {contacts.patch({contact(kAna, "Ana")})})});

  EXPECT_EQ(version(kContacts), 1u);
}

TEST_F(AppState, AQuestionWithoutAnswerIsAskedAgainALittleLaterAndNotForEver) {
  log_in();
  for (int i = 0; i < 10; ++i) {
    if (!wire.waiting.empty()) wire.answer(Answer::Kind::timed_out);
    settle();
    host.time().advance(60'000);
    settle();
  }

  EXPECT_EQ(wire.asked.size(), 1u + AppStateSync::kMaxTries);
}

TEST_F(AppState, AFileThatCannotBeFetchedNowIsFetchedLater) {
  contacts.patch({contact(kAna, "Ana")});
  log_in();
  media.failure = MediaFailure::unreachable;
  const Node told = whole(kContacts, contacts.snapshot());
  std::map<std::string, std::string> files;
  files.swap(media.files);
  answer({told});
  EXPECT_EQ(version(kContacts), 0u);

  files.swap(media.files);
  host.time().advance(60'000);
  settle();
  answer({told});

  EXPECT_EQ(version(kContacts), 1u);
}

TEST_F(AppState, ChangesOfChatsAreOneEventEach) {
  know("49170", "8811");
  StateAuthor high("regular_high", kSharedKeyId, secret('k'));
  const auto change = [](std::initializer_list<std::string_view> index) {
    return StateAuthor::Change{MutationIndex::write(index), {}};
  };
  log_in();

  answer({of("regular_high", {high.patch({mute("8811@lid"), change({"pin_v1", kAna}), change({"archive", "1203@g.us"}),
                                          change({"deleteChat", kAna, "0"}),
                                          change({"clearChat", kAna, "0", "0"})})})});

  const auto updates = documents("chats.update");
  ASSERT_EQ(updates.size(), 2u);
  ASSERT_EQ(updates[0].size(), 2u) << "the same chat twice in a row is told once";
  EXPECT_EQ(updates[0][0]["remoteJid"], kAna) << "by its number";
  EXPECT_EQ(updates[0][1]["remoteJid"], "1203@g.us");
  EXPECT_EQ(documents("chats.delete"), std::vector<Json>{Json::array({kAna})});
}

TEST_F(AppState, NonsenseInMutationsIsPassedOver) {
  StateAuthor low("regular_low", kSharedKeyId, secret('k'));
  const auto raw = [](const char* index) { return StateAuthor::Change{index, {}}; };
  log_in();

  answer({of("regular_low", {low.patch({raw("no json"), raw("[]"), raw("[1,2]"), raw("{\"a\":1}"), raw("[\"mute\"]"),
                                        raw("[\"mute\",\"nobody\"]"), raw("[\"contact\",\"@lid\"]"),
                                        raw("[\"label_edit\",\"\"]"), mute(kAna)})})});

  EXPECT_EQ(version("regular_low"), 1u);
  EXPECT_EQ(documents("chats.update").size(), 1u);
}

TEST_F(AppState, TheOwnNameIsKeptAndTold) {
  StateAuthor block("critical_block", kSharedKeyId, secret('k'));
  StateAuthor::Change name{MutationIndex::write({"setting_pushName"}), {}};
  name.value.mutable_push_name_setting()->set_name("New shop");
  log_in();

  answer({of("critical_block", {block.patch({name})})});

  EXPECT_EQ(store->account()->push_name, "New shop");
  EXPECT_EQ(wire.sent.back(), Node("presence", {{"name", "New shop"}}));
}

TEST_F(AppState, LabelsAreKeptAndPutOnChats) {
  StateAuthor regular("regular", kSharedKeyId, secret('k'));
  log_in();
  answer({of("regular", {regular.patch({label("7", "VIP"), label("8", "Old")}),
                         regular.patch({label("8", "Old", true)})})});

  const auto edits = documents("labels.edit");
  ASSERT_EQ(edits.size(), 3u);
  EXPECT_EQ(edits[0], Json::parse(R"({"id":"7","name":"VIP","color":3,"deleted":false,"instance":"shop-01"})"));
  EXPECT_EQ(edits[2]["deleted"], true);
  EXPECT_EQ(execute(part, commands::kFetchLabels, Json::object())->result,
            Json::parse(R"({"labels":[{"id":"7","name":"VIP","color":3}]})"));
  EXPECT_EQ(execute(part, commands::kLabelChat, {{"chat", kAna}, {"labelId", "8"}, {"add", true}})->reason,
            "label_not_found");

  const auto outcome = execute(part, commands::kLabelChat, {{"chat", kAna}, {"labelId", "7"}, {"add", true}});
  EXPECT_EQ(asked(), std::vector<std::string>{"regular 2"});
  answer({of("regular", {})});

  EXPECT_TRUE(outcome->is_ok());
  EXPECT_EQ(documents("labels.association"),
            std::vector<Json>{Json::parse(
                R"({"instance":"shop-01","type":"add","chatId":"49170@s.whatsapp.net","labelId":"7"})")});
}

TEST_F(AppState, AChangeIsAPatchThatOtherDevicesTake) {
  log_in();
  answer({});

  const auto outcome = execute(part, commands::kArchiveChat, archive());
  proto::SyncdPatch patch;
  ASSERT_TRUE(patch.ParseFromString(wire.asked.back().find({"sync", "collection", "patch"})->data()));
  answer({of("regular_low", {})});

  EXPECT_TRUE(outcome->is_ok());
  EXPECT_EQ(documents("chats.update").size(), 1u);
  EXPECT_EQ(version("regular_low"), 1u);
  patch.mutable_version()->set_version(1);
  const auto other = SessionFiles(host.state_dir()).open("other");
  Transaction work(*other);
  work.store_app_state_key(kSharedKeyId, secret('k'), 1);
  const AppStateNews news = AppStateReader(work, "regular_low").take_patch(patch);
  ASSERT_EQ(news.error, AppStateError::none);
  EXPECT_EQ(news.mutations[0].index, "[\"archive\",\"49170@s.whatsapp.net\"]");
  EXPECT_TRUE(news.mutations[0].value.archive_chat_action().archived());
  EXPECT_EQ(news.mutations[0].value.archive_chat_action().message_range().messages(0).key().id(), "3EB0AA");
}

TEST_F(AppState, WhenOthersWereFasterTheirChangesAreTakenFirst) {
  StateAuthor low("regular_low", kSharedKeyId, secret('k'));
  log_in();
  answer({});
  const auto outcome = execute(part, commands::kArchiveChat, archive());
  const proto::SyncdPatch theirs = low.patch({mute("49171@s.whatsapp.net")});

  answer({refused("regular_low", 409, {theirs})});
  EXPECT_EQ(asked(), std::vector<std::string>{"regular_low whole"});
  answer({of("regular_low", {theirs})});
  EXPECT_EQ(asked(), std::vector<std::string>{"regular_low 1"}) << "once more";
  EXPECT_FALSE(outcome->is_answered);
  answer({of("regular_low", {})});

  EXPECT_TRUE(outcome->is_ok());
  EXPECT_EQ(version("regular_low"), 2u);
}

TEST_F(AppState, AConflictWithoutEndIsToldAfterAFewTries) {
  log_in();
  answer({});
  const auto outcome = execute(part, commands::kArchiveChat, archive());
  for (int i = 0; i < 20 && !wire.waiting.empty(); ++i) {
    const bool is_write = wire.asked.back().find({"sync", "collection", "patch"}) != nullptr;
    answer({is_write ? refused("regular_low", 409) : of("regular_low", {})});
  }

  EXPECT_EQ(outcome->reason, "conflict");
  EXPECT_TRUE(wire.waiting.empty());
}

TEST_F(AppState, ChangesWaitForOneAnother) {
  log_in();
  answer({});
  const auto first = execute(part, commands::kArchiveChat, archive());
  const auto second = execute(part, commands::kArchiveChat, archive(false));
  EXPECT_EQ(wire.waiting.size(), 1u);
  answer({of("regular_low", {})});
  EXPECT_TRUE(first->is_ok());
  answer({of("regular_low", {})});

  EXPECT_TRUE(second->is_ok());
  EXPECT_EQ(version("regular_low"), 2u);
}

TEST_F(AppState, AChangeIsRefusedInOneSentenceWhenItCannotBeMade) {
  EXPECT_EQ(execute(part, commands::kArchiveChat, archive())->reason, "no_app_state_keys");
  EXPECT_EQ(execute(part, commands::kArchiveChat, {{"chat", "nobody"}, {"archive", true}})->reason, "bad_request");
  EXPECT_EQ(execute(part, commands::kArchiveChat, {{"chat", kAna}, {"archive", true}})->reason, "bad_request");
  EXPECT_EQ(execute(part, commands::kMarkChatUnread, {{"chat", kAna}, {"lastMessage", {{"key", 7}}}})->reason,
            "bad_request");
  EXPECT_EQ(execute(part, commands::kLabelChat, {{"chat", kAna}, {"add", true}})->reason, "bad_request");

  log_in();
  answer({});
  const auto unread = execute(part, commands::kMarkChatUnread, archive());
  wire.answer(Answer::Kind::disconnected);
  settle();
  EXPECT_EQ(unread->reason, "not_connected");
}

TEST_F(AppState, AListThatIsLongBecomesEventsOfBoundedSize) {
  std::vector<StateAuthor::Change> many;
  for (int i = 0; i < 1'100; ++i) many.push_back(contact(std::to_string(49'200 + i) + "@s.whatsapp.net", "N"));
  log_in();

  answer({of(kContacts, {contacts.patch(many)})});

  std::vector<std::size_t> sizes;
  for (const Json& document : documents("contacts.upsert")) sizes.push_back(document.size());
  EXPECT_EQ(sizes, (std::vector<std::size_t>{500, 500, 100}));
}

}  // namespace
}  // namespace wagate::session_whatsapp
