#include "noise/client_handshake.h"

#include <gtest/gtest.h>
#include <proto/handshake.pb.h>

#include "test_responder.h"

namespace wagate::session_whatsapp {
namespace {

using testing::kNow;
using testing::TestResponder;

class Handshake : public ::testing::Test {
 protected:
  KeyPair noise_pair = KeyPair::generate();
  TestResponder server;
  ClientHandshake client{noise_pair, server.root()};
};

TEST_F(Handshake, GivesBothSidesTheSameKeys) {
  auto outcome = client.answer(*server.answer(client.hello()), "who I am", kNow);

  ASSERT_EQ(outcome.error, HandshakeError::none);
  ASSERT_TRUE(server.finish(outcome.message));
  EXPECT_EQ(server.client_payload(), "who I am");
  EXPECT_EQ(server.client_static(), noise_pair.pub);
  EXPECT_EQ(server.receiving().open(*outcome.sending->seal("to the server")), "to the server");
  EXPECT_EQ(outcome.receiving->open(*server.sending().seal("to the client")), "to the client");
}

TEST_F(Handshake, StopsAtAnotherRoot) {
  ClientHandshake other(noise_pair, KeyPair::generate().pub);

  const auto outcome = other.answer(*server.answer(other.hello()), "payload", kNow);

  EXPECT_EQ(outcome.error, HandshakeError::certificate);
  EXPECT_EQ(outcome.certificate, CertificateError::bad_signature);
  EXPECT_TRUE(outcome.message.empty());
  EXPECT_FALSE(outcome.sending);
}

TEST_F(Handshake, StopsAtACertificateForAnotherServer) {
  server.recipe().leaf_key = KeyPair::generate().pub;

  const auto outcome = client.answer(*server.answer(client.hello()), "payload", kNow);

  EXPECT_EQ(outcome.error, HandshakeError::certificate);
  EXPECT_EQ(outcome.certificate, CertificateError::wrong_key);
}

TEST_F(Handshake, StopsAtAnExpiredCertificate) {
  const auto outcome = client.answer(*server.answer(client.hello()), "payload", kNow + 5000);

  EXPECT_EQ(outcome.certificate, CertificateError::expired);
}

TEST_F(Handshake, StopsWhenAHelloForSomebodyElseIsReplayed) {
  ClientHandshake other(noise_pair, server.root());
  const std::string replayed = *server.answer(other.hello());
  (void)client.hello();

  EXPECT_EQ(client.answer(replayed, "payload", kNow).error, HandshakeError::not_opened);
}

TEST_F(Handshake, StopsAtKeysWithoutAgreement) {
  (void)client.hello();
  proto::HandshakeMessage hello;
  hello.mutable_server_hello()->set_ephemeral(std::string(32, '\0'));

  EXPECT_EQ(client.answer(hello.SerializeAsString(), "payload", kNow).error, HandshakeError::bad_key);
}

TEST_F(Handshake, StopsAtAHelloThatIsNone) {
  (void)client.hello();
  proto::HandshakeMessage short_key;
  short_key.mutable_server_hello()->set_ephemeral("short");

  EXPECT_EQ(client.answer("", "payload", kNow).error, HandshakeError::malformed);
  EXPECT_EQ(client.answer("\xFF\xFF\xFF", "payload", kNow).error, HandshakeError::malformed);
  EXPECT_EQ(client.answer(short_key.SerializeAsString(), "payload", kNow).error, HandshakeError::malformed);
}

TEST(HandshakeCut, StopsAtAHelloCutAnywhere) {
  TestResponder server;
  ClientHandshake whole(KeyPair::generate(), server.root());
  const std::string hello = *server.answer(whole.hello());

  for (std::size_t length = 0; length < hello.size(); length += 7) {
    ClientHandshake client(KeyPair::generate(), server.root());
    (void)client.hello();
    EXPECT_NE(client.answer(hello.substr(0, length), "payload", kNow).error, HandshakeError::none) << length;
  }
}

}  // namespace
}  // namespace wagate::session_whatsapp
