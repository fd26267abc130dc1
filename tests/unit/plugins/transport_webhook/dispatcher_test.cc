#include "dispatcher.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "support.h"

namespace wagate::transport_webhook {
namespace {

using Ids = std::vector<std::string>;

TEST(Dispatcher, SendsAnEventAndForgetsItWhenItWasAccepted) {
  Desk desk;
  desk.set_webhook(webhook("https://a.example/x"));

  desk.put(event("1"));
  ASSERT_EQ(desk.http.requests().size(), 1u);
  EXPECT_EQ(desk.http.last().method, "POST");
  EXPECT_EQ(desk.http.last().url, "https://a.example/x");
  EXPECT_EQ(desk.waiting(), 1);
  desk.answer(204);

  EXPECT_EQ(desk.waiting(), 0);
  EXPECT_EQ(desk.count("sent_total"), 1u);
  EXPECT_EQ(desk.host.metrics().observations("request_seconds"), 1u);
  desk.kill();
  desk.open();
  desk.set_webhook(webhook("https://a.example/x"));
  EXPECT_EQ(desk.http.requests().size(), 1u);
}

TEST(Dispatcher, HasOneRequestOfALaneUnderWay) {
  Desk desk;
  desk.set_webhook(webhook("https://a.example"));
  for (const char* id : {"1", "2", "3"}) desk.put(event(id));

  EXPECT_EQ(ids_of(desk.http), Ids{"1"});
  desk.answer(200);
  EXPECT_EQ(ids_of(desk.http), (Ids{"1", "2"}));
  desk.answer(200);
  desk.answer(200);
  EXPECT_EQ(ids_of(desk.http), (Ids{"1", "2", "3"}));
}

TEST(Dispatcher, TriesAgainWithGrowingWaitsAndKeepsTheOrder) {
  Desk desk;
  desk.set_webhook(webhook("https://a.example"));
  desk.put(event("1"));
  desk.put(event("2"));

  desk.answer(503);
  desk.advance(4'999);
  EXPECT_EQ(desk.http.requests().size(), 1u);
  desk.advance(1);
  EXPECT_EQ(ids_of(desk.http), (Ids{"1", "1"}));
  desk.fail(abi::StatusCode::deadline_exceeded, "a.example did not answer in time");
  desk.advance(9'999);
  EXPECT_EQ(desk.http.requests().size(), 2u);
  desk.advance(1);
  EXPECT_EQ(desk.http.last().headers.at("X-Wagate-Attempt"), "3");
  EXPECT_EQ(desk.http.last().headers.at("X-Wagate-Delivery"), desk.http.requests()[0].headers.at("X-Wagate-Delivery"));
  desk.answer(200);

  EXPECT_EQ(ids_of(desk.http), (Ids{"1", "1", "1", "2"}));
  EXPECT_EQ(desk.count("retried_total"), 2u);
  EXPECT_EQ(desk.count("failed_total"), 2u);
}

TEST(Dispatcher, HonoursRetryAfterUpToTheMaximum) {
  Desk desk;
  desk.set_webhook(webhook("https://a.example"));
  desk.put(event("1"));

  EXPECT_TRUE(desk.http.answer(FakeHttpClient::Answer{429, {{"retry-after", "60"}}}));
  desk.dispatcher->turn();
  desk.advance(59'999);
  EXPECT_EQ(desk.http.requests().size(), 1u);
  desk.advance(1);
  EXPECT_EQ(desk.http.requests().size(), 2u);

  EXPECT_TRUE(desk.http.answer(FakeHttpClient::Answer{429, {{"retry-after", "86400"}}}));
  desk.dispatcher->turn();
  desk.advance(300'000);
  EXPECT_EQ(desk.http.requests().size(), 3u);
}

TEST(Dispatcher, AFinalStatusMakesADeadLetterAtOnceAndTheNextGoes) {
  Desk desk;
  desk.set_webhook(webhook("https://a.example"));
  desk.put(event("1"));
  desk.put(event("2"));

  desk.answer(422);

  EXPECT_EQ(ids_of(desk.http), (Ids{"1", "2"}));
  const auto dead = desk.dead();
  ASSERT_EQ(dead.size(), 1u);
  EXPECT_EQ(dead[0].row.body, event("1").body);
  EXPECT_EQ(dead[0].death.status, 422);
  EXPECT_EQ(dead[0].death.attempts, 1);
  EXPECT_EQ(desk.count("dead_total"), 1u);
}

TEST(Dispatcher, TheLastAttemptMakesADeadLetterAndTheNextGoes) {
  Desk desk;
  desk.settings.retry.max_attempts = 2;
  desk.configure();
  desk.set_webhook(webhook("https://a.example"));
  desk.put(event("1"));
  desk.put(event("2"));

  desk.answer(500);
  desk.advance(5'000);
  desk.answer(500);

  EXPECT_EQ(ids_of(desk.http), (Ids{"1", "1", "2"}));
  ASSERT_EQ(desk.dead().size(), 1u);
  EXPECT_EQ(desk.dead()[0].death.attempts, 2);
}

TEST(Dispatcher, ARefusedAddressIsFinalAndIsLoggedOnceAMinute) {
  Desk desk;
  desk.set_webhook(webhook("https://a.example/path?token=hidden"));
  for (const char* id : {"1", "2", "3"}) desk.put(event(id));

  for (int i = 0; i < 3; ++i) desk.fail(abi::StatusCode::permission_denied, "a.example is a private address");

  EXPECT_EQ(desk.dead().size(), 3u);
  EXPECT_EQ(desk.dead()[0].death.reason, "a.example is a private address");
  EXPECT_EQ(desk.dead()[0].death.status, 0);
  std::size_t lines = 0;
  for (const auto& line : desk.host.log().lines()) lines += line.message == "an event became a dead letter";
  EXPECT_EQ(lines, 1u);
  EXPECT_EQ(desk.host.log().text().find("hidden"), std::string::npos);
  EXPECT_EQ(desk.host.log().text().find("/path"), std::string::npos);
}

TEST(Dispatcher, AsksForPrivateAddressesOnlyWhenConfigured) {
  Desk desk;
  desk.set_webhook(webhook("https://a.example"));
  desk.put(event("1"));
  EXPECT_EQ(desk.http.last().flags, 0u);
  desk.answer(200);

  desk.settings.allow_private = true;
  desk.settings.timeout_ms = 1234;
  desk.configure();
  desk.put(event("2"));

  EXPECT_EQ(desk.http.last().flags, abi::kMayReachPrivate);
  EXPECT_EQ(desk.http.last().timeout_ms, 1234u);
}

TEST(Dispatcher, ASlowReceiverDelaysNobodyElse) {
  Desk desk;
  desk.set_webhook(webhook("https://slow.example"));
  desk.set_webhook(webhook("https://quick.example"), kOther, 2);
  for (int i = 0; i < 100; ++i) desk.put(event("slow"));

  for (const char* id : {"1", "2"}) {
    desk.put(event(id, kOther));
    desk.answer(200, "https://quick.example");
  }

  EXPECT_EQ(ids_of(desk.http), (Ids{"slow", "1", "2"}));
}

TEST(Dispatcher, KeepsTheOrderOverMoreRowsThanItHoldsInMemory) {
  Desk desk;
  desk.set_webhook(webhook("https://a.example"));
  Ids wanted;
  for (int i = 0; i < 300; ++i) {
    wanted.push_back(std::to_string(i));
    EXPECT_TRUE(desk.mailbox->offer(event(wanted.back())));
  }
  desk.dispatcher->turn();
  desk.answer(503);  // the waiting lane holds nothing in memory

  desk.advance(5'000);
  for (int i = 0; i < 300; ++i) desk.answer(200);

  Ids sent = ids_of(desk.http);
  sent.erase(sent.begin());
  EXPECT_EQ(sent, wanted);
  EXPECT_EQ(desk.waiting(), 0);
}

TEST(Dispatcher, GoesOnWhereItWasAfterAKill) {
  Desk desk;
  desk.set_webhook(webhook("https://a.example"));
  for (const char* id : {"1", "2", "3"}) desk.put(event(id));
  desk.answer(200);
  desk.answer(503);
  const std::size_t before = desk.http.requests().size();

  desk.kill();
  desk.open();
  EXPECT_EQ(desk.waiting(), 2);
  desk.dispatcher->turn();
  EXPECT_EQ(desk.http.requests().size(), before);  // nobody has said yet where to
  desk.set_webhook(webhook("https://a.example"));
  EXPECT_EQ(desk.http.requests().size(), before);  // its wait is not over
  desk.advance(5'000);

  ASSERT_EQ(desk.http.requests().size(), before + 1);
  EXPECT_EQ(id_of(desk.http.last()), "2");
  EXPECT_EQ(desk.http.last().headers.at("X-Wagate-Attempt"), "2");
  desk.answer(200);
  desk.answer(200);
  EXPECT_EQ(id_of(desk.http.last()), "3");
}

TEST(Dispatcher, SendsAgainWhatWasUnderWayWhenItWasKilled) {
  Desk desk;
  desk.set_webhook(webhook("https://a.example"));
  desk.put(event("1"));
  const std::string delivery = desk.http.last().headers.at("X-Wagate-Delivery");

  desk.kill();
  desk.open();
  desk.set_webhook(webhook("https://a.example"));

  EXPECT_EQ(ids_of(desk.http), (Ids{"1", "1"}));
  EXPECT_EQ(desk.http.last().headers.at("X-Wagate-Delivery"), delivery);
}

TEST(Dispatcher, SendsToTheNewAddressAtOnce) {
  Desk desk;
  desk.set_webhook(webhook("https://wrong.example"));
  desk.put(event("1"));
  desk.answer(503);

  desk.set_webhook(webhook("https://right.example"));

  EXPECT_EQ(desk.http.last().url, "https://right.example");
  EXPECT_NE(desk.http.last().body.find(R"("destination":"https://right.example")"), std::string::npos);
}

TEST(Dispatcher, AnUnchangedWebhookDoesNotShortenAWait) {
  Desk desk;
  desk.set_webhook(webhook("https://a.example"));
  desk.put(event("1"));
  desk.answer(503);

  desk.set_webhook(webhook("https://a.example"));

  EXPECT_EQ(desk.http.requests().size(), 1u);
}

TEST(Dispatcher, WhatWaitsForAWebhookThatIsSwitchedOffBecomesDeadLetters) {
  Desk desk;
  desk.set_webhook(webhook("https://a.example"));
  for (const char* id : {"1", "2", "3"}) desk.put(event(id));

  desk.set_webhook(nullptr);
  EXPECT_EQ(desk.dead().size(), 0u);  // the first is still under way
  desk.answer(503);

  ASSERT_EQ(desk.dead().size(), 3u);
  EXPECT_EQ(desk.dead()[0].death.reason, "the webhook was switched off");
  EXPECT_EQ(desk.waiting(), 0);
  EXPECT_TRUE(desk.dispatcher->is_off(kShop));
}

TEST(Dispatcher, ResendsDeadLettersBehindWhatWaits) {
  Desk desk;
  desk.set_webhook(webhook("https://a.example"));
  for (const char* id : {"1", "2"}) {
    desk.put(event(id));
    desk.answer(404);
  }
  desk.put(event("3"));
  Outbox::DeadQuery query;
  query.instance = kShop;
  query.deliveries = {desk.dead()[0].row.delivery};

  EXPECT_EQ(desk.dispatcher->resend(query), 1u);
  desk.dispatcher->turn();
  desk.answer(200);

  EXPECT_EQ(ids_of(desk.http), (Ids{"1", "2", "3", "2"}));
  EXPECT_EQ(desk.http.last().headers.at("X-Wagate-Attempt"), "1");
  ASSERT_EQ(desk.dead().size(), 1u);
  EXPECT_EQ(desk.dead()[0].row.body, event("1").body);
}

TEST(Dispatcher, LeavesDeadLettersOfAWebhookThatIsOff) {
  Desk desk;
  desk.set_webhook(webhook("https://a.example"));
  desk.put(event("1"));
  desk.answer(404);
  desk.set_webhook(nullptr);

  EXPECT_EQ(desk.dispatcher->resend({}), 0u);
  EXPECT_EQ(desk.dead().size(), 1u);
}

TEST(Dispatcher, TrimsDeadLettersInItsMinutes) {
  Desk desk;
  desk.settings.limits.max_dead_rows = 2;
  desk.configure();
  desk.set_webhook(webhook("https://a.example"));
  for (int i = 0; i < 5; ++i) {
    desk.put(event(std::to_string(i)));
    desk.answer(404);
  }

  desk.advance(60'000);

  ASSERT_EQ(desk.dead().size(), 2u);
  EXPECT_EQ(desk.dead()[0].row.body, event("4").body);
}

TEST(Dispatcher, AnInstanceThatIsDeletedGetsItsLastEvents) {
  Desk desk;
  desk.set_webhook(webhook("https://a.example"));
  desk.put(event("1"));

  desk.dispatcher->remove_instance(kShop);
  desk.put(event("2"));
  desk.answer(503);
  desk.advance(5'000);
  desk.answer(200);
  desk.answer(404);

  EXPECT_EQ(ids_of(desk.http), (Ids{"1", "1", "2"}));
  EXPECT_TRUE(desk.dead().empty());
  EXPECT_EQ(desk.count("dropped_total{reason=gone}"), 1u);
}

TEST(Dispatcher, GivesUpEventsOfAnInstanceThatNobodyKnows) {
  Desk desk;
  desk.set_webhook(webhook("https://a.example"));
  desk.put(event("1"));
  desk.kill();
  desk.open();

  for (int i = 0; i < 11; ++i) desk.advance(60'000);

  EXPECT_EQ(desk.waiting(), 0);
  EXPECT_EQ(desk.count("dropped_total{reason=gone}"), 1u);
}

TEST(Dispatcher, DropsTheNewestWhenTooManyWait) {
  Desk desk;
  desk.settings.limits.max_lane_rows = 2;
  desk.configure();
  desk.set_webhook(webhook("https://a.example"));
  desk.set_webhook(webhook("https://b.example"), kOther, 2);
  for (const char* id : {"1", "2", "3"}) EXPECT_TRUE(desk.mailbox->offer(event(id)));
  desk.dispatcher->turn();
  desk.put(event("4"));
  desk.put(event("b", kOther));

  EXPECT_EQ(desk.count("dropped_total{reason=outbox_full}"), 2u);
  EXPECT_EQ(desk.waiting(), 3);
  desk.answer(200, "https://a.example");
  desk.answer(200, "https://a.example");
  EXPECT_EQ(ids_of(desk.http), (Ids{"1", "b", "2"}));
}

TEST(Dispatcher, DropsWhatDoesNotFitIntoTheBytes) {
  Desk desk;
  desk.settings.limits.max_outbox_bytes = event("1").body.size() * 2;
  desk.configure();
  desk.set_webhook(webhook("https://a.example"));

  for (const char* id : {"1", "2", "3"}) desk.put(event(id));

  EXPECT_EQ(desk.count("dropped_total{reason=outbox_full}"), 1u);
  EXPECT_EQ(desk.waiting(), 2);
}

TEST(Dispatcher, TheGlobalWebhookHasALanePerInstance) {
  Desk desk;
  desk.settings.global = webhook("https://g.example");
  desk.configure();
  desk.set_webhook(webhook("https://own.example"), kOther, 2);

  desk.put(event("1", kShop, Kind::global));
  desk.put(event("2", kShop, Kind::global));
  desk.put(event("3", kOther, Kind::global));

  EXPECT_EQ(ids_of(desk.http), (Ids{"1", "3"}));
  EXPECT_NE(desk.http.requests()[0].body.find(R"("destination":"https://g.example/presence-update")"), std::string::npos);
  EXPECT_NE(desk.http.requests()[1].body.find(R"("destination":"https://own.example")"), std::string::npos);
  EXPECT_EQ(desk.http.requests()[1].url, "https://g.example");
}

TEST(Dispatcher, AGlobalWebhookThatIsGoneAfterARestartLeavesDeadLetters) {
  Desk desk;
  desk.settings.global = webhook("https://g.example");
  desk.configure();
  desk.put(event("1", kShop, Kind::global));

  desk.kill();
  desk.settings.global = nullptr;
  desk.open();
  desk.dispatcher->turn();

  EXPECT_EQ(desk.dead().size(), 1u);
  EXPECT_EQ(desk.waiting(), 0);
}

TEST(Dispatcher, FollowsAChangedGlobalWebhook) {
  Desk desk;
  desk.settings.global = webhook("https://g.example");
  desk.configure();
  desk.put(event("1", kShop, Kind::global));
  desk.answer(503);

  desk.settings.global = webhook("https://h.example");
  desk.configure();
  EXPECT_EQ(desk.http.last().url, "https://h.example");
  desk.answer(503);
  desk.settings.global = nullptr;
  desk.configure();

  EXPECT_EQ(desk.dead().size(), 1u);
}

TEST(Dispatcher, SendsReceivedFilesAlong) {
  Desk desk;
  Webhook with_files;
  with_files.url = "https://a.example";
  with_files.base64 = true;
  desk.set_webhook(std::make_shared<const Webhook>(with_files));
  desk.files.file = "foo";
  Row row = event("1");
  row.event = "messages.upsert";
  row.body = R"({"data":{"key":{"id":"A"},"message":{"imageMessage":{"mediaKey":"AAE="}},"messageType":"imageMessage"}})";

  desk.put(row);
  desk.dispatcher->turn();

  ASSERT_EQ(desk.files.asked.size(), 1u);
  EXPECT_EQ(desk.files.asked[0].first, "fetch_media");
  EXPECT_EQ(desk.files.asked[0].second, Json::parse(R"({"key":{"id":"A"},"message":{"imageMessage":{"mediaKey":"AAE="}}})"));
  ASSERT_EQ(desk.http.requests().size(), 1u);
  EXPECT_EQ(Json::parse(desk.http.last().body)["data"]["message"]["base64"], "Zm9v");
}

TEST(Dispatcher, SendsTheEventWithoutAFileThatCannotBeHad) {
  Desk desk;
  Webhook with_files;
  with_files.url = "https://a.example";
  with_files.base64 = true;
  desk.settings.limits.max_media_bytes = 2;
  desk.configure();
  desk.set_webhook(std::make_shared<const Webhook>(with_files));
  Row row = event("1");
  row.event = "messages.upsert";
  row.body = R"({"data":{"key":{"id":"A"},"message":{"imageMessage":{"mediaKey":"AAE="}},"messageType":"imageMessage"}})";

  for (const char* file : {"", "too long"}) {
    desk.files.file = file;
    desk.put(row);
    desk.dispatcher->turn();
    EXPECT_FALSE(Json::parse(desk.http.last().body)["data"]["message"].contains("base64"));
    desk.answer(200);
  }
  EXPECT_EQ(desk.http.requests().size(), 2u);
}

TEST(Dispatcher, WhileAFileIsFetchedLaterEventsWait) {
  Desk desk;
  Webhook with_files;
  with_files.url = "https://a.example";
  with_files.base64 = true;
  desk.set_webhook(std::make_shared<const Webhook>(with_files));
  desk.files.hold = true;
  Row row = event("1");
  row.event = "messages.upsert";
  row.body = R"({"data":{"id":"1","key":{"id":"A"},"message":{"imageMessage":{}},"messageType":"imageMessage"}})";
  desk.put(row);
  desk.put(event("2"));
  EXPECT_TRUE(desk.http.requests().empty());

  std::exchange(desk.files.held, {})[0]->release();
  desk.dispatcher->turn();
  desk.answer(200);

  EXPECT_EQ(ids_of(desk.http), (Ids{"1", "2"}));
}

TEST(Dispatcher, SurvivesADiskThatCannotBeWritten) {
  Desk desk;
  desk.set_webhook(webhook("https://a.example"));
  desk.put(event("1"));
  desk.put(event("2"));
  sqlite3* other = nullptr;  // a program that holds the file
  ASSERT_EQ(sqlite3_open(desk.path().c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr), SQLITE_OK);

  desk.put(event("lost"));
  desk.answer(200);  // "1" cannot be removed yet
  EXPECT_EQ(desk.count("dropped_total{reason=disk}"), 1u);
  sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  desk.advance(1'000);
  desk.answer(200);

  EXPECT_EQ(ids_of(desk.http), (Ids{"1", "2"}));
  desk.kill();
  desk.open();
  EXPECT_EQ(desk.waiting(), 0);
}

TEST(Dispatcher, BeginsNothingMoreAtTheEndAndTellsWhenItIsDone) {
  Desk desk;
  desk.set_webhook(webhook("https://a.example"));
  desk.put(event("1"));
  desk.put(event("2"));
  bool drained = false;

  desk.dispatcher->finish([&] { drained = true; });
  desk.dispatcher->turn();
  EXPECT_FALSE(drained);
  desk.answer(200);

  EXPECT_TRUE(drained);
  EXPECT_EQ(ids_of(desk.http), Ids{"1"});
}

}  // namespace
}  // namespace wagate::transport_webhook
