#include "rest_fixture.h"

namespace wagate::api_rest {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Manager : public RestTest {
 protected:
  explicit Manager(const std::string& config = "{}") : RestTest(config) {}
};

TEST_F(Manager, IsAPageThatSaysThatThereIsNone) {
  const auto plain = get("/manager", "");
  EXPECT_EQ(plain->status, 301u);
  EXPECT_EQ(plain->headers["Location"], "/manager/");

  for (const char* path : {"/manager/", "/manager/login"}) {
    const auto page = get(path, "");
    EXPECT_EQ(page->status, 200u) << path;
    EXPECT_EQ(page->headers["Content-Type"], "text/html; charset=utf-8");
    EXPECT_THAT(page->headers["Content-Security-Policy"], HasSubstr("default-src 'none'"));
    EXPECT_THAT(page->body, HasSubstr("no manager of its own"));
  }
}

TEST_F(Manager, IsNotPromisedByTheWelcome) { EXPECT_THAT(get("/", "")->body, Not(HasSubstr("\"manager\""))); }

class ManagerOff : public Manager {
 protected:
  ManagerOff() : Manager(R"({"disable_manager":true})") {}
};

TEST_F(ManagerOff, IsNotThere) {
  EXPECT_EQ(get("/manager", "")->status, 404u);
  EXPECT_EQ(message(get("/manager/", "")), R"(["Cannot GET /manager/"])");
}

}  // namespace
}  // namespace wagate::api_rest
