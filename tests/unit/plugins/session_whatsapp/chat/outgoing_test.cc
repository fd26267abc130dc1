// What was sent and is not acknowledged, and what was published and is not forgotten.
#include "chat/outgoing.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "chat/durable_events.h"
#include "node/codec.h"
#include "scripted_wire.h"
#include "session/session_files.h"
#include "wagate/testing/fake_host.h"

namespace wagate::session_whatsapp {
namespace {

class Kept : public ::testing::Test {
 protected:
  ~Kept() override { end(); }

  // A process: what it did not write down is gone when it ends.
  void begin() {
    store = SessionFiles(host.state_dir()).open("instance");
    lane = std::make_shared<Lane>(host.executor(), outstanding, [](std::string_view what) { FAIL() << what; });
    work = std::make_unique<Workplace>(Workplace{host.time(), host.time(), lane, outstanding});
    outbox_lane = std::make_shared<Lane>(host.executor(), outstanding, [](std::string_view what) { FAIL() << what; });
    outbox = std::make_unique<Outbox>(Workplace{host.time(), host.time(), outbox_lane, outstanding});
    place = std::make_unique<ChatPlace>(
        ChatPlace{.session = MessagingPlace{*store, instance, wire, *outbox, *work},
                  .events = events,
                  .log = host.context().log()});
  }
  void end() {
    if (lane) lane->shut();
    if (outbox) outbox->shut();
    place.reset(), outbox.reset(), work.reset(), store.reset();
  }
  void settle() { host.executor().run_all(); }

  void keep_message(const std::string& id) {
    Transaction transaction(*store);
    transaction.keep_outgoing(id, encode_frame(Node("message", {{"id", id}})), place->now_s());
    transaction.commit();
  }
  // Ids of what is sent when a process begins and comes online.
  std::vector<std::string> sent_again() {
    wire.sent.clear();
    Outgoing(*place).online();
    std::vector<std::string> ids;
    for (const Node& stanza : wire.sent) ids.emplace_back(stanza.attribute("id"));
    return ids;
  }

  std::uint64_t keep_event(DurableEvents& durable, const std::string& id) {
    proto::StoredEvent event;
    event.set_kind(proto::StoredEvent::UPSERT);
    event.set_message_id(id);
    event.set_json("{}");
    Transaction transaction(*store);
    const std::uint64_t number = durable.keep(transaction, event);
    transaction.commit();
    durable.publish(number, event, [this, id] { confirmed.push_back(id); });
    return number;
  }
  std::vector<std::string> left() {
    std::vector<std::string> ids;
    for (const auto& [number, event] : PendingEvents(*store).load()) ids.push_back(event.message_id());
    return ids;
  }
  std::vector<std::string> published() {
    std::vector<std::string> ids;
    for (const auto& event : host.bus().events()) ids.push_back(event.texts.at("message_id"));
    return ids;
  }

  wagate::testing::FakeHost host;
  const ChatEvents events{host.context()};
  const InstanceName instance{1, "instance", "shop-01", {}, "{}", std::nullopt};
  testing::ScriptedWire wire;
  std::shared_ptr<Outstanding> outstanding = std::make_shared<Outstanding>();
  std::unique_ptr<SessionStore> store;
  std::shared_ptr<Lane> lane;
  std::shared_ptr<Lane> outbox_lane;
  std::unique_ptr<Workplace> work;
  std::unique_ptr<Outbox> outbox;
  std::unique_ptr<ChatPlace> place;
  std::vector<std::string> confirmed;
};

TEST_F(Kept, MessagesTheServerDidNotAcknowledgeAreSentAgainInOrder) {
  begin();
  for (const char* id : {"a", "b", "c"}) keep_message(id);
  {
    Outgoing outgoing(*place);
    outgoing.is_settled("b");
    settle();
  }
  end();
  begin();

  EXPECT_EQ(sent_again(), (std::vector<std::string>{"a", "c"}));
}

TEST_F(Kept, MessagesAreNotForgottenWhenASessionEndsBeforeItWroteThat) {
  begin();
  keep_message("a");
  { Outgoing(*place).is_settled("a"); }
  settle();

  EXPECT_TRUE(sent_again().empty()) << "an orderly end writes it down";
}

TEST_F(Kept, MessagesTheServerNeverAcknowledgesAreGivenUp) {
  begin();
  keep_message("poison");
  for (int attempt = 1; attempt < kMaxOutgoingAttempts; ++attempt) EXPECT_EQ(sent_again().size(), 1u) << attempt;

  EXPECT_TRUE(sent_again().empty());
}

TEST_F(Kept, EventsAreForgottenWithTheTransactionThatFollows) {
  begin();
  DurableEvents durable(*place);
  keep_event(durable, "a");
  // Published, and the session has had no time for anything since; then the next message comes.
  outbox->put([&] {
    EXPECT_EQ(published(), std::vector<std::string>{"a"});
    keep_event(durable, "b");
    EXPECT_EQ(left(), std::vector<std::string>{"b"});
    EXPECT_EQ(confirmed, std::vector<std::string>{"a"});
    return abi::StatusCode::ok;
  });
  settle();

  EXPECT_TRUE(left().empty());
  EXPECT_EQ(confirmed, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(published(), (std::vector<std::string>{"a", "b"}));
}

TEST_F(Kept, EventsThatWereLeftArePublishedOnceHoweverOftenTheAccountComesOnline) {
  begin();
  {
    DurableEvents killed(*place);
    keep_event(killed, "a");
  }
  end();
  host.bus().clear();
  confirmed.clear();
  begin();
  DurableEvents durable(*place);
  durable.publish_left_over();
  keep_event(durable, "b");
  durable.publish_left_over();
  settle();

  EXPECT_EQ(published(), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(left().empty());
}

TEST_F(Kept, EventsThatWereLeftComeBeforeNewOnes) {
  begin();
  {
    DurableEvents killed(*place);
    keep_event(killed, "a");
  }
  end();
  host.bus().clear();
  begin();
  DurableEvents durable(*place);
  keep_event(durable, "b");
  settle();

  EXPECT_EQ(published(), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(left().empty());
}

TEST_F(Kept, EventsThatWerePublishedAreForgottenAtAnOrderlyEnd) {
  begin();
  {
    DurableEvents durable(*place);
    keep_event(durable, "a");
    while (published().empty()) ASSERT_GT(host.executor().run_all(), 0u);
    lane->shut();
  }

  EXPECT_TRUE(left().empty());
}

}  // namespace
}  // namespace wagate::session_whatsapp
