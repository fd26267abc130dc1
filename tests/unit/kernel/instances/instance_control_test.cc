#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "instances_fixture.h"
#include "kernel/core/executor.h"

namespace wagate {
namespace {

using abi::CloseMode;
using abi::ConnectionState;
using abi::StatusCode;
using test::InstancesFixture;

TEST(CreateInstance, StoresItThenPublishesIt) {
  InstancesFixture f;
  ASSERT_EQ(f.create("shop-01"), StatusCode::ok);

  const InstancePtr shop = f.get("shop-01");
  EXPECT_EQ(f.store.values.count("instances/" + shop->id), 1u);
  EXPECT_EQ(shop->provider, "session_simulator");
  EXPECT_EQ(shop->settings_json, kDefaultSettings);
  EXPECT_EQ(shop->token.size(), 36u);
  EXPECT_EQ(shop->token.find_first_of("abcdef"), std::string::npos) << "generated tokens are upper case";
  const auto seen = f.bus.sink.seen();
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].type, "instance.create");
  EXPECT_EQ(seen[0].document, "{\"instanceName\":\"shop-01\",\"instanceId\":\"" + shop->id + "\"}");
}

TEST(CreateInstance, RefusesANameInUse) {
  InstancesFixture f;
  f.create("shop-01");

  EXPECT_EQ(f.create("shop-01"), StatusCode::already_exists);
  EXPECT_EQ(f.error.view(), "This name \"shop-01\" is already in use.");
}

TEST(CreateInstance, RefusesATokenInUse) {
  InstancesFixture f;
  f.create("shop-01", "abc");

  EXPECT_EQ(f.create("shop-02", "abc"), StatusCode::already_exists);
  EXPECT_EQ(f.error.view(), "Token already exists");
  EXPECT_EQ(f.create("shop-02", "abd"), StatusCode::ok);
}

TEST(CreateInstance, RefusesAnIntegrationNobodyServes) {
  InstancesFixture f;
  abi::CreateInstanceSpec spec;
  spec.name = "shop-01";
  spec.integration = "WHATSAPP-BUSINESS";

  EXPECT_EQ(f.control.create(spec, f.error), StatusCode::invalid_argument);
  EXPECT_EQ(f.error.view(), "Invalid integration");
}

TEST(CreateInstance, RefusesTheChannelOfACommandHandler) {
  InstancesFixture f;
  f.registry.reserve_channel("custom");

  EXPECT_EQ(f.create("custom"), StatusCode::invalid_argument);
}

TEST(CreateInstance, LeavesNothingBehindWhenTheStoreFails) {
  InstancesFixture f;
  f.store.failure = StatusCode::resource_exhausted;

  EXPECT_EQ(f.create("shop-01", "abc"), StatusCode::resource_exhausted);
  EXPECT_EQ(f.error.view(), "instance \"shop-01\" could not be stored: database or disk is full; make room on the disk and try again");
  EXPECT_FALSE(f.get("shop-01"));
  EXPECT_TRUE(f.bus.sink.seen().empty());

  f.store.failure = StatusCode::ok;
  EXPECT_EQ(f.create("shop-01", "abc"), StatusCode::ok) << "name and token are free again";
}

TEST(CreateInstance, WorksInMemoryWithoutAStoreAndSaysSoOnce) {
  InstancesFixture f;
  f.control.drop_store();

  EXPECT_EQ(f.create("one"), StatusCode::ok);
  EXPECT_EQ(f.create("two"), StatusCode::ok);

  EXPECT_EQ(f.bus.captured.count("kept in memory only"), 1u);
}

TEST(ConnectInstance, OpensASessionOnce) {
  InstancesFixture f;
  f.create("shop-01");

  EXPECT_EQ(f.control.connect("shop-01", "5511960000009", f.error), StatusCode::ok);
  f.connection("shop-01", "connecting");
  EXPECT_EQ(f.control.connect("shop-01", "", f.error), StatusCode::ok);

  EXPECT_EQ(f.provider.calls, (std::vector<std::string>{"open shop-01 5511960000009"}));
}

TEST(ConnectInstance, PassesOnWhyTheProviderRefused) {
  InstancesFixture f;
  f.create("shop-01");
  f.provider.refuse_open = true;

  EXPECT_EQ(f.control.connect("shop-01", "", f.error), StatusCode::unavailable);
  EXPECT_EQ(f.error.view(), "no route to WhatsApp");
}

