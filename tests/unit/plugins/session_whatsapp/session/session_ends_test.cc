// How sessions end, and how they come back: what they wait for, and what they say.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "session_fixture.h"

namespace wagate::session_whatsapp {
namespace {

using testing::kId;
using testing::Sessions;

TEST_F(Sessions, ConnectAgainWithGrowingDelays) {
  open();
  std::int64_t last = -1;
  for (int attempt = 0; attempt < 6; ++attempt) {
    const std::size_t before = server.connection_count();
    server.last().end(SocketEnd::lost);
    settle();
    if (attempt == 0) {
      EXPECT_EQ(server.connection_count(), before + 1) << "the first time at once";
      continue;
    }
    EXPECT_EQ(server.connection_count(), before);
    const std::int64_t delay = host.time().next_due_in();
    EXPECT_GE(delay, 1'500 * attempt);
    EXPECT_LE(delay, 2'501 * attempt);
    last = delay;
    wait(delay);
    EXPECT_EQ(server.connection_count(), before + 1);
  }
  EXPECT_GT(last, 7'000);
}

TEST_F(Sessions, BeginAtOnceAgainAfterAConnectionThatHeld) {
  open_and_log_in();
  server.last().end(SocketEnd::lost);
  settle();
  wait(3'000);
  log_in();
  wait(31'000);
  const std::size_t before = server.connection_count();

  server.last().end(SocketEnd::lost);
  settle();

  EXPECT_EQ(server.connection_count(), before + 1);
}

TEST_F(Sessions, WaitForAServerThatIsOverloaded) {
  open_and_log_in();
  const std::size_t before = server.connection_count();

  server.last().send(Node("stream:error", {{"code", "503"}}));
  settle();

  EXPECT_EQ(server.connection_count(), before);
  EXPECT_GE(host.time().next_due_in(), 1'500);
}

// Every login ends with that stanza.
class Troubled : public Sessions, public ::testing::WithParamInterface<Node> {};

TEST_P(Troubled, SessionsTryAgainAtGrowingIntervals) {
  open();
  link();
  for (int attempt = 1; attempt <= 5; ++attempt) {
    const std::size_t before = server.connection_count();
    const std::int64_t at = host.time().unix_ms();
    server.last().send(GetParam());
    settle();
    while (server.connection_count() == before && host.time().unix_ms() < at + Backoff::kCapMs) wait(100);

    ASSERT_EQ(server.connection_count(), before + 1);
    EXPECT_GE(host.time().unix_ms() - at, 1'500 * attempt);
    EXPECT_LE(host.time().unix_ms() - at, 2'500 * attempt + 200);
  }
  EXPECT_EQ(states().back(), "connecting");
  EXPECT_TRUE(session->phase() == Session::Phase::connecting);
}

INSTANTIATE_TEST_SUITE_P(
    Ends, Troubled,
    ::testing::Values(Node("stream:error", {{"code", "503"}}), Node("stream:error", {{"code", "500"}}),
                      Node("stream:error", {{"code", "515"}}), Node("failure", {{"reason", "500"}}),
                      Node("failure", {{"reason", "501"}}), Node("failure", {{"reason", "503"}}),
                      Node("xmlstreamend")));

struct Fatal {
  Node stanza;
  std::int64_t code;
  bool forgets;
};

class Doomed : public Sessions, public ::testing::WithParamInterface<Fatal> {};

TEST_P(Doomed, SessionsEndAndSayWhy) {
  open();
  link();
  server.last().send(GetParam().stanza);
  settle();

  EXPECT_EQ(states().back(), "close");
  EXPECT_EQ(events("connection.update").back().integers.at("status_reason"), GetParam().code);
  EXPECT_EQ(session->phase(), Session::Phase::ended);
  const std::size_t before = server.connection_count();
  wait(3'600'000);
  EXPECT_EQ(server.connection_count(), before) << "it does not connect again";
  EXPECT_EQ(SessionFiles(host.state_dir()).open(kId)->account().has_value(), !GetParam().forgets);
}

Node conflict(std::string type) {
  Node error("stream:error", {{"code", "401"}});
  error.add(Node("conflict", {{"type", std::move(type)}}));
  return error;
}

INSTANTIATE_TEST_SUITE_P(Ends, Doomed,
                         ::testing::Values(Fatal{Node("failure", {{"reason", "401"}}), 401, true},
                                           Fatal{Node("failure", {{"reason", "402"}, {"expire", "60"}}), 402, false},
                                           Fatal{Node("failure", {{"reason", "403"}}), 403, true},
                                           Fatal{Node("failure", {{"reason", "405"}}), 405, false},
                                           Fatal{Node("failure", {{"reason", "406"}}), 406, true},
                                           Fatal{Node("failure", {{"reason", "409"}}), 409, false},
                                           Fatal{conflict("device_removed"), 401, true},
                                           Fatal{conflict("replaced"), 440, false}));

TEST_F(Sessions, SayWhetherTheServerClosedOrWasLost) {
  for (const auto& [how, code] : {std::pair(SocketEnd::closed_by_peer, "428"), std::pair(SocketEnd::lost, "408")}) {
    open();
    server.last().end(how);
    settle();
    EXPECT_NE(host.log().text().find(code), std::string::npos) << host.log().text();
    session->close(abi::CloseMode::suspend);
  }
}

TEST_F(Sessions, DoNotComeBackAllAtOnceWhenTheirServerRestarts) {
  constexpr std::size_t kSessions = 60;
  std::vector<std::shared_ptr<Session>> many;
  for (std::size_t i = 0; i < kSessions; ++i) {
    const std::string id = "id-" + std::to_string(i);
    many.push_back(std::make_shared<Session>(surroundings, InstanceName{i + 2, id, id, {}, "{}", std::nullopt}));
    many.back()->open();
  }
  settle();
  for (int i = 0; i < 10; ++i) wait(1'000);
  ASSERT_EQ(server.connection_count(), kSessions);

  // The server is away: it takes connections and drops them.
  std::size_t most_at_once = 0;
  const auto lose_all = [&] {
    for (const auto& connection : server.connections())
      if (!connection->is_over()) connection->end(SocketEnd::lost);
    settle();
  };
  for (int ms = 0; ms < 30'000; ms += 25) {
    const std::size_t before = server.connection_count();
    lose_all();
    wait(25);
    most_at_once = std::max(most_at_once, server.connection_count() - before);
  }

  EXPECT_LE(most_at_once, static_cast<std::size_t>(ConnectPace::kAtOnce) + 1);
  EXPECT_GE(server.connection_count(), kSessions * 3) << "nobody is forgotten";
  for (const auto& one : many) one->close(abi::CloseMode::suspend);
}

TEST_F(Sessions, DoNotHurryBackToAServerThatIsNotGenuine) {
  server.is_genuine = false;
  open();

  EXPECT_EQ(server.connection_count(), 1u);
  EXPECT_GE(host.time().next_due_in(), 1'500);
  EXPECT_NE(host.log().text().find("bad_signature"), std::string::npos);
}

TEST_F(Sessions, EndAndForgetTheirKeysWhenTheDeviceWasRemoved) {
  open_and_log_in();
  const std::string before = SessionFiles(host.state_dir()).exists(kId) ? "there" : "";
  ASSERT_EQ(before, "there");

  Node error("stream:error", {{"code", "401"}});
  error.add(Node("conflict", {{"type", "device_removed"}}));
  server.last().send(error);
  settle();

  EXPECT_EQ(states(), std::vector<std::string>{"close"});
  EXPECT_EQ(events("connection.update").back().integers.at("status_reason"), 401);
  EXPECT_EQ(events("logout.instance").size(), 1u);
  EXPECT_EQ(session->phase(), Session::Phase::ended);
  EXPECT_FALSE(SessionFiles(host.state_dir()).open(kId)->account());
  wait(600'000);
  EXPECT_EQ(server.connection_count(), 2u) << "it does not connect again";
}

TEST_F(Sessions, EndButKeepTheirKeysWhenTheyWereReplaced) {
  open_and_log_in();

  Node error("stream:error");
  error.add(Node("conflict", {{"type", "replaced"}}));
  server.last().send(error);
  settle();

  EXPECT_EQ(events("connection.update").back().integers.at("status_reason"), 440);
  EXPECT_TRUE(SessionFiles(host.state_dir()).open(kId)->account());
  wait(600'000);
  EXPECT_EQ(server.connection_count(), 2u);
}

TEST_F(Sessions, EndWhenTheClientIsTooOld) {
  open();
  link();
  server.last().send(Node("failure", {{"reason", "405"}}));
  settle();

  EXPECT_EQ(events("connection.update").back().integers.at("status_reason"), 405);
  EXPECT_TRUE(SessionFiles(host.state_dir()).open(kId)->account());
}

TEST_F(Sessions, SayOnceThatTheyEndedWhenTheServerClosesWhileTheyLogOut) {
  open_and_log_in();
  auto closing = std::async(std::launch::async, [&] { session->close(abi::CloseMode::logout); });
  bool is_asked = false;
  while (!is_asked) {
    settle();
    for (const Node& stanza : server.last().take()) is_asked = is_asked || stanza.child("remove-companion-device");
  }

  // Lane and outbox run at a time, as on the host's pool.
  std::atomic<bool> is_over = false;
  std::thread pool([&] {
    while (!is_over) host.executor().run_all();
  });
  server.last().end(SocketEnd::closed_by_peer);
  settle();
  closing.get();
  is_over = true;
  pool.join();

  EXPECT_EQ(events("logout.instance").size(), 1u);
  EXPECT_EQ(states(), std::vector<std::string>{"close"});
}

TEST_F(Sessions, KeepTryingWhileTheirFileCannotBeRead) {
  open_and_log_in();
  wait(60'000);  // nothing of the file is in memory any more
  const std::string path = std::string(host.state_dir()) + "/" + kId + ".wa";
  std::ofstream(path, std::ios::binary | std::ios::in) << std::string(65'536, 'x');
  const auto failures = [&] {
    const std::string log = host.log().text();
    std::size_t count = 0;
    for (std::size_t at = 0; (at = log.find("the session file cannot be read", at)) != std::string::npos; ++at) ++count;
    return count;
  };

  server.last().end(SocketEnd::lost);
  settle();
  EXPECT_EQ(failures(), 1u);
  wait(60'000);

  EXPECT_GT(failures(), 2u);
  EXPECT_EQ(session->phase(), Session::Phase::connecting);
}

}  // namespace
}  // namespace wagate::session_whatsapp
