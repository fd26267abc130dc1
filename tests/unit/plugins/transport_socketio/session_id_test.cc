#include "engine/session_id.h"

#include <gtest/gtest.h>

#include <set>

namespace wagate::transport_socketio {

TEST(SessionId, NamesItsLoop) {
  for (const std::uint32_t loop : {0u, 1u, 63u, 300u}) {
    const SessionId id = SessionId::create(loop);
    EXPECT_EQ(id.loop(), loop);
    EXPECT_EQ(SessionId::parse(id.view()), id);
  }
}

TEST(SessionId, IsTwentyUrlSafeCharactersAndNeverTheSame) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string text(SessionId::create(0).view());
    EXPECT_EQ(text.size(), 20u);
    EXPECT_EQ(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), std::string::npos);
    EXPECT_TRUE(seen.insert(text).second);
    EXPECT_TRUE(seen.insert(random_public_id()).second);
  }
}

TEST(SessionId, RefusesWhatCannotBeOne) {
  for (const char* text : {"", "__proto__", "constructor", "AAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAA%A"})
    EXPECT_FALSE(SessionId::parse(text)) << text;
}

}  // namespace wagate::transport_socketio
