#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/chat_part.h"
#include "chat/chat_place.h"
#include "picture/session_pictures.h"
#include "scripted_wire.h"
#include "session/session_files.h"
#include "store/transaction.h"
#include "wagate/testing/fake_host.h"

namespace wagate::session_whatsapp::testing {

using Json = nlohmann::json;

// What came of a command.
struct CommandOutcome {
  bool is_answered = false;
  std::string reason;  // of a failure
  Json result;         // null: none

  bool is_ok() const { return is_answered && reason.empty(); }
};

// A part of a session's messaging with everything around it: the account 49151 (8877@lid), which calls itself "Shop", a
// wire whose answers the test gives, and time that stands still.
class PartTest : public ::testing::Test {
 protected:
  static constexpr const char* kId = "0f5b1a52-6c0e-4a27-9a3c-5a3a8de1d001";

  PartTest() {
    Account account;
    account.jid = "49151:7@s.whatsapp.net";
    account.lid = "8877:7@lid";
    account.push_name = "Shop";
    Transaction work(*store);
    work.save_account(account);
    work.commit();
    place.pictures = &pictures;
  }
  ~PartTest() override {
    EXPECT_EQ(host.log().text().find("49151"), std::string::npos) << "a number in the log";
    outbox.shut();
    workplace.lane->shut();
    desk.shut();
  }

  void settle() {
    while (host.executor().run_all() > 0) {
    }
  }

  // Two names of another account are known.
  void know(std::string_view pn, std::string_view lid) {
    Transaction work(*store);
    work.learn_lid(pn, lid);
    work.commit();
  }
  std::string known_lid(std::string_view pn) {
    Transaction work(*store);
    return work.lid_of(pn);
  }

  std::shared_ptr<CommandOutcome> execute(ChatPart& part, std::string_view name, const Json& arguments,
                                          std::vector<std::string> attachments = {}) {
    struct Reply final : abi::CommandReply {
      explicit Reply(std::shared_ptr<CommandOutcome> to) : outcome(std::move(to)) {}
      void ok(const abi::DocumentRef& result) noexcept override {
        outcome->is_answered = true;
        outcome->result = Json::parse(result.json.view(), nullptr, false);
      }
      void fail(abi::StatusCode, StringRef reason, StringRef) noexcept override {
        outcome->is_answered = true;
        outcome->reason = reason.str();
      }
      void release() noexcept override { delete this; }

      std::shared_ptr<CommandOutcome> outcome;
    };
    const auto outcome = std::make_shared<CommandOutcome>();
    Document document(arguments.dump());
    document.attachments = std::move(attachments);
    EXPECT_TRUE(part.execute(name, document, ReplyBox(new Reply(outcome))));
    settle();
    return outcome;
  }

  // Of the events with that wire name.
  std::vector<Json> documents(const std::string& wire_name) {
    settle();
    std::vector<Json> out;
    for (const auto& event : host.bus().events())
      if (event.wire == wire_name) out.push_back(Json::parse(event.document.json));
    return out;
  }

  static Json words(const Node& node) {
    Json out = Json::object();
    for (const auto& [name, value] : node.attributes()) out[name] = value;
    return out;
  }

  wagate::testing::FakeHost host;
  std::unique_ptr<SessionStore> store = SessionFiles(host.state_dir()).open("instance");
  std::shared_ptr<Outstanding> outstanding = std::make_shared<Outstanding>();
  Workplace workplace = make_workplace();
  Outbox outbox{make_workplace()};
  PictureDesk desk{host.executor(), outstanding, [](std::string_view what) { ADD_FAILURE() << what; }};
  SessionPictures pictures{desk, workplace.lane};
  InstanceName instance{1, kId, "shop-01", "", "{}", std::nullopt};
  ScriptedWire wire;
  ChatEvents events{host.context()};
  ChatPlace place{
      MessagingPlace{*store, instance, wire, outbox, workplace}, events, host.context().log(), false, nullptr, {}};

 private:
  Workplace make_workplace() {
    const auto on_throw = [](std::string_view what) { ADD_FAILURE() << what; };
    return {host.time(), host.time(), std::make_shared<Lane>(host.executor(), outstanding, on_throw), outstanding};
  }
};

}  // namespace wagate::session_whatsapp::testing
