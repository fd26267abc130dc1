#include "chat/pending_events.h"

#include <gtest/gtest.h>

#include "session/session_files.h"
#include "wagate/testing/fake_host.h"

namespace wagate::session_whatsapp {
namespace {

class Pending : public ::testing::Test {
 protected:
  std::uint64_t add(const std::string& id, bool commits = true) {
    proto::StoredEvent event;
    event.set_message_id(id);
    event.add_attachments(std::string("\0\1", 2));
    PendingEvents events(*store);
    Transaction work(*store);
    const std::uint64_t number = events.add(work, event);
    if (commits) work.commit();
    return number;
  }
  void remove(std::uint64_t number) {
    Transaction work(*store);
    PendingEvents(*store).remove(work, number);
    work.commit();
  }
  // As a process that starts finds them.
  std::vector<std::string> left() {
    store.reset();
    store = SessionFiles(host.state_dir()).open("instance");
    std::vector<std::string> ids;
    for (const auto& [number, event] : PendingEvents(*store).load()) ids.push_back(event.message_id());
    return ids;
  }

  wagate::testing::FakeHost host;
  std::unique_ptr<SessionStore> store = SessionFiles(host.state_dir()).open("instance");
};

TEST_F(Pending, EventsSurviveTheProcessInOrder) {
  add("a");
  add("b");
  add("c");

  EXPECT_EQ(left(), (std::vector<std::string>{"a", "b", "c"}));
}

TEST_F(Pending, EventsThatWerePublishedAreGone) {
  const auto first = add("a");
  const auto second = add("b");
  add("c");
  remove(first);
  EXPECT_EQ(left(), (std::vector<std::string>{"b", "c"}));
  remove(second);

  EXPECT_EQ(left(), std::vector<std::string>{"c"});
}

TEST_F(Pending, EventsThatWerePublishedTakeAlongThoseBeforeThem) {
  add("a");
  const auto second = add("b");
  add("c");

  remove(second);

  EXPECT_EQ(left(), std::vector<std::string>{"c"});
}

TEST_F(Pending, EventsOfAnAccountThatWasForgottenDoNotHideLaterOnes) {
  add("a");
  const auto number = add("b");
  store->forget();
  remove(number);

  add("c");

  EXPECT_EQ(left(), std::vector<std::string>{"c"});
}

TEST_F(Pending, EventsOfATransactionThatFailedWereNeverThere) {
  add("a");
  add("b", false);

  EXPECT_EQ(left(), std::vector<std::string>{"a"});
}

TEST_F(Pending, EventsKeepTheirAttachments) {
  add("a");
  const auto events = PendingEvents(*store).load();

  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].second.attachments(0), std::string("\0\1", 2));
}

}  // namespace
}  // namespace wagate::session_whatsapp
