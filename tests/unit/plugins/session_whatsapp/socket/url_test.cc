#include "socket/url.h"

#include <gtest/gtest.h>

namespace wagate::session_whatsapp {
namespace {

TEST(WebSocketUrl, HasItsParts) {
  const auto url = WebSocketUrl::parse("wss://web.whatsapp.com/ws/chat?ED=abc");

  ASSERT_TRUE(url);
  EXPECT_EQ(*url, (WebSocketUrl{true, "web.whatsapp.com", 443, "/ws/chat?ED=abc"}));
  EXPECT_EQ(url->authority(), "web.whatsapp.com");
}

TEST(WebSocketUrl, TakesPortsAndAddresses) {
  EXPECT_EQ(*WebSocketUrl::parse("ws://127.0.0.1:8080"), (WebSocketUrl{false, "127.0.0.1", 8080, "/"}));
  EXPECT_EQ(*WebSocketUrl::parse("ws://[::1]:81/a"), (WebSocketUrl{false, "::1", 81, "/a"}));
  EXPECT_EQ(WebSocketUrl::parse("ws://[::1]:81/a")->authority(), "[::1]:81");
  EXPECT_EQ(WebSocketUrl::parse("ws://host?x=1")->target, "/?x=1");
  EXPECT_EQ(WebSocketUrl::parse("ws://host:80")->authority(), "host");
}

TEST(WebSocketUrl, RefusesWhatCouldMeanSomethingElse) {
  for (const char* text : {"", "http://host/", "ws://", "ws:///path", "ws://host:0/", "ws://host:70000/", "ws://host:x/",
                           "ws://host:/", "ws://user@host/", "ws://host/a b", "ws://host/a#b", "ws://host/\r\nX: y",
                           "ws://[::1/", "ws://[::1]x/", "ws://ho st/"})
    EXPECT_FALSE(WebSocketUrl::parse(text)) << text;
}

}  // namespace
}  // namespace wagate::session_whatsapp
