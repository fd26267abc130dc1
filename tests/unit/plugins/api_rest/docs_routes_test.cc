#include "rest_fixture.h"

namespace wagate::api_rest {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Docs : public RestTest {
 protected:
  explicit Docs(const std::string& config = "{}") : RestTest(config) {}
};

TEST_F(Docs, AreShownWithoutAKey) {
  const auto description = get("/openapi.json", "");
  EXPECT_EQ(description->status, 200u);
  EXPECT_EQ(json(description)["info"]["version"], "0.0.0-test");

  const auto page = get("/docs", "");
  EXPECT_EQ(page->status, 200u);
  EXPECT_EQ(page->headers["Content-Type"], "text/html; charset=utf-8");
  EXPECT_THAT(page->body, HasSubstr("<script src=\"docs/docs.js\">"));
  EXPECT_EQ(get("/docs/docs.css", "")->headers["Content-Type"], "text/css; charset=utf-8");
  EXPECT_EQ(get("/docs/docs.js", "")->headers["Content-Type"], "text/javascript; charset=utf-8");
}

TEST_F(Docs, LoadNothingFromElsewhere) {
  const auto page = get("/docs", "");

  EXPECT_THAT(page->headers["Content-Security-Policy"], HasSubstr("default-src 'none'; script-src 'self'"));
  EXPECT_EQ(page->headers["X-Content-Type-Options"], "nosniff");
  for (const char* path : {"/docs", "/docs/docs.css"}) EXPECT_THAT(get(path, "")->body, Not(HasSubstr("://"))) << path;
}

class DocsOff : public Docs {
 protected:
  DocsOff() : Docs(R"({"disable_docs":true})") {}
};

TEST_F(DocsOff, AreNotThere) {
  for (const char* path : {"/openapi.json", "/docs", "/docs/docs.css", "/docs/docs.js"}) {
    const auto answer = get(path, "");
    EXPECT_EQ(answer->status, 404u) << path;
    EXPECT_EQ(message(answer), std::string("[\"Cannot GET ") + path + "\"]");
  }
}

}  // namespace
}  // namespace wagate::api_rest
