#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <memory>

#include "history/conversation.h"
#include "history/history_stream.h"
#include "proto/message.pb.h"

namespace wagate::session_whatsapp {
namespace {

std::string varint(std::uint64_t value) {
  std::string out;
  while (value >= 0x80) {
    out += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  return out + static_cast<char>(value);
}

std::string bytes_of(std::uint32_t field, const std::string& bytes) {
  return varint(field << 3 | 2) + varint(bytes.size()) + bytes;
}

std::string number_of(std::uint32_t field, std::uint64_t value) { return varint(field << 3) + varint(value); }

std::string deflated(const std::string& text) {
  uLongf size = compressBound(text.size());
  std::string out(size, '\0');
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(text.data()), text.size());
  out.resize(size);
  return out;
}

std::string info(const std::string& chat, const std::string& id, const std::string& words, bool from_me) {
  proto::MessageKey key;
  key.set_remote_jid(chat);
  key.set_from_me(from_me);
  key.set_id(id);
  proto::Message message;
  message.set_conversation(words);
  return bytes_of(1, key.SerializeAsString()) + bytes_of(2, message.SerializeAsString()) + number_of(3, 1'768'400'000) +
         number_of(4, 4);
}

std::string conversation() {
  return bytes_of(1, "5511970000001@c.us") + bytes_of(2, bytes_of(1, info("5511970000001@c.us", "3EB02", "two", true))) +
         bytes_of(2, bytes_of(1, info("5511970000001@c.us", "3EB01", "one", false))) +
         bytes_of(2, bytes_of(1, bytes_of(1, ""))) + number_of(6, 3) + bytes_of(13, "Ana") + number_of(16, 1) +
         bytes_of(42, "84110000000001@lid");
}

class Parts final : public HistoryParts {
 public:
  void on_conversation(std::string_view wire) override { conversations.emplace_back(wire); }
  void on_story(std::string_view) override { ++stories; }
  void on_push_name(std::string_view jid, std::string_view name) override {
    names += std::string(jid) + "=" + std::string(name) + ";";
  }
  void on_names(std::string_view pn, std::string_view lid) override {
    names += std::string(pn) + "=" + std::string(lid) + ";";
  }
  void on_nct_salt(std::string_view bytes) override { salt = bytes; }
  void on_progress(std::uint32_t value) override { progress = value; }

  std::vector<std::string> conversations;
  int stories = 0;
  std::string names;
  std::string salt;
  std::uint32_t progress = 0;
};

std::string history() {
  return number_of(1, 3) + bytes_of(2, conversation()) + bytes_of(2, bytes_of(1, "120363@g.us")) +
         bytes_of(3, "story") + number_of(6, 70) + bytes_of(7, bytes_of(1, "5511@s.whatsapp.net") + bytes_of(2, "Ana")) +
         bytes_of(15, bytes_of(1, "5511@s.whatsapp.net") + bytes_of(2, "84@lid")) + bytes_of(19, "salt");
}

TEST(HistoryStream, GivesTheSamePartsHoweverItArrives) {
  const std::string file = deflated(history());
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, file.size()}) {
    Parts parts;
    HistoryStream stream(parts);
    for (std::size_t at = 0; at < file.size(); at += piece) {
      ASSERT_EQ(stream.feed(std::string_view(file).substr(at, piece)), HistoryError::none);
    }
    EXPECT_EQ(stream.finish(), HistoryError::none);
    ASSERT_EQ(parts.conversations.size(), 2u);
    EXPECT_EQ(parts.conversations[0], conversation());
    EXPECT_EQ(parts.stories, 1);
    EXPECT_EQ(parts.names, "5511@s.whatsapp.net=Ana;5511@s.whatsapp.net=84@lid;");
    EXPECT_EQ(parts.salt, "salt");
    EXPECT_EQ(parts.progress, 70u);
  }
}

TEST(HistoryStream, ACutFileIsTruncatedWhereverItIsCut) {
  const std::string file = deflated(history());
  for (std::size_t cut = 0; cut < file.size(); ++cut) {
    Parts parts;
    HistoryStream stream(parts);
    stream.feed(std::string_view(file).substr(0, cut));
    EXPECT_NE(stream.finish(), HistoryError::none) << cut;
  }
}

TEST(HistoryStream, RefusesWhatIsNoHistory) {
  Parts parts;
  HistoryStream plain(parts);
  EXPECT_EQ(plain.feed("not compressed at all"), HistoryError::not_compressed);

  HistoryStream groups(parts);
  EXPECT_EQ(groups.feed(deflated(std::string(10, '\x0B'))), HistoryError::malformed);

  HistoryStream half(parts);
  EXPECT_EQ(half.feed(deflated(bytes_of(2, "conversation").substr(0, 5))), HistoryError::none);
  EXPECT_EQ(half.finish(), HistoryError::truncated);
}

TEST(HistoryStream, APartThatClaimsToBeHugeIsRefusedAtOnce) {
  Parts parts;
  HistoryStream stream(parts);

  EXPECT_EQ(stream.feed(deflated(varint(2 << 3 | 2) + varint(std::uint64_t{1} << 40))), HistoryError::malformed);
}

class ConversationTest : public ::testing::Test {
 protected:
  ConversationTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "wagate-history-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    store_ = std::make_unique<SessionStore>((folder_ / "a.wa").string());
    own_.jid = "5511960000009:2@s.whatsapp.net";
    work_ = std::make_unique<Transaction>(*store_);
    names_ = std::make_unique<Names>(*work_, own_);
  }
  ~ConversationTest() override {
    names_.reset();
    work_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::filesystem::path folder_;
  Account own_;
  std::unique_ptr<SessionStore> store_;
  std::unique_ptr<Transaction> work_;
  std::unique_ptr<Names> names_;
};

TEST_F(ConversationTest, TellsTheChatUnderItsPresentName) {
  const auto chat = Conversation::read(conversation(), *names_);

  ASSERT_TRUE(chat);
  EXPECT_EQ(chat->chat.text(), "5511970000001@s.whatsapp.net");
  EXPECT_EQ(chat->name, "Ana");
  EXPECT_EQ(chat->unread, 3u);
  EXPECT_TRUE(chat->archived);
  EXPECT_EQ(work_->lid_of("5511970000001"), "84110000000001");
}

TEST_F(ConversationTest, GivesTheMessagesThatHaveContent) {
  const auto chat = Conversation::read(conversation(), *names_);
  std::vector<MessageRecord> records;

  EXPECT_EQ(for_each_message(conversation(), chat->chat, *names_,
                             [&](MessageRecord record) { records.push_back(std::move(record)); }),
            2u);

  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].key.id, "3EB02");
  EXPECT_TRUE(records[0].key.from_me);
  EXPECT_EQ(records[0].push_name, "Você");
  EXPECT_EQ(records[0].status, "READ");
  EXPECT_EQ(records[1].key.chat, "5511970000001@s.whatsapp.net");
  EXPECT_EQ(records[1].key.chat_alt, "84110000000001@lid");
  EXPECT_EQ(records[1].push_name, "5511970000001");
  EXPECT_EQ(records[1].at, 1'768'400'000);
}

TEST_F(ConversationTest, WhatIsNoChatIsLeftOut) {
  EXPECT_FALSE(Conversation::read("", *names_));
  EXPECT_FALSE(Conversation::read(bytes_of(1, "nonsense"), *names_));
  EXPECT_FALSE(Conversation::read(conversation().substr(0, 30), *names_));
}

}  // namespace
}  // namespace wagate::session_whatsapp