TEST(RestartInstance, ClosesAndOpens) {
  InstancesFixture f;
  f.create("shop-01");
  EXPECT_EQ(f.control.restart("shop-01", f.error), StatusCode::failed_precondition);
  EXPECT_EQ(f.error.view(), "The \"shop-01\" instance is not connected");

  f.connection("shop-01", "open", "1@s.whatsapp.net");
  EXPECT_EQ(f.control.restart("shop-01", f.error), StatusCode::ok);

  EXPECT_EQ(f.provider.calls, (std::vector<std::string>{"close suspend", "open shop-01"}));
}

TEST(LogoutInstance, ClosesEvenWhenTheProviderSaysNothing) {
  InstancesFixture f;
  f.create("shop-01");
  EXPECT_EQ(f.control.logout("shop-01", f.error), StatusCode::failed_precondition);

  f.connection("shop-01", "open", "1@s.whatsapp.net");
  EXPECT_EQ(f.control.logout("shop-01", f.error), StatusCode::ok);

  EXPECT_EQ(f.provider.calls, (std::vector<std::string>{"close logout"}));
  EXPECT_EQ(f.get("shop-01")->state, ConnectionState::close);
  EXPECT_FALSE(f.get("shop-01")->wanted);
}

TEST(RemoveInstance, LogsOutTellsAndForgets) {
  InstancesFixture f;
  f.create("shop-01");
  f.connection("shop-01", "open", "1@s.whatsapp.net");
  const std::string id = f.get("shop-01")->id;
  std::vector<std::string> when_closed;
  f.control.set_on_removed([&](abi::InstanceKey) {
    for (const auto& seen : f.bus.sink.seen()) when_closed.push_back(seen.type);
  });

  ASSERT_EQ(f.control.remove("shop-01", f.error), StatusCode::ok);

  EXPECT_EQ(f.provider.calls, (std::vector<std::string>{"close logout", "close erase"}));
  EXPECT_EQ(when_closed, (std::vector<std::string>{"instance.create", "connection.update", "instance.delete", "remove.instance"}));
  EXPECT_EQ(f.bus.sink.seen()[2].document, "{\"instanceName\":\"shop-01\",\"instanceId\":\"" + id + "\"}");
  EXPECT_EQ(f.bus.sink.seen()[3].document, "null");
  EXPECT_FALSE(f.get("shop-01"));
  f.bus.executor.run_all();
  EXPECT_TRUE(f.store.values.empty()) << "a late write does not bring it back";
  EXPECT_EQ(f.create("shop-01"), StatusCode::ok);
}

TEST(RemoveInstance, SaysWhichInstanceIsUnknown) {
  InstancesFixture f;

  EXPECT_EQ(f.control.remove("zzz", f.error), StatusCode::not_found);
  EXPECT_EQ(f.error.view(), "The \"zzz\" instance does not exist");
}

TEST(RemoveInstance, IsRefusedFromInsideAnotherOperationOnIt) {
  InstancesFixture f;
  f.create("shop-01");
  f.connection("shop-01", "open", "1@s.whatsapp.net");
  StatusCode inside = StatusCode::ok;
  f.provider.on_close = [&](abi::InstanceKey, CloseMode mode) {
    abi::ErrorOut error;
    if (mode == CloseMode::logout) inside = f.control.remove("shop-01", error);
  };

  EXPECT_EQ(f.control.logout("shop-01", f.error), StatusCode::ok);

  EXPECT_EQ(inside, StatusCode::failed_precondition);
}

TEST(SetSection, ReplacesOneSectionAndStoresIt) {
  InstancesFixture f;
  f.create("shop-01");

  ASSERT_EQ(f.control.set_section("shop-01", "websocket", "{\"enabled\": true}", f.error), StatusCode::ok);
  EXPECT_EQ(f.get("shop-01")->sections_json, "{\"websocket\":{\"enabled\":true}}");
  EXPECT_NE(f.store.values.begin()->second.find("\"websocket\":{\"enabled\":true}"), std::string::npos);

  ASSERT_EQ(f.control.set_section("shop-01", "websocket", "", f.error), StatusCode::ok);
  EXPECT_EQ(f.get("shop-01")->sections_json, "{}");
}

