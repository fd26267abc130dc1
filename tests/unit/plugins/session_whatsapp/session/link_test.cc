#include "session/link.h"

#include <gtest/gtest.h>

#include <vector>

#include "test_server.h"
#include "wagate/testing/fake_time.h"

namespace wagate::session_whatsapp {
namespace {

using testing::TestServer;

struct Told final : LinkListener {
  void on_ready() override { is_ready = true; }
  void on_stanza(Node stanza, std::size_t) override { stanzas.push_back(std::move(stanza)); }
  void on_unreadable(NodeError error) override { unreadable.push_back(error); }
  void on_end(const LinkEnd& how) override { end = how; }

  bool is_ready = false;
  std::vector<Node> stanzas;
  std::vector<NodeError> unreadable;
  std::optional<LinkEnd> end;
};

class Links : public ::testing::Test {
 protected:
  std::shared_ptr<Link> open() {
    LinkPlan plan;
    plan.root = server.root();
    plan.noise = KeyPair::generate();
    plan.payload = "who connects";
    return Link::open(server, plan, time, told);
  }

  wagate::testing::FakeTime time{testing::kNow * 1000};
  TestServer server;
  std::shared_ptr<Told> told = std::make_shared<Told>();
};

TEST_F(Links, CarryStanzasBothWays) {
  const auto link = open();
  EXPECT_FALSE(link->send(Node("early")));
  server.pump();
  ASSERT_TRUE(told->is_ready);
  EXPECT_EQ(server.last().payload(), "who connects");

  EXPECT_TRUE(link->send(Node("presence", {{"type", "available"}})));
  server.last().send(Node("ib", {{"from", "@s.whatsapp.net"}}));
  server.last().send(Node("success"));
  server.pump();

  EXPECT_EQ(server.last().take(), std::vector<Node>{Node("presence", {{"type", "available"}})});
  ASSERT_EQ(told->stanzas.size(), 2u);
  EXPECT_TRUE(told->stanzas[1].is("success"));
}

TEST_F(Links, DoNotCareHowTheStreamIsCut) {
  server.piece_size = 1;
  const auto link = open();
  server.pump();
  ASSERT_TRUE(told->is_ready);

  for (int i = 0; i < 20; ++i) server.last().send(Node("ib", {{"id", std::to_string(i)}}));
  server.pump();

  ASSERT_EQ(told->stanzas.size(), 20u);
  EXPECT_EQ(told->stanzas[19].attribute("id"), "19");
}

TEST_F(Links, EndAtAServerThatIsAnother) {
  server.is_genuine = false;
  open();
  server.pump();

  EXPECT_FALSE(told->is_ready);
  ASSERT_TRUE(told->end);
  EXPECT_TRUE(told->end->is_untrusted);
  EXPECT_EQ(told->end->word, "bad_signature");
  EXPECT_EQ(server.last().payload(), "") << "the server does not learn who wanted to connect";
}

TEST_F(Links, EndAtAFrameThatDoesNotOpen) {
  const auto link = open();
  server.pump();

  std::string frame;
  append_frame(frame, std::string(40, 'x'));
  server.last().send_raw(frame);
  server.last().send(Node("never"));
  server.pump();

  ASSERT_TRUE(told->end);
  EXPECT_EQ(told->end->word, "frame_not_opened");
  EXPECT_TRUE(told->stanzas.empty());
  EXPECT_FALSE(link->send(Node("late")));
}

TEST_F(Links, EndAtALongFrameBeforeTheHandshake) {
  server.answers = false;
  open();
  server.pump();

  server.last().send_raw(std::string("\xFF\xFF\xFF", 3));
  server.pump();

  ASSERT_TRUE(told->end);
  EXPECT_EQ(told->end->word, "frame_too_long");
}

TEST_F(Links, LeaveOutAStanzaThatCannotBeRead) {
  const auto link = open();
  server.pump();

  server.last().send_sealed(std::string("\x00\xF8\x01", 3));
  server.last().send(Node("success"));
  server.pump();

  EXPECT_EQ(told->unreadable, std::vector<NodeError>{NodeError::truncated});
  EXPECT_EQ(told->stanzas.size(), 1u);
  EXPECT_FALSE(told->end);
}

TEST_F(Links, TellWhyTheSocketEnded) {
  const auto link = open();
  server.pump();

  server.last().end(SocketEnd::closed_by_peer);

  ASSERT_TRUE(told->end);
  EXPECT_EQ(told->end->word, "closed_by_server");
  EXPECT_FALSE(told->end->is_untrusted);
}

TEST_F(Links, RememberWhenTheServerWasHeard) {
  const auto link = open();
  server.pump();
  const std::int64_t before = link->last_heard_ns();

  time.advance(5000);
  server.last().send(Node("ib"));
  server.pump();

  EXPECT_EQ(link->last_heard_ns() - before, 5'000'000'000);
}

}  // namespace
}  // namespace wagate::session_whatsapp
