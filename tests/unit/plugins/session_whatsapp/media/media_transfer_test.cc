// Files on their way to and from media hosts: which hosts are asked, in which order, and what is not handed on.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "../chat/part_fixture.h"
#include "crypto/random.h"
#include "media/http_media_transfer.h"
#include "media/media_address.h"
#include "wagate/testing/fake_http_client.h"

namespace wagate::session_whatsapp {
namespace {

using wagate::testing::FakeHttpClient;

class Transfers : public testing::PartTest {
 protected:
  // A file as it lies on a host.
  struct Stored {
    MediaReference reference;
    std::string bytes;
  };

  static Stored stored(std::string_view plain) {
    Stored out;
    out.reference.kind = MediaKind::image;
    out.reference.direct_path = "/v/t62/file.enc?ccb=11";
    out.reference.media_key = random_secret<32>();
    MediaEncryptor encryptor(out.reference.media_key, MediaKind::image);
    encryptor.update(plain, out.bytes);
    const MediaFacts facts = encryptor.finish(out.bytes);
    out.reference.file_sha256 = facts.file_sha256;
    out.reference.file_enc_sha256 = facts.file_enc_sha256;
    return out;
  }

  static Node connection(std::vector<std::string> hosts, std::string auth = "permission") {
    Node out("media_conn", {{"auth", std::move(auth)}, {"ttl", "600"}});
    for (const std::string& host : hosts) out.add(Node("host", {{"hostname", host}}));
    return out;
  }
  void tell_hosts(std::vector<std::string> hosts, std::string auth = "permission") {
    wire.answer(Answer::Kind::result, {connection(std::move(hosts), std::move(auth))});
    settle();
  }

  void download(const MediaReference& reference) {
    failure.reset();
    transfer.download(reference, [this](MediaFailure told, MediaFile bytes) {
      failure = told;
      file = std::move(bytes).take().value_or("unreadable");
    });
    settle();
  }
  void upload(std::string plain) {
    failure.reset();
    transfer.upload(MediaKind::video, std::move(plain), [this](MediaFailure told, const UploadedMedia& media) {
      failure = told;
      uploaded = media;
    });
    settle();
  }
  void answer(const FakeHttpClient::Answer& answer) {
    ASSERT_TRUE(http.answer(answer));
    settle();
  }
  void answer(std::uint32_t status) { answer(FakeHttpClient::Answer{status}); }

