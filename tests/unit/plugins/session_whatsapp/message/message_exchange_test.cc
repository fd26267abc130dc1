// Messages from one device to others and back, through everything but the network.
#include "two_devices.h"

namespace wagate::session_whatsapp {
namespace {

using Kind = ReadMessage::Kind;

constexpr const char* kBob = "5511970000002@s.whatsapp.net";
constexpr const char* kAna = "5511970000001@s.whatsapp.net";
constexpr const char* kGroup = "120363040000000001@g.us";

TEST_F(MessageTest, AMessageReachesTheOtherAccountAndTheOwnSecondDevice) {
  const Node sent = send_direct(*ana_, kBob, "3EB01", text("hello"), {bob_->jid(), ana_two_->jid(), ana_->jid()});

  ASSERT_EQ(sent.child("participants")->children().size(), 2u);
  EXPECT_TRUE(sent.child("device-identity"));
  const ReadMessage at_bob = bob_->read(carried(sent, ana_->jid(), bob_->jid()));
  ASSERT_EQ(at_bob.kind, Kind::content);
  EXPECT_EQ(facts_of(at_bob.message).text, "hello");
  EXPECT_FALSE(at_bob.envelope.from_me);

  const ReadMessage copy = ana_two_->read(carried(sent, ana_->jid(), ana_two_->jid()));
  ASSERT_EQ(copy.kind, Kind::content);
  EXPECT_EQ(facts_of(copy.message).text, "hello");
  EXPECT_TRUE(copy.envelope.from_me);
  EXPECT_EQ(copy.envelope.chat.text(), kBob);
}

TEST_F(MessageTest, AnAnswerNeedsNoKeysAndEndsTheOpening) {
  bob_->read(carried(send_direct(*ana_, kBob, "3EB01", text("hello"), {bob_->jid()}), ana_->jid(), bob_->jid()));
  const Node answer = send_direct(*bob_, kAna, "3EB02", text("hi"), {ana_->jid()});
  EXPECT_FALSE(answer.child("device-identity"));
  EXPECT_EQ(ana_->read(carried(answer, bob_->jid(), ana_->jid())).kind, Kind::content);

  const Node next = send_direct(*ana_, kBob, "3EB03", text("good"), {bob_->jid()});

  EXPECT_FALSE(next.child("device-identity"));
  EXPECT_EQ(bob_->read(carried(next, ana_->jid(), bob_->jid())).kind, Kind::content);
}

TEST_F(MessageTest, TheSameStanzaTwiceIsADuplicate) {
  const Node stanza = carried(send_direct(*ana_, kBob, "3EB01", text("once"), {bob_->jid()}), ana_->jid(), bob_->jid());
  ASSERT_EQ(bob_->read(stanza).kind, Kind::content);

  EXPECT_EQ(bob_->read(stanza).kind, Kind::duplicate);

  Node other_id = stanza;
  other_id.set("id", "3EB0FF");
  EXPECT_EQ(bob_->read(other_id).kind, Kind::duplicate);
}

TEST_F(MessageTest, GroupMessagesAreReadByAllMembers) {
  const std::vector<Jid> members = {ana_->jid(), ana_two_->jid(), bob_->jid()};
  const Node first = send_group(*ana_, "3EB01", text("to all"), members);
  const Node second = send_group(*ana_, "3EB02", text("again"), members);

  EXPECT_EQ(first.child("participants")->children().size(), 2u);
  EXPECT_FALSE(second.child("participants"));
  EXPECT_EQ(first.attribute("phash"), participant_hash(members));
  for (Device* reader : {bob_.get(), ana_two_.get()}) {
    for (const Node* sent : {&first, &second}) {
      const ReadMessage read = reader->read(carried(*sent, ana_->jid(), reader->jid()));
      ASSERT_EQ(read.kind, Kind::content);
      EXPECT_EQ(read.envelope.chat.text(), kGroup);
    }
  }
}

TEST_F(MessageTest, AGroupKeyMayComeAlone) {
  const std::vector<Jid> members = {ana_->jid(), bob_->jid()};
  Node sent = send_group(*ana_, "3EB01", text("to all"), members);
  Node alone = carried(sent, ana_->jid(), bob_->jid());
  const Node key = alone.children().front();
  alone.set_children({key});
  ASSERT_EQ(bob_->read(alone).kind, Kind::silent);

  const Node next = carried(send_group(*ana_, "3EB02", text("again"), members), ana_->jid(), bob_->jid());

  EXPECT_EQ(bob_->read(next).kind, Kind::content);
}

TEST_F(MessageTest, ADeviceThatWasSetUpAnewIsToldTheGroupKeyAgain) {
  const std::vector<Jid> members = {ana_->jid(), bob_->jid()};
  ASSERT_EQ(bob_->read(carried(send_group(*ana_, "3EB01", text("to all"), members), ana_->jid(), bob_->jid())).kind,
            Kind::content);
  const Account account = *bob_->store->account();
  bob_->store->forget();
  {
    Transaction work(*bob_->store);
    work.save_account(account);
    work.commit();
  }
  const Node hello = send_direct(*bob_, kAna, "3EB02", text("new phone"), {ana_->jid()});
  const ReadMessage read = ana_->read(carried(hello, bob_->jid(), ana_->jid()));
  ASSERT_EQ(read.kind, Kind::content);
  EXPECT_TRUE(read.identity_changed);

  const Node next = send_group(*ana_, "3EB03", text("welcome back"), members);

  ASSERT_TRUE(next.child("participants"));
  EXPECT_EQ(bob_->read(carried(next, ana_->jid(), bob_->jid())).kind, Kind::content);
}

TEST_F(MessageTest, WhenAMemberLeavesTheKeyChanges) {
  const Node first = send_group(*ana_, "3EB01", text("to all"), {ana_->jid(), ana_two_->jid(), bob_->jid()});
  ASSERT_EQ(bob_->read(carried(first, ana_->jid(), bob_->jid())).kind, Kind::content);

  const Node second = send_group(*ana_, "3EB02", text("without Bob"), {ana_->jid(), ana_two_->jid()});

  EXPECT_EQ(second.child("participants")->children().size(), 1u);
  const ReadMessage overheard = bob_->read(carried(second, ana_->jid(), bob_->jid()));
  EXPECT_EQ(overheard.kind, Kind::unreadable);
  EXPECT_EQ(overheard.error, SignalError::no_sender_key);
}

TEST_F(MessageTest, ALostGroupKeyIsAskedForAndToldAgain) {
  const std::vector<Jid> members = {ana_->jid(), bob_->jid()};
  send_group(*ana_, "3EB01", text("lost"), members);
  const Node second = carried(send_group(*ana_, "3EB02", text("unreadable at first"), members), ana_->jid(), bob_->jid());
  const ReadMessage unread = bob_->read(second);
  ASSERT_EQ(unread.kind, Kind::unreadable);
  Transaction asking(*bob_->store);
  const auto request = ask_again(asking, *bob_->store, unread.envelope, unread.error, 1'768'485'900);
  asking.commit();
  ASSERT_TRUE(request);

  Node receipt = *request;
  receipt.set("from", kGroup).set("participant", bob_->jid().text());
  Transaction answering(*ana_->store);
  MessageSealer sealer(answering, *ana_->store->account());
  const auto read_request = RetryRequest::read(receipt, sealer.names());
  ASSERT_TRUE(read_request);
  const RetryAnswer answer = answer_retry(answering, sealer, *read_request, std::nullopt, 1'768'485'900);
  answering.commit();
  ASSERT_EQ(answer.step, RetryStep::send);

  Node again = answer.stanza;
  again.set("from", kGroup).set("participant", ana_->jid().text()).set("t", "1768485802");
  const ReadMessage read = bob_->read(again);
  ASSERT_EQ(read.kind, Kind::content);
  EXPECT_EQ(facts_of(read.message).text, "unreadable at first");
}

TEST_F(MessageTest, ALostSessionIsOpenedAnewByARetry) {
  bob_->read(carried(send_direct(*ana_, kBob, "3EB01", text("hello"), {bob_->jid()}), ana_->jid(), bob_->jid()));
  ana_->read(carried(send_direct(*bob_, kAna, "3EB02", text("hi"), {ana_->jid()}), bob_->jid(), ana_->jid()));
  {
    Transaction losing(*bob_->store);
    losing.remove_account("5511970000001");
    losing.commit();
  }
  const ReadMessage unread = bob_->read(
      carried(send_direct(*ana_, kBob, "3EB03", text("lost?"), {bob_->jid()}), ana_->jid(), bob_->jid()));
  ASSERT_EQ(unread.kind, Kind::unreadable);
  ASSERT_EQ(unread.error, SignalError::no_session);
  Transaction asking(*bob_->store);
  const auto request = ask_again(asking, *bob_->store, unread.envelope, unread.error, 1'768'485'900);
  asking.commit();
  ASSERT_TRUE(request && request->child("keys"));

  Node receipt = *request;
  receipt.set("from", bob_->jid().text());
  const PreKeyBundle bundle = bob_->bundle();
  Transaction answering(*ana_->store);
  MessageSealer sealer(answering, *ana_->store->account());
  const RetryAnswer answer =
      answer_retry(answering, sealer, *RetryRequest::read(receipt, sealer.names()), bundle, 1'768'485'900);
  answering.commit();
  ASSERT_EQ(answer.step, RetryStep::send);
  EXPECT_EQ(answer.stanza.child("enc")->attribute("count"), "1");

  Node again = answer.stanza;
  again.set("from", ana_->jid().text()).set("t", "1768485802");
  const ReadMessage read = bob_->read(again);
  ASSERT_EQ(read.kind, Kind::content);
  EXPECT_EQ(facts_of(read.message).text, "lost?");
}

TEST_F(MessageTest, AskingAgainEndsAfterFiveTimes) {
  Envelope envelope;
  envelope.id = "3EB01";
  envelope.from = bob_->jid().text();
  envelope.sender = bob_->jid();
  Transaction work(*ana_->store);

  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(ask_again(work, *ana_->store, envelope, SignalError::bad_mac, 1'768'485'900));
  }
  EXPECT_FALSE(ask_again(work, *ana_->store, envelope, SignalError::bad_mac, 1'768'485'900));
}

TEST_F(MessageTest, ARequestForAMessageNobodyRemembersIsGivenUp) {
  Transaction work(*ana_->store);
  MessageSealer sealer(work, *ana_->store->account());
  RetryRequest request;
  request.id = "unknown";
  request.chat = *Jid::parse(kBob);
  request.device = bob_->jid();

  EXPECT_EQ(answer_retry(work, sealer, request, std::nullopt, 0).step, RetryStep::give_up);
}

TEST_F(MessageTest, OneAccountByTwoNamesHasOneSession) {
  bob_->read(carried(send_direct(*ana_, kBob, "3EB01", text("by number"), {bob_->jid()}), ana_->jid(), bob_->jid()));
  const Node next = send_direct(*ana_, kBob, "3EB02", text("by hidden id"), {bob_->jid()});
  Node stanza = carried(next, ana_->lid(), bob_->jid());
  stanza.set("sender_pn", ana_->jid().account().text());

  const ReadMessage read = bob_->read(stanza);

  ASSERT_EQ(read.kind, Kind::content);
  Transaction work(*bob_->store);
  Names names(work, *bob_->store->account());
  const MessageRecord record = record_of(read, names);
  EXPECT_EQ(record.key.chat, kAna);
  EXPECT_EQ(record.key.chat_alt, "84110000000001@lid");
}

TEST_F(MessageTest, EditsAndRevokesNameTheMessageTheyChange) {
  TargetKey target{kBob, true, "3EB01", {}};
  const auto edit = compose_edit(target, text("better"), 1'768'485'802'000);
  const auto revoke = compose_revoke(target);

  const Node edited = send_direct(*ana_, kBob, "3EB02", edit, {bob_->jid()});
  const Node revoked = send_direct(*ana_, kBob, "3EB03", revoke, {bob_->jid()});

  EXPECT_EQ(edited.attribute("edit"), "1");
  EXPECT_EQ(revoked.attribute("edit"), "7");
  const ReadMessage first = bob_->read(carried(edited, ana_->jid(), bob_->jid()));
  ASSERT_EQ(first.kind, Kind::change);
  EXPECT_EQ(first.change->type, ProtocolType::message_edit);
  EXPECT_EQ(first.change->target.id, "3EB01");
  EXPECT_EQ(first.change->target.chat, kAna);
  EXPECT_EQ(first.change->text, "better");
  const ReadMessage second = bob_->read(carried(revoked, ana_->jid(), bob_->jid()));
  ASSERT_EQ(second.kind, Kind::change);
  EXPECT_EQ(second.change->type, ProtocolType::revoke);
}

proto::Message key_share() {
  proto::Message message;
  auto& protocol = *message.mutable_protocol_message();
  protocol.set_type(static_cast<std::int32_t>(ProtocolType::app_state_sync_key_share));
  auto& key = *protocol.mutable_app_state_sync_key_share()->add_keys();
  key.mutable_key_id()->set_key_id("key 1");
  key.mutable_key_data()->set_key_data(std::string(32, 'k'));
  return message;
}

TEST_F(MessageTest, AKeyShareFromTheOwnAccountIsKept) {
  const Node sent = send_direct(*ana_, kAna, "3EB01", key_share(), {ana_two_->jid()});

  const ReadMessage read = ana_two_->read(carried(sent, ana_->jid(), ana_two_->jid()));

  EXPECT_EQ(read.kind, Kind::silent);
  EXPECT_TRUE(read.app_state_keys_arrived);
  Transaction work(*ana_two_->store);
  EXPECT_EQ(work.app_state_key("key 1")->expose(), std::string(32, 'k'));
}

TEST_F(MessageTest, AKeyShareFromAStrangerChangesNothing) {
  const Node sent = send_direct(*ana_, kBob, "3EB01", key_share(), {bob_->jid()});

  const ReadMessage read = bob_->read(carried(sent, ana_->jid(), bob_->jid()));

  EXPECT_EQ(read.kind, Kind::silent);
  EXPECT_FALSE(read.app_state_keys_arrived);
  Transaction work(*bob_->store);
  EXPECT_FALSE(work.app_state_key("key 1"));
}

TEST_F(MessageTest, AStrangerCannotSpeakAsAnOwnDevice) {
  proto::Message message;
  message.mutable_device_sent_message()->set_destination_jid(kAna);
  message.mutable_device_sent_message()->mutable_message()->set_conversation("I never wrote this");
  const Node sent = send_direct(*ana_, kBob, "3EB01", message, {bob_->jid()});

  const ReadMessage read = bob_->read(carried(sent, ana_->jid(), bob_->jid()));

  EXPECT_EQ(read.kind, Kind::malformed);
  EXPECT_TRUE(read.message.empty());
}

TEST_F(MessageTest, StanzasThatAreNoMessagesAreRefused) {
  EXPECT_EQ(bob_->read(Node("message")).nack, 487);
  EXPECT_EQ(bob_->read(Node("message", {{"id", "1"}, {"from", "nonsense"}})).kind, Kind::malformed);
  EXPECT_EQ(bob_->read(Node("message", {{"id", "1"}, {"from", kGroup}})).kind, Kind::malformed);

  Node unavailable("message", {{"id", "1"}, {"from", kAna}});
  unavailable.add(Node("unavailable", {{"type", "view_once"}}));
  EXPECT_EQ(bob_->read(unavailable).kind, Kind::unavailable);

  Node foreign("message", {{"id", "1"}, {"from", kAna}});
  foreign.add(Node("enc", {{"v", "3"}, {"type", "msg"}}));
  EXPECT_EQ(bob_->read(foreign).kind, Kind::ignored);
}

TEST(ParticipantHash, IsTheSameInAnyOrder) {
  const Jid one = *Jid::parse("5511970000001:3@s.whatsapp.net");
  const Jid two = *Jid::parse("5511970000002@s.whatsapp.net");

  EXPECT_EQ(participant_hash({one, two}), participant_hash({two, one}));
  EXPECT_EQ(participant_hash({one, two}).size(), 10u);
}

TEST(MessageId, LooksLikeOneOfAWebClient) {
  const std::string id = make_message_id("5511970000001", 1'768'485'802);

  EXPECT_EQ(id.size(), 22u);
  EXPECT_EQ(source_of(id), "web");
  EXPECT_NE(id, make_message_id("5511970000001", 1'768'485'802));
}

TEST(Receipt, TellsWhoReadIt) {
  Envelope envelope;
  envelope.id = "3EB01";
  envelope.from = kGroup;
  envelope.participant = kAna;

  EXPECT_EQ(receipt_for(envelope, false).attribute("type"), "inactive");
  EXPECT_FALSE(receipt_for(envelope, true).has_attribute("type"));
  EXPECT_EQ(receipt_for(envelope, true).attribute("participant"), kAna);
  envelope.from_me = true;
  EXPECT_EQ(receipt_for(envelope, true).attribute("type"), "sender");
  envelope.is_peer = true;
  EXPECT_EQ(receipt_for(envelope, true).attribute("type"), "peer_msg");
}

}  // namespace
}  // namespace wagate::session_whatsapp
