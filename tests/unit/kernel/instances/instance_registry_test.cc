#include <gtest/gtest.h>

#include <thread>

#include "instances_fixture.h"

namespace wagate {
namespace {

using abi::ConnectionState;
using test::InstancesFixture;

class Recorder final : public abi::InstanceObserver {
 public:
  void on_instance(Change change, const abi::InstanceInfo& info) noexcept override {
    const char* names[] = {"created ", "updated ", "removed "};
    std::lock_guard lock(mutex);
    seen.push_back(names[static_cast<int>(change)] + info.name.str());
    if (then) then();
  }
  // For a registry that other threads change meanwhile.
  std::size_t count() {
    std::lock_guard lock(mutex);
    return seen.size();
  }

  std::mutex mutex;
  std::vector<std::string> seen;
  std::function<void()> then;
};

TEST(InstanceRegistry, FindsAnInstanceByNameIdKeyAndToken) {
  InstancesFixture f;
  ASSERT_EQ(f.create("shop-01", "token-of-shop-01"), abi::StatusCode::ok);
  const InstancePtr shop = f.get("shop-01");
  ASSERT_TRUE(shop);

  EXPECT_EQ(f.registry.find_id(shop->id), shop);
  EXPECT_EQ(f.registry.find_key(shop->key), shop);
  EXPECT_EQ(f.registry.find_token("token-of-shop-01"), shop);
  EXPECT_FALSE(f.registry.find("Shop-01"));
  EXPECT_FALSE(f.registry.find_token("token-of-shop-0"));
  EXPECT_FALSE(f.registry.find_token(""));
}

TEST(InstanceRegistry, FollowsTheEventsOfASession) {
  InstancesFixture f;
  f.create("shop-01");

  f.connection("shop-01", "connecting");
  EXPECT_EQ(f.get("shop-01")->state, ConnectionState::connecting);

  f.qr("shop-01", "2@one");
  f.qr("shop-01", "2@two");
  EXPECT_EQ(f.get("shop-01")->qr_code, "2@two");
  EXPECT_EQ(f.get("shop-01")->qr_count, 2);

  f.connection("shop-01", "open", "5511960000009@s.whatsapp.net");
  EXPECT_EQ(f.get("shop-01")->state, ConnectionState::open);
  EXPECT_EQ(f.get("shop-01")->owner_jid, "5511960000009@s.whatsapp.net");
  EXPECT_EQ(f.get("shop-01")->qr_code, "");
  EXPECT_TRUE(f.get("shop-01")->wanted);

  f.connection("shop-01", "close");
  EXPECT_EQ(f.get("shop-01")->state, ConnectionState::close);
  EXPECT_FALSE(f.get("shop-01")->wanted);
  EXPECT_EQ(f.get("shop-01")->owner_jid, "5511960000009@s.whatsapp.net");
}

TEST(InstanceRegistry, StartsOverWhenTheLimitOfCodesIsReached) {
  InstancesFixture f;
  f.create("shop-01");
  f.connection("shop-01", "connecting");
  f.qr("shop-01", "2@one");

  f.connection("shop-01", "refused");

  EXPECT_EQ(f.get("shop-01")->state, ConnectionState::close);
  EXPECT_EQ(f.get("shop-01")->qr_count, 0);
  EXPECT_EQ(f.get("shop-01")->qr_code, "");
}

TEST(InstanceRegistry, RemembersWhyASessionWasClosed) {
  InstancesFixture f;
  f.create("shop-01");
  StatusInstance event;
  event.status = "closed";
  event.reason_code = 401;
  event.document = StringRef("{\"disconnectionObject\":\"{\\\"a\\\":1}\"}");

  f.bus.bus.publish(f.bus.unit, f.status_type, f.get("shop-01")->key, &event, sizeof(event), f.error);

  EXPECT_EQ(f.get("shop-01")->disconnection_code, 401);
  EXPECT_EQ(f.get("shop-01")->disconnection_json, "{\"a\":1}");
  EXPECT_EQ(f.get("shop-01")->disconnected_at_ms, ManualClock::kDefaultStartMs);
}

TEST(InstanceRegistry, IsNotMisledByAFilter) {
  InstancesFixture f;
  f.create("shop-01");
  f.bus.add_filter("drops all", [](abi::EventEdit&) { return abi::Verdict::drop; });

  f.connection("shop-01", "open", "1@s.whatsapp.net");

  EXPECT_EQ(f.get("shop-01")->state, ConnectionState::open);
}

TEST(InstanceRegistry, PutsTheOwnAddressIntoEventsFromTheOpeningOn) {
  InstancesFixture f;
  f.create("shop-01");
  f.connection("shop-01", "connecting");
  f.connection("shop-01", "open", "5511960000009@s.whatsapp.net");

  const auto seen = f.bus.sink.seen();  // instance.create, connecting, open
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[1].sender, "");
  EXPECT_EQ(seen[2].sender, "5511960000009@s.whatsapp.net");
}

TEST(InstanceRegistry, KeepsASessionWantedThatIsClosedBecauseTheGatewayStops) {
  InstancesFixture f;
  f.create("shop-01");
  f.connection("shop-01", "open", "1@s.whatsapp.net");

  f.registry.begin_stop();
  f.connection("shop-01", "close");

  EXPECT_TRUE(f.get("shop-01")->wanted);
}

TEST(InstanceRegistry, TellsANewObserverWhatThereIsAndThenWhatChanges) {
  InstancesFixture f;
  f.create("one");
  Recorder recorder;
  f.registry.watch(recorder);
  EXPECT_EQ(recorder.seen, (std::vector<std::string>{"created one"}));

  f.create("two");
  f.connection("one", "connecting");
  f.control.remove("two", f.error);
  f.registry.unwatch(recorder);
  f.create("three");

  EXPECT_EQ(recorder.seen, (std::vector<std::string>{"created one", "created two", "updated one", "removed two"}));
}

TEST(InstanceRegistry, LetsAnObserverLookThingsUp) {
  InstancesFixture f;
  Recorder recorder;
  std::size_t found = 0;
  recorder.then = [&] { found += f.registry.all().size(); };
  f.registry.watch(recorder);

  f.create("one");

  EXPECT_EQ(found, 1u);
  f.registry.unwatch(recorder);
}

TEST(InstanceRegistry, SurvivesObserversChangesAndLookupsFromManyThreads) {
  InstancesFixture f;
  for (int i = 0; i < 4; ++i) f.create("i" + std::to_string(i));
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&f, t] {
      for (int n = 0; n < 300; ++n) {
        const InstancePtr record = f.registry.find("i" + std::to_string(n % 4));
        if (!record) continue;
        f.registry.update(record->key, [&](InstanceRecord& changed) { changed.qr_count = n; });
        if (t == 0) f.registry.find_token(record->token);
      }
    });
  }
  threads.emplace_back([&f] {
    for (int n = 0; n < 60; ++n) {
      Recorder recorder;
      f.registry.watch(recorder);
      EXPECT_GE(recorder.count(), 4u);
      f.registry.unwatch(recorder);
    }
  });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace wagate