  FakeHttpClient http;
  MediaAccess access{&http, MediaHostRules({".whatsapp.net", "media.corp", "127.0.0.1"}), host.state_dir()};
  HttpMediaTransfer transfer{place.session, access, host.context().log()};
  std::optional<MediaFailure> failure;
  std::string file;
  UploadedMedia uploaded;
};

TEST_F(Transfers, BringTheFileAsItWasEncrypted) {
  const Stored wanted = stored("the plaintext of a picture");

  download(wanted.reference);
  tell_hosts({"mmg.whatsapp.net"});
  answer({200, {}, wanted.bytes});

  EXPECT_EQ(failure, MediaFailure::none);
  EXPECT_EQ(file, "the plaintext of a picture");
  const auto request = http.last();
  EXPECT_TRUE(request.url.starts_with("https://mmg.whatsapp.net/v/t62/file.enc?ccb=11&hash=")) << request.url;
  EXPECT_EQ(request.headers.at("Origin"), "https://web.whatsapp.com");
  EXPECT_EQ(request.flags, abi::kStreamsResponse) << "on the public internet only";
}

TEST_F(Transfers, AskForHostsOnceAsLongAsTheServerSays) {
  const Stored wanted = stored("a");
  download(wanted.reference);
  download(wanted.reference);
  EXPECT_EQ(wire.asked.size(), 1u) << "one question for both";
  tell_hosts({"mmg.whatsapp.net"});
  download(wanted.reference);
  EXPECT_EQ(wire.asked.size(), 1u);

  host.time().advance(600'001);
  download(wanted.reference);

  EXPECT_EQ(wire.asked.size(), 2u);
}

std::string film() {
  std::string out;
  while (out.size() < 3 * MediaFile::kMaxInMemory) out += std::to_string(out.size()) + ' ';
  return out;
}

TEST_F(Transfers, BringFilesThatAreKeptOnTheDiskMeanwhile) {
  const Stored wanted = stored(film());

  download(wanted.reference);
  tell_hosts({"mmg.whatsapp.net"});
  answer({200, {}, wanted.bytes});

  EXPECT_EQ(failure, MediaFailure::none);
  EXPECT_EQ(file, film());
}

TEST_F(Transfers, SayWhenTheDiskDoesNotTakeAFile) {
  access.folder = "/nowhere/at/all";
  const Stored wanted = stored(film());

  download(wanted.reference);
  tell_hosts({"mmg.whatsapp.net"});
  answer({200, {}, wanted.bytes});

  EXPECT_EQ(failure, MediaFailure::not_kept);
}

TEST_F(Transfers, EndAFileThatIsTooLargeWhileItComes) {
  const Stored wanted = stored(std::string(MediaTransfer::kMaxFile + 65'536, 'x'));

  download(wanted.reference);
  tell_hosts({"mmg.whatsapp.net"});
  answer({200, {}, wanted.bytes});

  EXPECT_EQ(failure, MediaFailure::too_large);
}

TEST_F(Transfers, TryTheNextHostWhenOneHasNoGoodFile) {
  const Stored wanted = stored("the plaintext of a picture");
  std::string changed = wanted.bytes;
  changed[3] = static_cast<char>(changed[3] ^ 1);

  download(wanted.reference);
  tell_hosts({"a.whatsapp.net", "b.whatsapp.net", "c.whatsapp.net"});
  answer({200, {}, changed});
  EXPECT_FALSE(failure) << "a changed file is not handed on";
  answer(503);
  answer({200, {}, wanted.bytes});

  EXPECT_EQ(failure, MediaFailure::none);
  EXPECT_EQ(file, "the plaintext of a picture");
}

TEST_F(Transfers, SayWhyNoHostGaveTheFile) {
  const Stored wanted = stored("the plaintext");
  const auto outcome = [&](FakeHttpClient::Answer first, FakeHttpClient::Answer second) {
    download(wanted.reference);
    if (!wire.waiting.empty()) tell_hosts({"a.whatsapp.net", "b.whatsapp.net"});
    answer(first);
    answer(second);
    return failure.value_or(MediaFailure::none);
  };
  EXPECT_EQ(outcome({404}, {410}), MediaFailure::gone);
  EXPECT_EQ(outcome({404}, {503}), MediaFailure::gone);
  EXPECT_EQ(outcome({503}, {500}), MediaFailure::unreachable);
  EXPECT_EQ(outcome({401}, {400}), MediaFailure::refused);
  EXPECT_EQ(outcome({200, {}, "short"}, {404}), MediaFailure::damaged);
  EXPECT_EQ(file, "");
}

TEST_F(Transfers, GiveNothingWhenOnlyOneHashHolds) {
  Stored wanted = stored("the plaintext");
  wanted.reference.file_sha256 = sha256("another plaintext");

  download(wanted.reference);
  tell_hosts({"mmg.whatsapp.net"});
  answer({200, {}, wanted.bytes});

  EXPECT_EQ(failure, MediaFailure::damaged);
  EXPECT_EQ(file, "");
}

TEST_F(Transfers, FollowNoHostButThoseThatAreAllowed) {
  const Stored wanted = stored("a");

  download(wanted.reference);
  tell_hosts({"evil.example", "whatsapp.net.evil.example", "10.0.0.1", "mmg.whatsapp.net:8443", "mmg.whatsapp.net/x"});

  EXPECT_EQ(failure, MediaFailure::refused);
  EXPECT_TRUE(http.requests().empty());
}

TEST_F(Transfers, RefuseAPathThatLeadsElsewhere) {
  Stored wanted = stored("a");
  wanted.reference.direct_path = "//evil.example/file";

  download(wanted.reference);

  EXPECT_EQ(failure, MediaFailure::refused);
  EXPECT_TRUE(wire.asked.empty());
}

TEST_F(Transfers, TellWhenTheSessionIsNotConnected) {
  download(stored("a").reference);

  wire.answer(Answer::Kind::disconnected);

  EXPECT_EQ(failure, MediaFailure::not_connected);
}

TEST_F(Transfers, TellWhenNobodyCarriesThem) {
  const MediaAccess none{nullptr, MediaHostRules({".whatsapp.net"}), host.state_dir()};
  HttpMediaTransfer without(place.session, none, host.context().log());

  without.download(stored("a").reference, [this](MediaFailure told, const MediaFile&) { failure = told; });
  EXPECT_FALSE(failure) << "not from within the call";
  settle();

  EXPECT_EQ(failure, MediaFailure::no_client);
}

TEST_F(Transfers, PutAFileUpSoThatItCanBeDecrypted) {
  upload("the plaintext of a film");
  tell_hosts({"mmg.whatsapp.net"});
  const auto request = http.last();
  answer({200, {}, R"({"url":"https://mmg.whatsapp.net/v/x","direct_path":"/v/x?oh=1","handle":"h"})"});

  ASSERT_EQ(failure, MediaFailure::none);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://mmg.whatsapp.net" +
                             upload_target(uploaded.facts.file_enc_sha256, MediaKind::video, "permission"));
  EXPECT_EQ(sha256(request.body), uploaded.facts.file_enc_sha256);
  EXPECT_EQ(uploaded.direct_path, "/v/x?oh=1");
  EXPECT_EQ(uploaded.facts.file_length, 23u);
  std::string back;
  MediaDecryptor decryptor(uploaded.media_key, MediaKind::video, {std::nullopt, std::nullopt, 1'000});
  ASSERT_TRUE(decryptor.update(request.body, back));
  EXPECT_EQ(decryptor.finish(back), MediaError::none);
  EXPECT_EQ(back, "the plaintext of a film");
}

TEST_F(Transfers, EncryptTheSameForEveryHost) {
  const std::string plain = film() + film();  // more than is encrypted at a time
  upload(plain);
  tell_hosts({"a.whatsapp.net", "b.whatsapp.net"});
  const std::string first = http.last().body;
  answer(503);
  const std::string second = http.last().body;
  answer({200, {}, R"({"url":"https://mmg.whatsapp.net/v/x","direct_path":"/v/x?oh=1"})"});

  EXPECT_EQ(failure, MediaFailure::none);
  EXPECT_EQ(first, second);
  EXPECT_EQ(sha256(second), uploaded.facts.file_enc_sha256);
  EXPECT_EQ(uploaded.facts.file_sha256, sha256(plain));
}

TEST_F(Transfers, AskForANewPermissionOnceWhenOneIsNotTaken) {
  upload("a");
  tell_hosts({"mmg.whatsapp.net"}, "old");
  answer(401);
  EXPECT_EQ(wire.asked.size(), 2u);
  tell_hosts({"mmg.whatsapp.net"}, "new");
  EXPECT_NE(http.last().url.find("auth=new"), std::string::npos);

  answer(403);

  EXPECT_EQ(failure, MediaFailure::refused) << "and not a third time";
}

TEST_F(Transfers, TakeNoAnswerThatNamesNoPath) {
  for (const char* body : {"", "[]", "{}", R"({"direct_path":7})", R"({"direct_path":"https://evil.example/"})"}) {
    upload("a");
    if (!wire.waiting.empty()) tell_hosts({"mmg.whatsapp.net"});
    answer({200, {}, body});
    EXPECT_EQ(failure, MediaFailure::refused) << body;
  }
}

TEST_F(Transfers, RefuseAFileThatIsTooLarge) {
  upload(std::string(HttpMediaTransfer::kMaxFile + 1, 'x'));

  EXPECT_EQ(failure, MediaFailure::too_large);
  EXPECT_TRUE(wire.asked.empty());
}

TEST_F(Transfers, CarryAFewAtATime) {
  const Stored wanted = stored("a");
  std::size_t done = 0;
  for (std::size_t i = 0; i < HttpMediaTransfer::kMaxRunning + 2; ++i)
    transfer.download(wanted.reference, [&](MediaFailure, const MediaFile&) { ++done; });
  tell_hosts({"mmg.whatsapp.net"});
  EXPECT_EQ(http.waiting(), HttpMediaTransfer::kMaxRunning);

  while (http.waiting() > 0) answer({200, {}, wanted.bytes});

  EXPECT_EQ(done, HttpMediaTransfer::kMaxRunning + 2);
}

TEST_F(Transfers, AreForgottenWithTheirSession) {
  const Stored wanted = stored("a");
  std::optional<HttpMediaTransfer> short_lived(std::in_place, place.session, access, host.context().log());
  bool was_told = false;
  short_lived->download(wanted.reference, [&](MediaFailure, const MediaFile&) { was_told = true; });
  tell_hosts({"mmg.whatsapp.net"});

  short_lived.reset();
  std::thread([&] { EXPECT_TRUE(http.answer({200, {}, wanted.bytes})); }).join();
  settle();

  EXPECT_FALSE(was_told);
  EXPECT_TRUE(outstanding->wait_until_none(std::chrono::milliseconds(0))) << "nothing of it is left with the client";
}

TEST_F(Transfers, AreTakenBackWithTheirSession) {
  std::optional<HttpMediaTransfer> short_lived(std::in_place, place.session, access, host.context().log());
  short_lived->download(stored("a").reference, [](MediaFailure, const MediaFile&) { FAIL() << "nobody waits for it"; });
  tell_hosts({"mmg.whatsapp.net"});
  EXPECT_EQ(http.drop_unwanted(), 0u);

  short_lived.reset();

  EXPECT_EQ(http.drop_unwanted(), 1u) << "nothing waits for a host that says nothing";
  settle();
  EXPECT_TRUE(outstanding->wait_until_none(std::chrono::milliseconds(0)));
}

TEST_F(Transfers, GoThroughTheProxyOfTheInstance) {
  instance.proxy = HttpProxy{"proxy.example", 3128, "shop:p@ss"};
  HttpMediaTransfer through(place.session, access, host.context().log());

  through.download(stored("a").reference, [](MediaFailure, const MediaFile&) {});
  tell_hosts({"mmg.whatsapp.net"});

  EXPECT_EQ(http.waiting(), 1u);
  EXPECT_EQ(http.last().flags, abi::kMayReachPrivate | abi::kStreamsResponse) << "what is reached is the proxy";
}

TEST(MediaHostRules, SayHowAHostIsReached) {
  const MediaHostRules rules({".WhatsApp.net", "media.corp", "127.0.0.1", "localhost:81", "[::1]"});
  const auto origin = [&](std::string_view name) {
    const auto found = rules.follow(name);
    return found ? found->origin : std::string("refused");
  };
  EXPECT_EQ(origin("media-FRA.cdn.whatsapp.net"), "https://media-fra.cdn.whatsapp.net");
  EXPECT_EQ(origin("media.corp"), "https://media.corp");
  EXPECT_EQ(origin("media.corp:8443"), "https://media.corp:8443");
  EXPECT_EQ(origin("127.0.0.1:4711"), "http://127.0.0.1:4711") << "loopback hosts that are named, and no others";
  EXPECT_EQ(origin("localhost:81"), "http://localhost:81");
  EXPECT_EQ(origin("[::1]:81"), "http://[::1]:81");
  EXPECT_FALSE(rules.follow("mmg.whatsapp.net")->is_private);
  EXPECT_TRUE(rules.follow("media.corp")->is_private);
  for (const char* bad : {"", ".whatsapp.net", "whatsapp.net", "evilwhatsapp.net", "mmg.whatsapp.net.", "localhost", "localhost:82",
                          "user@mmg.whatsapp.net", "mmg.whatsapp.net#", "x.media.corp", "127.0.0.1:0", "127.0.0.1:x",
                          "127.0.0.1:99999", "127.0.0.2", "[::2]", "[::1", "a b.whatsapp.net", "a/.whatsapp.net"}) {
    EXPECT_EQ(origin(bad), "refused") << bad;
  }
}

}  // namespace
}  // namespace wagate::session_whatsapp
