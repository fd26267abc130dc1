#include "selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "wagate/events/all.h"
#include "wagate/testing/fake_edit.h"
#include "wagate/testing/fake_host.h"

namespace wagate::filter_selection {
namespace {

using abi::AudienceKind;
using abi::InstanceObserver;
using abi::StatusCode;
using abi::Verdict;
using testing::FakeEdit;
using testing::FakeHost;
using ::testing::HasSubstr;

constexpr const char* kUpsertOnly = R"({"websocket":{"enabled":true,"events":["MESSAGES_UPSERT"]}})";

// The registry as the filter sees it: somebody to watch.
class FakeInstances final : public abi::Instances {
 public:
  bool find(StringRef, abi::InstanceVisitor&) noexcept override { return false; }
  bool find_key(abi::InstanceKey, abi::InstanceVisitor&) noexcept override { return false; }
  bool find_id(StringRef, abi::InstanceVisitor&) noexcept override { return false; }
  bool find_token(StringRef, abi::InstanceVisitor&) noexcept override { return false; }
  void each(abi::InstanceVisitor&) noexcept override {}
  StatusCode create(const abi::CreateInstanceSpec&, abi::ErrorOut&) noexcept override { return StatusCode::ok; }
  StatusCode connect(StringRef, StringRef, abi::ErrorOut&) noexcept override { return StatusCode::ok; }
  StatusCode restart(StringRef, abi::ErrorOut&) noexcept override { return StatusCode::ok; }
  StatusCode logout(StringRef, abi::ErrorOut&) noexcept override { return StatusCode::ok; }
  StatusCode remove(StringRef, abi::ErrorOut&) noexcept override { return StatusCode::ok; }
  StatusCode set_section(StringRef, StringRef, StringRef, abi::ErrorOut&) noexcept override { return StatusCode::ok; }

  void watch(InstanceObserver& observer) noexcept override {
    observer_ = &observer;
    for (const auto& [key, sections] : known_) tell(InstanceObserver::Change::created, key, sections);
  }
  void unwatch(InstanceObserver& observer) noexcept override {
    if (observer_ == &observer) observer_ = nullptr;
  }

  // A change of an instance, told to whoever watches.
  void tell(InstanceObserver::Change change, abi::InstanceKey key, const std::string& sections) {
    if (!observer_) return;
    abi::InstanceInfo info;
    info.key = key;
    info.name = "shop-01";
    info.sections_json = sections;
    observer_->on_instance(change, info);
  }
  void add(abi::InstanceKey key, std::string sections) { known_.emplace_back(key, std::move(sections)); }
  bool watched() const { return observer_ != nullptr; }

 private:
  std::vector<std::pair<abi::InstanceKey, std::string>> known_;
  InstanceObserver* observer_ = nullptr;
};

class SelectionTest : public ::testing::Test {
 protected:
  SelectionTest() {
    host.provide(abi::Instances::kServiceId, static_cast<abi::Instances*>(&instances));
    filter = host.make<Selection>();
  }

  template <Event E>
  Verdict verdict(const E& event, AudienceKind kind, abi::InstanceKey key = 1) {
    FakeEdit edit(event);
    edit.meta().instance = key;
    edit.for_audience(kind, "/shop-01");
    return filter->on_event(edit);
  }
  template <Event E>
  Verdict verdict_of_callback(const E& event, std::string_view section) {
    FakeEdit edit(event);
    edit.for_callback(section);
    return filter->on_event(edit);
  }

