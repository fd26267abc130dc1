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

// What units tell about their routes.
class OneBook final : public abi::ApiBook {
 public:
  explicit OneBook(std::string paths) : paths_(std::move(paths)) {}
  bool describe(abi::StringRef, abi::StringRef) noexcept override { return true; }
  void read(abi::ApiBookVisitor& visitor) noexcept override { visitor.visit("somebody", paths_); }

 private:
  const std::string paths_;
};

// Before the unit is made: it asks for the book then.
struct HasBook {
  OneBook book;
};

class DocsOfOthers : private HasBook, public RestTest {
 protected:
  explicit DocsOfOthers(std::string paths = R"({"/orders":{"get":{"summary":"Lists orders."}},"/odd":7})")
      : HasBook{OneBook(std::move(paths))}, RestTest("{}", [this](FakeHost& host) {
          host.provide(abi::ApiBook::kServiceId, static_cast<abi::ApiBook*>(&book));
        }) {}
};

TEST_F(DocsOfOthers, StandInTheDescriptionWhenTheyAreDescriptions) {
  const auto paths = json(get("/openapi.json", ""))["paths"];

  EXPECT_EQ(paths["/orders"]["get"]["summary"], "Lists orders.");
  EXPECT_FALSE(paths.contains("/odd"));
}

class BrokenDocsOfOthers : public DocsOfOthers {
 protected:
  BrokenDocsOfOthers() : DocsOfOthers("{\"/orders\":") {}
};

TEST_F(BrokenDocsOfOthers, DoNotBreakTheDescription) {
  const auto description = json(get("/openapi.json", ""));

  EXPECT_TRUE(description["paths"].contains("/instance/create"));
  EXPECT_FALSE(description["paths"].contains("/orders"));
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
