#include "preview/web_address.h"

#include <gtest/gtest.h>

#include <string>

namespace wagate::session_whatsapp {
namespace {

std::string parsed(std::string_view text) {
  const auto address = WebAddress::parse(text);
  return address ? address->text() : "none";
}

std::string resolved(std::string_view base, std::string_view reference) {
  const auto address = WebAddress::parse(base)->resolve(reference);
  return address ? address->text() : "none";
}

TEST(WebAddress, IsWrittenTheSameWayEachTime) {
  EXPECT_EQ(parsed("HTTPS://Example.COM"), "https://example.com/");
  EXPECT_EQ(parsed("http://example.com:8080/a?b=c#part"), "http://example.com:8080/a?b=c");
  EXPECT_EQ(parsed("https://example.com?q=1"), "https://example.com/?q=1");
  EXPECT_EQ(parsed("https://[2001:db8::1]:443/"), "https://[2001:db8::1]:443/");
  EXPECT_EQ(parsed("https://example.com/pão de|x\n"), "https://example.com/p%C3%A3o%20de%7Cx%0A");
}

TEST(WebAddress, IsNothingThatCouldMeanAnotherHost) {
  for (const char* text : {"", "example.com", "ftp://example.com/", "https://", "https:///path", "https://a@example.com/",
                           "https://a:b@example.com/", "https://exa mple.com/", "https://example.com:0/",
                           "https://example.com:99999/", "https://example.com:/", "https://example.com\\@evil.example/",
                           "https://[::1/", "https://ex\xC3\xA4mple.com/", "https://-a.example/", "javascript:alert(1)"})
    EXPECT_EQ(parsed(text), "none") << text;
  EXPECT_EQ(parsed("https://example.com/" + std::string(WebAddress::kMaxLength, 'a')), "none");
}

TEST(WebAddress, ResolvesWhatAPageRefersTo) {
  constexpr const char* kBase = "https://example.com/shop/page.html?x=/y/z";
  EXPECT_EQ(resolved(kBase, "https://cdn.example/a.png"), "https://cdn.example/a.png");
  EXPECT_EQ(resolved(kBase, "//cdn.example/a.png"), "https://cdn.example/a.png");
  EXPECT_EQ(resolved(kBase, "/a.png"), "https://example.com/a.png");
  EXPECT_EQ(resolved(kBase, " a.png\n"), "https://example.com/shop/a.png");
  EXPECT_EQ(resolved(kBase, "?size=2"), "https://example.com/shop/page.html?size=2");
  EXPECT_EQ(resolved(kBase, "a/b:c.png"), "https://example.com/shop/a/b:c.png");
  for (const char* reference : {"", "data:image/png;base64,AAAA", "javascript:alert(1)", "mailto:a@b.example"})
    EXPECT_EQ(resolved(kBase, reference), "none") << reference;
}

TEST(FirstAddressIn, LeavesOutTheSentenceAroundIt) {
  const auto found = [](std::string_view text) { return std::string(first_address_in(text)); };
  EXPECT_EQ(found("see https://example.com/a, and https://other.example"), "https://example.com/a");
  EXPECT_EQ(found("(https://example.com/a_(b))."), "https://example.com/a_(b)");
  EXPECT_EQ(found("*HTTP://Example.com/x?y=1*!"), "HTTP://Example.com/x?y=1");
  EXPECT_EQ(found("olá: https://example.com/ação\nnext"), "https://example.com/ação");
  EXPECT_EQ(found("<a href=\"https://example.com/\">"), "https://example.com/");
  EXPECT_EQ(found("ftp://a.example then https://b.example/"), "https://b.example/");
  for (const char* text : {"", "no link", "xhttps://example.com", "https://", "https:// example.com", "example.com/a"})
    EXPECT_EQ(found(text), "") << text;
}

TEST(FirstAddressIn, GivesUpOnATextFullOfTraps) {
  std::string text;
  for (int i = 0; i < 5'000; ++i) text += "http://))))";
  EXPECT_EQ(first_address_in(text), "");
  EXPECT_EQ(first_address_in("https://example.com/" + std::string(60'000, 'a')), "");
}

}  // namespace
}  // namespace wagate::session_whatsapp
