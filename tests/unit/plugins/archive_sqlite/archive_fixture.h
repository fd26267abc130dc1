#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "archive_file.h"
#include "archive_sqlite.h"
#include "wagate/bus.h"
#include "wagate/document.h"
#include "wagate/events/all.h"
#include "wagate/testing/fake_host.h"

namespace wagate::archive_sqlite {

using Json = nlohmann::ordered_json;

inline constexpr abi::InstanceKey kShop = 1;
inline constexpr abi::InstanceKey kOther = 2;
inline constexpr const char* kShopId = "0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001";
inline constexpr const char* kOtherId = "0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d002";
inline constexpr const char* kAna = "5511970000001@s.whatsapp.net";
inline constexpr const char* kBob = "5511970000002@s.whatsapp.net";
inline constexpr const char* kGroup = "120363040000000001@g.us";

// Rows as a question shows them.
struct Rows final : abi::ArchiveVisitor {
  bool visit(abi::StringRef row) noexcept override {
    rows.push_back(Json::parse(row.view(), nullptr, false));
    return rows.size() < limit;
  }

  std::vector<Json> rows;
  std::size_t limit = ~std::size_t{0};
};

// A message as a phone hands it over.
struct Said {
  std::string id = "3EB0C0FFEE0011223344";
  std::string chat = kAna;
  std::string text = "Good morning";
  std::int64_t at = 1'768'485'802;
  bool from_me = false;
  std::string participant = "";
  std::string type = "conversation";
  std::string source = "ios";

  Json record() const {
    Json key = {{"remoteJid", chat}, {"fromMe", from_me}, {"id", id}};
    if (!participant.empty()) key["participant"] = participant;
    const Json content = type == "conversation" ? Json{{"conversation", text}} : Json{{type, {{"caption", text}}}};
    return {{"key", key},         {"pushName", from_me ? "Você" : "Ana"}, {"status", "DELIVERY_ACK"},
            {"message", content}, {"contextInfo", nullptr},              {"messageType", type},
            {"messageTimestamp", at}, {"instanceId", kShopId},           {"source", source}};
  }
};

class ArchiveTest : public ::testing::Test {
 protected:
  // Opens an archive with this configuration and makes it run.
  void open(const std::string& config = "{}") {
    prepare(config);
    run();
  }
  void prepare(const std::string& config = "{}") {
    host_ = std::make_unique<testing::FakeHost>(config);
    host_->bus().name_instance(kShop, kShopId, "shop-01");
    host_->bus().name_instance(kOther, kOtherId, "shop-02");
  }
  void run() {
    unit_ = host_->make<ArchiveSqlite>();
    unit_->start();
  }

  template <typename E>
  void publish(const E& event, abi::InstanceKey instance = kShop) {
    abi::ErrorOut error;
    ASSERT_EQ(Publisher<E>(host_->context())(instance, event, error), abi::StatusCode::ok) << error.view();
  }

  // Publishes an event that is its document alone.
  template <typename E>
  void publish_document(const Json& document, abi::InstanceKey instance = kShop) {
    const std::string json = document.dump();
    E event;
    event.document = StringRef(json);
    publish(event, instance);
  }

  void receive(const Said& said, abi::InstanceKey instance = kShop) {
    const std::string json = said.record().dump();
    MessagesUpsert event;
    event.chat = said.chat;
    event.sender = said.participant.empty() ? said.chat : said.participant;
    event.message_id = said.id;
    event.message_type = said.type;
    event.from_me = said.from_me;
    event.at = said.at;
    event.document = StringRef(json);
    publish(event, instance);
  }

  void change_status(const std::string& id, const std::string& status, bool from_me = true) {
    const std::string json = Json{{"keyId", id}, {"remoteJid", kAna}, {"fromMe", from_me}, {"status", status}}.dump();
    MessagesUpdate event;
    event.chat = kAna;
    event.message_id = id;
    event.status = status;
    event.from_me = from_me;
    event.document = StringRef(json);
    publish(event);
  }

  void flush() {
    abi::ErrorOut error;
    ASSERT_EQ(unit_->flush(error), abi::StatusCode::ok) << error.view();
  }

  std::vector<Json> messages(abi::MessageQuery query = {}, std::uint64_t* total = nullptr) {
    flush();
    if (query.instance_id.empty()) query.instance_id = kShopId;
    Rows rows;
    abi::ErrorOut error;
    EXPECT_EQ(unit_->messages(query, total, rows, error), abi::StatusCode::ok) << error.view();
    return rows.rows;
  }
  Json only_message() {
    const auto rows = messages();
    EXPECT_EQ(rows.size(), 1u);
    return rows.empty() ? Json() : rows.front();
  }
  // The WhatsApp ids of what fits, in order.
  std::vector<std::string> ids(const abi::MessageQuery& query = {}) {
    std::vector<std::string> out;
    for (const Json& row : messages(query)) out.push_back(row.at("key").at("id"));
    return out;
  }

  std::vector<Json> updates(abi::MessageQuery query = {}) {
    flush();
    query.instance_id = kShopId;
    Rows rows;
    abi::ErrorOut error;
    EXPECT_EQ(unit_->message_updates(query, rows, error), abi::StatusCode::ok) << error.view();
    return rows.rows;
  }
  std::vector<Json> chats(abi::ChatQuery query = {}) {
    flush();
    query.instance_id = kShopId;
    Rows rows;
    abi::ErrorOut error;
    EXPECT_EQ(unit_->chats(query, rows, error), abi::StatusCode::ok) << error.view();
    return rows.rows;
  }
  Json only_chat() {
    const auto rows = chats();
    EXPECT_EQ(rows.size(), 1u);
    return rows.empty() ? Json() : rows.front();
  }
  std::vector<Json> contacts(abi::ContactQuery query = {}) {
    flush();
    query.instance_id = kShopId;
    Rows rows;
    abi::ErrorOut error;
    EXPECT_EQ(unit_->contacts(query, rows, error), abi::StatusCode::ok) << error.view();
    return rows.rows;
  }
  std::vector<Json> labels() {
    flush();
    Rows rows;
    abi::ErrorOut error;
    EXPECT_EQ(unit_->labels(kShopId, rows, error), abi::StatusCode::ok) << error.view();
    return rows.rows;
  }
  abi::ArchiveCounts counts(const char* instance = kShopId) {
    flush();
    abi::ArchiveCounts out;
    abi::ErrorOut error;
    EXPECT_EQ(unit_->counts(instance, &out, error), abi::StatusCode::ok) << error.view();
    return out;
  }

  // A number read from the file beside the unit.
  std::int64_t number(const std::string& sql) {
    const sqlite::Options options = archive_options(host_->state_dir() + "/archive.db");
    return sqlite::Connection(options, sqlite::Connection::Access::read).integer(sql);
  }

  // Waits until the background has brought a number to `goal`; false when it hangs.
  bool comes_to(const std::string& sql, std::int64_t goal) {
    const auto far_away = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (number(sql) != goal) {
      if (std::chrono::steady_clock::now() > far_away) return false;
      flush();
      std::this_thread::yield();
    }
    return true;
  }

  std::unique_ptr<testing::FakeHost> host_;
  std::unique_ptr<ArchiveSqlite> unit_;
};

}  // namespace wagate::archive_sqlite
