// The small parts: QR codes, texts, outbox, agenda, files, message ids.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <future>

#include "support.h"

namespace wagate::session_simulator {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

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

std::string png_of(const std::string& data_url) {
  constexpr std::string_view kPrefix = "data:image/png;base64,";
  std::string png;
  EXPECT_THAT(data_url, StartsWith(std::string(kPrefix)));
  EXPECT_TRUE(from_base64(std::string_view(data_url).substr(kPrefix.size()), png));
  return png;
}

std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
  std::uint32_t out = 0;
  for (std::size_t i = at; i < at + 4; ++i) out = out << 8 | static_cast<unsigned char>(bytes[i]);
  return out;
}

TEST(QrCode, IsAPngOfWholeModulesInTheChosenColour) {
  const std::string png = png_of(qr_data_url("2@abc,def,ghi,jkl", {0x19, 0x87, 0x54}));

  EXPECT_THAT(png, StartsWith("\x89PNG\r\n\x1a\n"));
  const std::uint32_t width = big_endian(png, 16);
  EXPECT_EQ(width, big_endian(png, 20));
  EXPECT_EQ(width % 4, 0u);
  EXPECT_EQ((width / 4 - 6 - 17) % 4, 0u);  // a QR code has 17 + 4n modules, the quiet zone 3 on each side
  EXPECT_NE(png.find(std::string("PLTE\xff\xff\xff\x19\x87\x54", 10)), std::string::npos);
}

TEST(QrCode, CanBeScanned) {
  ASSERT_EQ(std::system("command -v zbarimg >/dev/null 2>&1"), 0) << "zbarimg is missing; install zbar-tools";
  const std::string text = "2@" + base64(Prng(1).bytes(54)) + "," + base64(Prng(2).bytes(32)) + "," +
                           base64(Prng(3).bytes(32)) + "," + base64(Prng(4).bytes(32));
  const Folder folder;
  const std::string file = folder.path() + "/code.png";
  std::ofstream(file, std::ios::binary) << png_of(qr_data_url(text, {0x19, 0x87, 0x54}));

  FILE* scanner = popen(("zbarimg --quiet --raw " + file + " 2>/dev/null").c_str(), "r");
  ASSERT_NE(scanner, nullptr);
  char line[1024] = {};
  ASSERT_NE(fgets(line, sizeof(line), scanner), nullptr);
  pclose(scanner);

  EXPECT_EQ(line, text + "\n");
}

TEST(QrCode, IsEmptyForATextThatDoesNotFit) { EXPECT_EQ(qr_data_url(std::string(5'000, 'x'), {}), ""); }

TEST(Colour, IsReadInBothLengths) {
  Colour colour;
  ASSERT_TRUE(parse_colour("#1a2B3c", colour));
  EXPECT_EQ(colour.red, 0x1a);
  EXPECT_EQ(colour.green, 0x2b);
  EXPECT_EQ(colour.blue, 0x3c);
  ASSERT_TRUE(parse_colour("#fa0", colour));
  EXPECT_EQ(colour.red, 0xff);
  EXPECT_EQ(colour.green, 0xaa);
  EXPECT_EQ(colour.blue, 0);
}

TEST(Colour, IsRefusedOtherwise) {
  Colour colour;
  for (const char* text : {"", "#", "198754", "#19875", "#gggggg", "green", "#1 8754"})
    EXPECT_FALSE(parse_colour(text, colour)) << text;
}

TEST(Base64, GoesThereAndBack) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  for (std::size_t size = 0; size < 50; ++size) {
    const std::string bytes = Prng(size).bytes(size);
    std::string back;
    EXPECT_TRUE(from_base64(base64(bytes), back));
    EXPECT_EQ(back, bytes);
  }
}

TEST(Base64, IsRefusedWhenMalformed) {
  std::string bytes;
  for (const char* text : {"A", "AA", "AAA", "====", "AA=A", "A===", "AAA\n", "AA==AAAA", "AA-_"})
    EXPECT_FALSE(from_base64(text, bytes)) << text;
}

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
