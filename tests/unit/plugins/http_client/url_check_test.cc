#include "url_check.h"

#include <gtest/gtest.h>

namespace wagate::http_client {
namespace {

TEST(UrlCheck, TakesPublicHttpUrls) {
  for (const char* url : {"https://example.com/hook?x=1", "http://203.0.114.9:8080/", "https://user@example.com", "HTTPS://EXAMPLE.COM"})
    EXPECT_EQ(check_url_text(url, false).problem, "") << url;
  EXPECT_EQ(check_url_text("https://example.com:444/a", false).host, "example.com");
}

TEST(UrlCheck, RefusesWhatIsNoHttpUrl) {
  for (const char* url : {"", "example.com", "ftp://example.com/", "file:///etc/passwd", "javascript:alert(1)", "http://",
                          "http://exa mple.com/", "http://example.com/\r\nX: y", "//example.com"}) {
    const UrlCheck check = check_url_text(url, true);
    EXPECT_NE(check.problem, "") << url;
    EXPECT_TRUE(check.malformed) << url;
  }
  EXPECT_TRUE(check_url_text("http://example.com/" + std::string(3000, 'a'), true).malformed);
}

TEST(UrlCheck, RefusesWhatLeadsInsideByItsText) {
  for (const char* url : {"http://127.0.0.1/", "http://localhost:8080/", "http://LOCALHOST./", "http://a.localhost/", "http://[::1]/",
                          "http://[::ffff:10.0.0.1]/", "http://10.0.0.7/", "http://169.254.169.254/latest/meta-data", "http://printer.local/",
                          "http://db.internal/", "http://redis:6379/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/"}) {
    const UrlCheck check = check_url_text(url, false);
    EXPECT_NE(check.problem, "") << url;
    EXPECT_FALSE(check.malformed) << url;
    EXPECT_EQ(check_url_text(url, true).problem, "") << url;
  }
}

}  // namespace
}  // namespace wagate::http_client