TEST(SetSection, ChangesTheInstanceThatWasLookedAtAndNoneThatHasItsNameByNow) {
  InstancesFixture f;
  f.create("shop-01");
  const abi::InstanceKey looked_at = f.get("shop-01")->key;
  ASSERT_EQ(f.control.set_section_of(looked_at, "websocket", "{\"enabled\":true}", f.error), StatusCode::ok);
  EXPECT_EQ(f.get("shop-01")->sections_json, "{\"websocket\":{\"enabled\":true}}");
  ASSERT_EQ(f.control.remove("shop-01", f.error), StatusCode::ok);
  f.create("shop-01");

  EXPECT_EQ(f.control.set_section_of(looked_at, "websocket", "{\"enabled\":true}", f.error), StatusCode::not_found);

  EXPECT_EQ(f.get("shop-01")->sections_json, "{}");
}

TEST(SetSection, ChangesNothingWhenItIsRefusedOrNotStored) {
  InstancesFixture f;
  f.create("shop-01");

  EXPECT_EQ(f.control.set_section("shop-01", "websocket", "true", f.error), StatusCode::invalid_argument);
  EXPECT_EQ(f.control.set_section("shop-01", "settings", "{\"rejectCall\":1}", f.error), StatusCode::invalid_argument);
  f.store.failure = StatusCode::unavailable;
  EXPECT_EQ(f.control.set_section("shop-01", "settings", "{\"rejectCall\":true}", f.error), StatusCode::unavailable);

  EXPECT_EQ(f.get("shop-01")->sections_json, "{}");
  EXPECT_EQ(f.get("shop-01")->settings_json, kDefaultSettings);
}

TEST(StoredInstances, ComeBackInOrderWithTheirSessions) {
  InstancesFixture f;
  f.create("one");
  f.bus.clock.advance_ms(1);
  f.create("two", "token-two");
  f.connection("two", "open", "1@s.whatsapp.net");
  f.bus.executor.run_all();  // the state is stored behind the event's back
  f.store.values["instances/broken"] = "{";

  InstancesFixture next;
  next.store.values = f.store.values;
  ASSERT_TRUE(next.control.load().ok());
  next.control.reopen();

  const auto all = next.registry.all();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0]->name, "one");
  EXPECT_EQ(all[1]->name, "two");
  EXPECT_EQ(all[1]->token, "token-two");
  EXPECT_EQ(all[1]->state, ConnectionState::close) << "until the provider says otherwise";
  EXPECT_EQ(next.provider.calls, (std::vector<std::string>{"open two"}));
  EXPECT_TRUE(next.bus.captured.contains("skipped a stored instance"));
  next.connection("two", "connecting");
  EXPECT_EQ(next.get("two")->state, ConnectionState::connecting);
}

// A provider that may block, called on a pool of its own.
struct SlowProvider : testing::Test {
  SlowProvider() : f(std::chrono::milliseconds(20)), pool(4) {
    f.control.remove_provider("session_simulator");
    f.control.add_provider("session_simulator", {&f.provider, &f.guard, calls});
    f.create("one");
    f.create("two");
  }
  ~SlowProvider() override { EXPECT_TRUE(calls->close(std::chrono::seconds(30))); }

  InstancesFixture f;
  Executor pool;
  std::shared_ptr<UnitCalls> calls =
      std::make_shared<UnitCalls>("session_simulator", pool, f.bus.clock, UnitCalls::Options{.limit = 2});
};

TEST_F(SlowProvider, IsWaitedFor) {
  f.provider.refuse_open = true;
  EXPECT_EQ(f.control.connect("one", "5511", f.error), StatusCode::unavailable);
  EXPECT_EQ(f.error.view(), "no route to WhatsApp");
  f.provider.refuse_open = false;

  EXPECT_EQ(f.control.connect("one", "5511", f.error), StatusCode::ok);
  f.connection("one", "open", "1@s.whatsapp.net");
  EXPECT_EQ(f.control.logout("one", f.error), StatusCode::ok);

  EXPECT_EQ(f.provider.calls, (std::vector<std::string>{"open one 5511", "open one 5511", "close logout"}));
}