  FakeHost host;
  FakeInstances instances;
  std::unique_ptr<Selection> filter;
};

TEST_F(SelectionTest, LetsAnInstanceHaveWhatItChose) {
  instances.add(1, kUpsertOnly);
  filter->start();

  EXPECT_EQ(verdict(MessagesUpsert{}, AudienceKind::instance), Verdict::pass);
  EXPECT_EQ(verdict(MessagesUpdate{}, AudienceKind::instance), Verdict::drop);
}

TEST_F(SelectionTest, LetsNothingThroughForAnInstanceWithoutASection) {
  instances.add(1, "{}");
  filter->start();

  EXPECT_EQ(verdict(MessagesUpsert{}, AudienceKind::instance), Verdict::drop);
  EXPECT_EQ(verdict_of_callback(MessagesUpsert{}, "webhook"), Verdict::drop);
  EXPECT_EQ(verdict(MessagesUpsert{}, AudienceKind::instance, 999), Verdict::drop);
}

TEST_F(SelectionTest, DoesNotNarrowTheGlobalNamespace) {
  filter->start();

  EXPECT_EQ(verdict(MessagesUpsert{}, AudienceKind::root), Verdict::pass);
  EXPECT_EQ(verdict(MessagesUpsert{}, AudienceKind::root_scoped), Verdict::pass);
}

TEST_F(SelectionTest, AsksTheWebhookSectionForTheWebhook) {
  instances.add(1, R"({"webhook":{"enabled":true,"events":["CALL"]}})");
  filter->start();

  EXPECT_EQ(verdict_of_callback(Call{}, "webhook"), Verdict::pass);
  EXPECT_EQ(verdict(Call{}, AudienceKind::instance), Verdict::drop);
  EXPECT_EQ(verdict_of_callback(MessagesUpsert{}, "webhook"), Verdict::drop);
}

TEST_F(SelectionTest, LeavesACallbackOfTheGatewaysOwnerAlone) {
  filter->start();

  EXPECT_EQ(verdict_of_callback(MessagesUpsert{}, ""), Verdict::pass);
}

TEST_F(SelectionTest, LetsNothingThroughForASectionItDoesNotKnow) {
  instances.add(1, R"({"nats":{"enabled":true,"events":["CALL"]}})");
  filter->start();

  EXPECT_EQ(verdict_of_callback(Call{}, "nats"), Verdict::drop);
}

TEST_F(SelectionTest, KeepsInstancesApart) {
  instances.add(1, kUpsertOnly);
  instances.add(2, R"({"websocket":{"enabled":true,"events":["CALL"]}})");
  filter->start();

  EXPECT_EQ(verdict(Call{}, AudienceKind::instance, 1), Verdict::drop);
  EXPECT_EQ(verdict(Call{}, AudienceKind::instance, 2), Verdict::pass);
}

TEST_F(SelectionTest, FollowsAChangeWithTheNextEvent) {
  instances.add(1, kUpsertOnly);
  filter->start();

  instances.tell(InstanceObserver::Change::updated, 1, R"({"websocket":{"enabled":false,"events":[]}})");

  EXPECT_EQ(verdict(MessagesUpsert{}, AudienceKind::instance), Verdict::drop);
}

TEST_F(SelectionTest, StillDeliversTheLastEventsOfARemovedInstance) {
  instances.add(1, R"({"websocket":{"enabled":true,"events":["INSTANCE_DELETE"]}})");
  filter->start();

  instances.tell(InstanceObserver::Change::removed, 1, "");

  EXPECT_EQ(verdict(InstanceDelete{}, AudienceKind::instance), Verdict::pass);
}

struct OwnEvent {
  StringRef note;
};

}  // namespace
}  // namespace wagate::filter_selection

template <>
struct wagate::EventTraits<wagate::filter_selection::OwnEvent> {
  static constexpr const char* id = "com.example.note/1";
  static constexpr const char* wire = "note";
  static constexpr const char* config = "NOTE";
  static constexpr std::uint32_t catalog_index = wagate::abi::kNotInCatalog;
  static constexpr wagate::abi::FieldInfo fields[] = {WAGATE_FIELD(wagate::filter_selection::OwnEvent, note)};
};

namespace wagate::filter_selection {
namespace {

TEST_F(SelectionTest, KeepsEventsOutsideTheCatalogueOutOfInstanceNamespaces) {
  instances.add(1, R"({"websocket":{"enabled":true,"events":[]}})");
  filter->start();

  EXPECT_EQ(verdict(OwnEvent{}, AudienceKind::instance), Verdict::drop);
  EXPECT_EQ(verdict(OwnEvent{}, AudienceKind::root), Verdict::pass);
}

TEST_F(SelectionTest, PassesAtTheIntakeStage) {
  FakeEdit edit(MessagesUpsert{});

  EXPECT_EQ(filter->on_event(edit), Verdict::pass);
}

TEST_F(SelectionTest, DropsForAKindOfAudienceItDoesNotKnow) {
  instances.add(1, R"({"websocket":{"enabled":true,"events":[]}})");
  filter->start();

  EXPECT_EQ(verdict(Call{}, static_cast<AudienceKind>(42)), Verdict::drop);
}

TEST_F(SelectionTest, ReportsASectionItDoesNotUnderstandOnce) {
  instances.add(1, R"({"websocket":{"enabled":true,"events":["NO_SUCH_EVENT"]}})");
  filter->start();

  instances.tell(InstanceObserver::Change::updated, 1,
                 R"({"websocket":{"enabled":true,"events":["NO_SUCH_EVENT"]}})");

  int warnings = 0;
  for (const auto& line : host.log().lines())
    if (line.level == abi::LogLevel::warn) ++warnings;
  EXPECT_EQ(warnings, 1);
  EXPECT_THAT(host.log().text(), HasSubstr("NO_SUCH_EVENT"));
}

TEST_F(SelectionTest, StopsWatchingWhenItIsStopped) {
  filter->start();
  ASSERT_TRUE(instances.watched());

  filter->stop();

  EXPECT_FALSE(instances.watched());
}

TEST(SelectionOffer, RunsAtTheDeliveryStage) {
  constexpr auto& offers = detail::kOffersOf<Selection>.list;

  EXPECT_STREQ(offers[0].id, "wagate.event_filter/1");
  EXPECT_EQ(offers[0].flags, abi::kFilterDelivery);
}

}  // namespace
}  // namespace wagate::filter_selection
