// Histories from their announcement to the word to the phone that they were published.
#include "history/history_taker.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <string>
#include <vector>

#include "../chat/fake_media.h"
#include "../chat/part_fixture.h"
#include "proto/message.pb.h"

namespace wagate::session_whatsapp {
namespace {

using testing::FakeMedia;
using testing::Json;
using testing::PartTest;

constexpr const char* kAna = "49170@s.whatsapp.net";

std::string wire_varint(std::uint64_t value) {
  std::string out;
  while (value >= 0x80) {
    out += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  return out + static_cast<char>(value);
}
std::string wire_bytes(std::uint32_t field, const std::string& bytes) {
  return wire_varint(field << 3 | 2) + wire_varint(bytes.size()) + bytes;
}
std::string wire_number(std::uint32_t field, std::uint64_t value) {
  return wire_varint(field << 3) + wire_varint(value);
}

std::string deflated_history(const std::string& bytes) {
  uLongf size = compressBound(bytes.size());
  std::string out(size, '\0');
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  out.resize(size);
  return out;
}

std::string old_message(const std::string& chat, const std::string& id, const std::string& words) {
  proto::MessageKey key;
  key.set_remote_jid(chat);
  key.set_id(id);
  proto::Message message;
  message.set_conversation(words);
  return wire_bytes(1, wire_bytes(1, key.SerializeAsString()) + wire_bytes(2, message.SerializeAsString()) +
                           wire_number(3, 1'768'400'000));
}

std::string chat_with(const std::string& jid, const std::string& name, int messages, std::size_t size = 5) {
  std::string out = wire_bytes(1, jid);
  for (int i = 0; i < messages; ++i)
    out += wire_bytes(2, old_message(jid, "3EB0" + std::to_string(i), std::string(size, 'w')));
  return out + wire_bytes(13, name);
}

class Histories : public PartTest {
 protected:
  Histories() { place.media = &media; }
  ~Histories() override { settle(); }

  void announce(const proto::HistorySyncNotification& notification, const std::string& id = "H1") {
    Transaction work(*store);
    work.add_history(id, notification.SerializeAsString());
    work.commit();
  }
  void announce_inline(const std::string& history, const std::string& id = "H1") {
    proto::HistorySyncNotification notification;
    notification.set_initial_hist_bootstrap_inline_payload(history);
    announce(notification, id);
  }
  void announce_file(const std::string& path, const std::string& id = "H1") {
    proto::HistorySyncNotification notification;
    notification.set_direct_path(path);
    notification.set_media_key(std::string(32, 'm'));
    announce(notification, id);
  }
  std::size_t waiting() {
    Transaction work(*store);
    return work.history_count();
  }
  // Ids of the histories the phone was told of.
  std::vector<std::string> told() {
    settle();
    std::vector<std::string> out;
    for (const Node& node : wire.sent)
      if (node.is("receipt") && node.attribute("type") == "hist_sync") out.emplace_back(node.attribute("id"));
    return out;
  }
  std::size_t message_count() {
    std::size_t count = 0;
    for (const Json& document : documents("messages.set")) count += document.size();
    return count;
  }

  FakeMedia media{workplace.lane};
  std::unique_ptr<HistoryTaker> taker = std::make_unique<HistoryTaker>(place);
};

TEST_F(Histories, OneInItsAnnouncementIsPublishedInOrderAndThenThePhoneIsTold) {
  announce_inline(deflated_history(wire_bytes(2, chat_with(kAna, "Ana", 2)) +
                                   wire_bytes(7, wire_bytes(1, "49171@c.us") + wire_bytes(2, "Bob")) +
                                   wire_bytes(15, wire_bytes(1, "49171@s.whatsapp.net") + wire_bytes(2, "8822@lid"))));
  taker->online();

  EXPECT_EQ(told(), std::vector<std::string>{"H1"});
  EXPECT_EQ(host.bus().names(), (std::vector<std::string>{"chats.set", "messages.set", "contacts.upsert"}));
  EXPECT_EQ(documents("chats.set")[0],
            Json::parse(R"([{"remoteJid":"49170@s.whatsapp.net","instanceId":"0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001",
                             "name":"Ana"}])"));
  EXPECT_EQ(documents("messages.set")[0][1]["message"]["conversation"], "wwwww");
  const Json contacts = documents("contacts.upsert")[0];
  ASSERT_EQ(contacts.size(), 2u);
  EXPECT_EQ(contacts[1]["pushName"], "Bob");
  EXPECT_EQ(contacts[1]["remoteJid"], "49171@s.whatsapp.net");
  EXPECT_EQ(known_lid("49171"), "8822");
  EXPECT_EQ(waiting(), 0u);
}

TEST_F(Histories, OneInAFileIsFetchedAndReadOnce) {
  media.files["/history"] = deflated_history(wire_bytes(2, chat_with(kAna, "Ana", 3)));
  announce_file("/history");

  taker->online();
  EXPECT_EQ(told().size(), 1u);
  taker->offline();
  taker->online();

  EXPECT_EQ(told().size(), 1u);
  EXPECT_EQ(message_count(), 3u);
  EXPECT_EQ(media.asked.front().kind, MediaKind::history);
}

TEST_F(Histories, ManyAreReadOneAfterTheOther) {
  media.files["/one"] = deflated_history(wire_bytes(2, chat_with(kAna, "Ana", 1)));
  announce_file("/one", "H1");
  announce_inline(deflated_history(wire_bytes(2, chat_with(kAna, "Ana", 1))), "H2");
  taker->online();
  settle();
  announce_inline(deflated_history(wire_bytes(2, chat_with(kAna, "Ana", 1))), "H3");
  taker->announced();

  EXPECT_EQ(told(), (std::vector<std::string>{"H1", "H2", "H3"}));
}

TEST_F(Histories, ALongOneBecomesEventsOfBoundedSize) {
  std::string history;
  for (int i = 0; i < 30; ++i)
    history += wire_bytes(2, chat_with(std::to_string(49'200 + i) + "@s.whatsapp.net", "N", 50));
  history += wire_bytes(2, chat_with(kAna, "Ana", 40, 100'000));
  announce_inline(deflated_history(history));
  taker->online();

  EXPECT_EQ(message_count(), 30u * 50 + 40);
  for (const auto& event : host.bus().events()) {
    EXPECT_LE(event.integers.at("count"), HistoryBatch::kMaxMessages);
    EXPECT_LE(event.document.json.size(), HistoryBatch::kMaxBytes + 200'000);
  }
  EXPECT_EQ(told().size(), 1u);
}

TEST_F(Histories, OneThatWasInterruptedIsTakenUpAgain) {
  announce_inline(deflated_history(wire_bytes(2, chat_with(kAna, "Ana", 2))));
  host.bus().answer(abi::StatusCode::resource_exhausted);
  taker->online();
  EXPECT_TRUE(told().empty()) << "nothing was published";
  EXPECT_EQ(waiting(), 1u);

  // The process ends and another one begins.
  outbox.shut();
  taker.reset();
  host.bus().answer(abi::StatusCode::ok);
  Workplace other{host.time(), host.time(),
                  std::make_shared<Lane>(host.executor(), outstanding,
                                         [](std::string_view what) { ADD_FAILURE() << what; }),
                  outstanding};
  Outbox second(other);
  const MessagingPlace session{*store, instance, wire, second, workplace};
  ChatPlace again{session, events, host.context().log(), false, &media, {}};
  taker = std::make_unique<HistoryTaker>(again);
  taker->online();

  EXPECT_EQ(message_count(), 2u);
  EXPECT_EQ(told(), std::vector<std::string>{"H1"});
  EXPECT_EQ(waiting(), 0u);
  taker.reset();
  second.shut();
}

TEST_F(Histories, OneThatEndsTheProcessEachTimeIsGivenUp) {
  announce_inline(deflated_history(wire_bytes(2, chat_with(kAna, "Ana", 2))));
  {
    Transaction work(*store);
    for (int i = 0; i < HistoryTaker::kMaxBegun; ++i) work.begin_history(1);
    work.commit();
  }
  taker->online();

  EXPECT_TRUE(documents("messages.set").empty());
  EXPECT_TRUE(told().empty());
  EXPECT_EQ(waiting(), 0u);
}

TEST_F(Histories, ThePhoneIsToldAtTheNextLoginWhenTheConnectionWasGone) {
  announce_inline(deflated_history(wire_bytes(2, chat_with(kAna, "Ana", 2))));
  wire.is_connected = false;
  taker->online();
  settle();
  EXPECT_EQ(waiting(), 1u);
  wire.is_connected = true;
  taker->offline();
  taker->online();

  EXPECT_EQ(told(), std::vector<std::string>{"H1"});
  EXPECT_EQ(message_count(), 2u) << "and nothing is published twice";
  EXPECT_EQ(waiting(), 0u);
}

TEST_F(Histories, OnesThatAreBrokenAreGivenUpAndTheNextIsRead) {
  const std::string good = deflated_history(wire_bytes(2, chat_with(kAna, "Ana", 1)));
  announce_inline("not compressed", "H1");
  announce_inline(good.substr(0, good.size() / 2), "H2");
  announce_inline(deflated_history(wire_varint(2 << 3 | 2) + wire_varint(std::uint64_t{1} << 40)), "H3");
  announce_file("/gone", "H4");
  announce(proto::HistorySyncNotification(), "H5");
  {
    Transaction work(*store);
    work.add_history("H6", "\xFF\xFF");
    work.commit();
  }
  announce_inline(good, "H7");
  taker->online();

  EXPECT_EQ(told(), std::vector<std::string>{"H7"});
  EXPECT_EQ(waiting(), 0u);
}

TEST_F(Histories, AFileThatNoHostHasNowIsFetchedLaterAndOthersGoBeforeIt) {
  media.failure = MediaFailure::unreachable;
  announce_file("/late", "H1");
  announce_inline(deflated_history(wire_bytes(2, chat_with(kAna, "Ana", 1))), "H2");
  taker->online();
  EXPECT_EQ(told(), std::vector<std::string>{"H2"});
  media.files["/late"] = deflated_history(wire_bytes(2, chat_with(kAna, "Ana", 1)));
  host.time().advance(60'000);

  EXPECT_EQ(told(), (std::vector<std::string>{"H2", "H1"}));
}

TEST_F(Histories, AHostThatNeverAnswersIsNotAskedForEver) {
  media.failure = MediaFailure::unreachable;
  announce_file("/never");
  taker->online();
  for (int i = 0; i < 20; ++i) {
    settle();
    host.time().advance(300'000);
  }

  EXPECT_EQ(media.asked.size(), 1u + HistoryTaker::kMaxTries);
  EXPECT_EQ(waiting(), 1u) << "until the next login";
}

TEST_F(Histories, GroupsAreLeftOutWhenTheInstanceIgnoresThem) {
  place.settings.groups_ignore = true;
  announce_inline(deflated_history(wire_bytes(2, chat_with("120363@g.us", "Team", 2)) +
                                   wire_bytes(2, chat_with("status@broadcast", "", 2)) +
                                   wire_bytes(2, chat_with(kAna, "Ana", 1))));
  taker->online();

  EXPECT_EQ(message_count(), 1u);
  EXPECT_EQ(documents("chats.set")[0].size(), 1u);
}

}  // namespace
}  // namespace wagate::session_whatsapp