TEST_F(SlowProvider, DoesNotHoldUpTheOperationOrTheNextOneWhenItHangs) {
  std::promise<void> door;
  const auto opened = door.get_future().share();
  f.provider.on_open = [opened] { opened.wait(); };

  EXPECT_EQ(f.control.connect("one", "", f.error), StatusCode::deadline_exceeded);
  EXPECT_EQ(f.error.view(),
            "instance \"one\" cannot connect: unit \"session_simulator\" hangs: open() has not returned for 20 ms");
  EXPECT_EQ(f.control.set_section("one", "websocket", "{\"enabled\":true}", f.error), StatusCode::ok);
  EXPECT_EQ(f.control.connect("two", "", f.error), StatusCode::deadline_exceeded);
  f.bus.clock.advance_ms(21);
  EXPECT_EQ(f.control.connect("two", "", f.error), StatusCode::unavailable) << "every place hangs: at once";

  door.set_value();
}

TEST_F(SlowProvider, DoesNotHoldUpTheStartOrTheStopOfTheGateway) {
  f.connection("one", "open", "1@s.whatsapp.net");
  f.connection("two", "open", "2@s.whatsapp.net");
  std::promise<void> door;
  const auto opened = door.get_future().share();
  f.provider.on_open = [opened] { opened.wait(); };
  f.provider.on_close = [opened](abi::InstanceKey, abi::CloseMode) { opened.wait(); };

  f.control.reopen();
  f.control.suspend_all(std::chrono::milliseconds(20));

  {
    std::lock_guard lock(f.provider.mutex);
    EXPECT_EQ(f.provider.calls, (std::vector<std::string>{"open one", "close suspend"})) << "one wait is enough";
  }
  EXPECT_EQ(f.bus.captured.count("could not reopen a session instance=one"), 1u);
  EXPECT_EQ(f.bus.captured.count("could not suspend a session instance=one"), 1u);
  door.set_value();
}

TEST_F(SlowProvider, KeepsAnInstanceWhoseSessionCannotBeClosed) {
  f.connection("one", "open", "1@s.whatsapp.net");
  std::promise<void> door;
  const auto opened = door.get_future().share();
  f.provider.on_close = [opened](abi::InstanceKey, abi::CloseMode) { opened.wait(); };

  EXPECT_EQ(f.control.remove("one", f.error), StatusCode::deadline_exceeded);

  EXPECT_TRUE(f.get("one"));
  door.set_value();
}

TEST(InstanceControl, DoesNotWaitForEverForAnotherOperation) {
  InstancesFixture f(std::chrono::milliseconds(20));
  f.create("one");
  std::promise<void> entered;
  std::promise<void> door;
  f.provider.on_open = [&] {
    entered.set_value();
    door.get_future().wait();
  };
  std::thread connecting([&] {
    abi::ErrorOut error;
    EXPECT_EQ(f.control.connect("one", "", error), StatusCode::ok);
  });
  entered.get_future().wait();

  EXPECT_EQ(f.control.logout("one", f.error), StatusCode::unavailable);

  EXPECT_EQ(f.error.view(), "another operation on instance \"one\" has not ended; try again later");
  door.set_value();
  connecting.join();
}

TEST(InstanceControl, ServesManyClientsThatChangeTheSameInstances) {
  InstancesFixture f;
  std::vector<std::thread> threads;
  std::atomic<int> created{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&f, &created, t] {
      abi::ErrorOut error;
      for (int n = 0; n < 60; ++n) {
        const std::string name = "shop-" + std::to_string(n % 3);
        abi::CreateInstanceSpec spec;
        spec.name = name;
        spec.integration = "WHATSAPP-BAILEYS";
        if (f.control.create(spec, error) == StatusCode::ok) ++created;
        f.control.set_section(name, "websocket", t % 2 ? "{\"enabled\":true}" : "", error);
        f.control.connect(name, "", error);
        if (n % 5 == t) f.control.remove(name, error);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  f.bus.executor.run_all();

  EXPECT_GT(created.load(), 3);
  EXPECT_EQ(f.store.values.size(), f.registry.size());
  for (const InstancePtr& record : f.registry.all()) EXPECT_EQ(f.get(record->name)->id, record->id);
}

}  // namespace
}  // namespace wagate
