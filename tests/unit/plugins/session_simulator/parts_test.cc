// The small parts: texts, outbox, agenda, files, message ids.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "support.h"

namespace wagate::session_simulator {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A directory that is gone when the test is.
class Folder {
 public:
  Folder() {
    char name[] = "/tmp/wagate-simulator-XXXXXX";
    if (mkdtemp(name)) path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(IsoTime, HasMilliseconds) { EXPECT_EQ(iso_time(1'768'485'802'018), "2026-01-15T14:03:22.018Z"); }

TEST(MessageId, TellsTheKindOfPhone) {
  Prng choices(1);

  EXPECT_EQ(source_of(make_message_id(Phone::ios, choices)), "ios");
  EXPECT_EQ(source_of(make_message_id(Phone::web, choices)), "web");
  EXPECT_EQ(source_of(make_message_id(Phone::android, choices)), "android");
  EXPECT_EQ(source_of(make_message_id(Phone::desktop, choices)), "desktop");
  EXPECT_EQ(source_of("ext-778"), "unknown");
}

TEST(Cast, NeverInventsANumberThatIsNobodys) {
  const Cast cast = make_cast(1, "", 1'000, 0);

  std::set<std::string> jids;
  for (const Person& person : cast.persons) {
    EXPECT_FALSE(user_of(person.jid).ends_with("0000"));
    EXPECT_TRUE(jids.insert(person.jid).second);
  }
}

TEST(Outbox, KeepsTheOrderWhenAnEntryPutsMore) {
  Outbox box;
  std::vector<int> order;
  const auto note = [&](int number) {
    return [&order, number] {
      order.push_back(number);
      return abi::StatusCode::ok;
    };
  };
  box.put([&] {
    order.push_back(1);
    box.put(note(3));
    EXPECT_TRUE(box.drain());  // another drain is under way: it will come to this
    return abi::StatusCode::ok;
  });
  box.put(note(2));

  EXPECT_TRUE(box.drain());

  EXPECT_THAT(order, ElementsAre(1, 2, 3));
}

TEST(Outbox, KeepsAnEntryTheBusHadNoRoomFor) {
  Outbox box;
  abi::StatusCode answer = abi::StatusCode::resource_exhausted;
  int runs = 0;
  box.put([&] {
    ++runs;
    return answer;
  });

  EXPECT_FALSE(box.drain());
  EXPECT_EQ(box.size(), 1u);
  answer = abi::StatusCode::ok;
  EXPECT_TRUE(box.drain());

  EXPECT_EQ(runs, 2);
  EXPECT_EQ(box.size(), 0u);
}

TEST(Outbox, CloseWaitsForTheThreadThatPublishes) {
  Outbox box;
  std::promise<void> inside;
  std::promise<void> leave;
  box.put([&] {
    inside.set_value();
    leave.get_future().wait();
    return abi::StatusCode::ok;
  });
  auto publisher = std::async(std::launch::async, [&] { return box.drain(); });
  inside.get_future().wait();

  auto closer = std::async(std::launch::async, [&] { return box.close(); });
  EXPECT_EQ(closer.wait_for(std::chrono::milliseconds(20)), std::future_status::timeout);
  leave.set_value();

  EXPECT_TRUE(closer.get());
  EXPECT_TRUE(publisher.get());
}

TEST(Outbox, AdmitsNobodyOnceItIsClosed) {
  Outbox box;
  EXPECT_TRUE(static_cast<bool>(Outbox::Pass(box)));

  box.close();
  bool ran = false;
  box.put([&] {
    ran = true;
    return abi::StatusCode::ok;
  });
  EXPECT_TRUE(box.drain());

  EXPECT_FALSE(ran);
  EXPECT_FALSE(static_cast<bool>(Outbox::Pass(box)));
}

TEST(Agenda, ComesInOrderOfTimeThenOfEntry) {
  Agenda agenda;
  std::vector<int> order;
  agenda.at(20, [&] { order.push_back(3); });
  agenda.at(10, [&] { order.push_back(1); });
  agenda.at(10, [&] { order.push_back(2); });

  while (auto action = agenda.take_due(10)) action();
  EXPECT_THAT(order, ElementsAre(1, 2));
  EXPECT_EQ(agenda.next_due(), 20);
}

TEST(Flights, LandWhenTheLastHandleGoes) {
  const auto flights = std::make_shared<Flights>();
  auto flight = flights->take_off();
  auto copy = flight;
  flight.reset();
  EXPECT_FALSE(flights->wait_all_landed(std::chrono::milliseconds(0)));

  copy.reset();

  EXPECT_TRUE(flights->wait_all_landed(std::chrono::milliseconds(0)));
}

TEST(StateFiles, KeepWhatWasSaved) {
  const Folder folder;
  const StateFiles files(folder.path());

  EXPECT_TRUE(files.save("0f5b1a52-6c0e", {true, 3, "5511960000009@s.whatsapp.net"}));

  const SavedState state = files.load("0f5b1a52-6c0e");
  EXPECT_TRUE(state.paired);
  EXPECT_EQ(state.lives, 3u);
  EXPECT_EQ(state.wuid, "5511960000009@s.whatsapp.net");
  EXPECT_FALSE(files.load("other").paired);
}

TEST(StateFiles, StayInTheirDirectory) {
  const Folder folder;
  const std::string inner = folder.path() + "/inner";
  std::filesystem::create_directory(inner);
  const StateFiles files(inner);

  EXPECT_FALSE(files.save("../escaped", {true, 1, ""}));

  EXPECT_FALSE(std::filesystem::exists(folder.path() + "/escaped.session"));
}

TEST(StateFiles, TakeGarbageForNothing) {
  const Folder folder;
  std::ofstream(folder.path() + "/id.session") << "lives=many\n\n=\npaired\npaired=maybe\n";

  const SavedState state = StateFiles(folder.path()).load("id");

  EXPECT_FALSE(state.paired);
  EXPECT_EQ(state.lives, 0u);
}

TEST(StanzaLog, ForgetsTheOldestBytes) {
  StanzaLog log;
  log.add("1");
  log.add("\"" + std::string(StanzaLog::kMaxBytes, 'x') + "\"");
  log.add("3");

  EXPECT_EQ(log.json(), "[3]");
}

TEST(Settings, KeepDefaultsForWhatIsMissingOrWrong) {
  for (const char* json : {"", "null", "[]", R"({"rejectCall":"yes","msgCall":7})"}) {
    const Settings settings = Settings::parse(json);
    EXPECT_FALSE(settings.reject_call);
    EXPECT_EQ(settings.msg_call, "");
  }
}

}  // namespace
}  // namespace wagate::session_simulator
