#include "kernel/guard/unit_list.h"

#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace wagate {
namespace {

std::vector<std::string> names(UnitList<int>& list) {
  std::vector<std::string> out;
  for (const auto& entry : list.visit()) out.push_back(entry->unit);
  return out;
}

TEST(UnitList, KeepsTheOrderInWhichUnitsWereAdded) {
  UnitList<int> list;
  list.add("b", 1);
  list.add("a", 2);

  EXPECT_EQ(names(list), (std::vector<std::string>{"b", "a"}));
}

TEST(UnitList, PutsListedUnitsFirst) {
  UnitList<int> list;
  for (const char* name : {"one", "two", "three", "four"}) list.add(name, 0);

  list.order({"three", "one", "unknown"});

  EXPECT_EQ(names(list), (std::vector<std::string>{"three", "one", "two", "four"}));
}

TEST(UnitList, RemovesEveryEntryOfAUnit) {
  UnitList<int> list;
  list.add("a", 1);
  list.add("b", 2);
  list.add("a", 3);

  EXPECT_EQ(list.remove("a"), 2u);
  EXPECT_EQ(list.remove("a"), 0u);
  EXPECT_EQ(names(list), (std::vector<std::string>{"b"}));
}

TEST(UnitList, WaitsForACallThatIsUnderWayBeforeItLetsAUnitGo) {
  UnitList<int> list;
  list.add("a", 1);
  std::promise<void> inside, leave;
  std::atomic<bool> left{false};
  std::thread caller([&] {
    const auto visit = list.visit();
    inside.set_value();
    leave.get_future().wait();
    left = true;
  });
  inside.get_future().wait();

  auto removed = std::async(std::launch::async, [&] {
    list.remove("a");
    return left.load();
  });
  while (!list.empty()) std::this_thread::yield();  // remove() has taken it out and waits
  leave.set_value();

  EXPECT_TRUE(removed.get()) << "remove() came back while the unit was being called";
  caller.join();
}

TEST(UnitList, ShowsAVisitorThatAUnitIsBeingRemoved) {
  UnitList<int> list;
  list.add("a", 1);
  std::future<std::size_t> removed;
  {
    const auto visit = list.visit();
    removed = std::async(std::launch::async, [&] { return list.remove("a"); });
    while (!list.empty()) std::this_thread::yield();

    EXPECT_FALSE(visit[0].active());
  }
  EXPECT_EQ(removed.get(), 1u);
}

}  // namespace
}  // namespace wagate
