#include <gtest/gtest.h>

#include "cors.h"
#include "response_writer.h"
#include "routes.h"

namespace wagate::http_server {
namespace {

std::shared_ptr<const Routes> routes(std::initializer_list<std::pair<const char*, const char*>> mounts) {
  std::shared_ptr<const Routes> table = std::make_shared<Routes>();
  for (const auto& [method, pattern] : mounts) {
    auto mount = std::make_shared<Mount>();
    mount->method = method;
    mount->pattern = pattern;
    table = table->with(mount);
  }
  return table;
}

// "GET /pattern(values)", or "none".
std::string found(const Routes& table, std::string_view method, std::string_view path) {
  PathValues values;
  const auto* mount = table.find(method, path, values);
  if (!mount) return "none";
  std::string text = (*mount)->method + " " + (*mount)->pattern;
  for (std::string_view value : values) text += "|" + std::string(value);
  return text;
}

TEST(Routes, TheMostSpecificMountWins) {
  const auto table = routes({{"", "/*"},
                             {"GET", "/instance/{name}"},
                             {"GET", "/instance/all"},
                             {"GET", "/instance/{a}/{b}"},
                             {"GET", "/instance/{a}/log"},
                             {"", "/socket.io/*"},
                             {"", "/socket.io/admin"}});

  EXPECT_EQ(found(*table, "GET", "/instance/all"), "GET /instance/all");
  EXPECT_EQ(found(*table, "GET", "/instance/shop"), "GET /instance/{name}|shop");
  EXPECT_EQ(found(*table, "GET", "/instance/a%2Fb"), "GET /instance/{name}|a%2Fb");
  EXPECT_EQ(found(*table, "GET", "/instance/shop/log"), "GET /instance/{a}/log|shop");
  EXPECT_EQ(found(*table, "GET", "/instance/shop/x"), "GET /instance/{a}/{b}|shop|x");
  EXPECT_EQ(found(*table, "GET", "/instance/shop/x/y"), " /*");
  EXPECT_EQ(found(*table, "GET", "/instance/"), " /*") << "a parameter is never empty";
  EXPECT_EQ(found(*table, "GET", "/instance"), " /*");
  EXPECT_EQ(found(*table, "POST", "/instance/shop"), " /*") << "another method falls back";
  EXPECT_EQ(found(*table, "GET", "/socket.io/"), " /socket.io/*");
  EXPECT_EQ(found(*table, "GET", "/socket.io/a/b"), " /socket.io/*");
  EXPECT_EQ(found(*table, "GET", "/socket.io/admin"), " /socket.io/admin");
  EXPECT_EQ(found(*table, "GET", "/socket.io"), " /*");
  EXPECT_EQ(found(*table, "GET", "/"), " /*");
}

TEST(Routes, AMountForTheMethodBeatsOneForAll) {
  const auto table = routes({{"", "/x"}, {"GET", "/x"}, {"HEAD", "/y"}, {"GET", "/y"}, {"GET", "/z"}});

  EXPECT_EQ(found(*table, "GET", "/x"), "GET /x");
  EXPECT_EQ(found(*table, "POST", "/x"), " /x");
  EXPECT_EQ(found(*table, "HEAD", "/x"), "GET /x") << "HEAD is served by GET";
  EXPECT_EQ(found(*table, "HEAD", "/y"), "HEAD /y");
  EXPECT_EQ(found(*table, "POST", "/z"), "none");
  EXPECT_EQ(table->allowed_methods("/z"), "GET");
  EXPECT_EQ(table->allowed_methods("/nothing"), "");
}

TEST(Routes, ChecksPatterns) {
  for (const char* good : {"/", "/*", "/a/{b}/c", "/a/*", "/socket.io/"})
    EXPECT_EQ(Routes::check_pattern(good), "") << good;
  for (const char* bad : {"", "a", "/*/a", "/a*", "/{", "/{}", "/{a}/{a}", "/a?b"})
    EXPECT_NE(Routes::check_pattern(bad), "") << bad;
  EXPECT_EQ(Routes::parameter_names("/a/{b}/{c}/*"), (std::vector<std::string>{"b", "c"}));
}

TEST(CorsPolicy, SendsASocketMountAStarOrTheListedOrigin) {
  const CorsPolicy all({});
  const CorsPolicy some({.origins = {"https://a.example"}, .methods = {"GET"}, .credentials = false});
  constexpr auto style = abi::CorsStyle::socket;

  EXPECT_EQ(all.headers(style, "https://a.example"), "Access-Control-Allow-Origin: *\r\n");
  EXPECT_EQ(all.headers(style, ""), "Access-Control-Allow-Origin: *\r\n");
  EXPECT_EQ(some.headers(style, "https://a.example"),
            "Vary: Origin\r\nAccess-Control-Allow-Origin: https://a.example\r\n");
  EXPECT_EQ(some.headers(style, "https://b.example"), "Vary: Origin\r\n");
  EXPECT_EQ(some.headers(style, ""), "Vary: Origin\r\n");
  EXPECT_EQ(some.preflight_headers(style, "https://a.example", "x-key"),
            "Vary: Origin\r\nAccess-Control-Allow-Origin: https://a.example\r\n"
            "Access-Control-Allow-Methods: GET,HEAD,PUT,PATCH,POST,DELETE\r\nVary: Access-Control-Request-Headers\r\n"
            "Access-Control-Allow-Headers: x-key\r\n");
}

TEST(CorsPolicy, EchoesTheOriginToARestMount) {
  const CorsPolicy all({});
  const CorsPolicy some({.origins = {"https://a.example"}, .methods = {"POST", "GET"}, .credentials = true});
  constexpr auto style = abi::CorsStyle::rest;

  EXPECT_EQ(all.headers(style, "https://x.example"),
            "Vary: Origin\r\nAccess-Control-Allow-Origin: https://x.example\r\n");
  EXPECT_EQ(all.headers(style, ""), "Vary: Origin\r\n");
  EXPECT_EQ(
      some.headers(style, "https://a.example"),
      "Vary: Origin\r\nAccess-Control-Allow-Origin: https://a.example\r\nAccess-Control-Allow-Credentials: true\r\n");
  EXPECT_EQ(some.headers(style, "https://b.example"), "Vary: Origin\r\n");
  EXPECT_NE(some.preflight_headers(style, "", "").find("Access-Control-Allow-Methods: POST,GET\r\n"),
            std::string::npos);
  EXPECT_EQ(all.headers(abi::CorsStyle::none, "https://x.example"), "");
}

TEST(CorsPolicy, JudgesOrigins) {
  const CorsPolicy some({.origins = {"https://a.example"}, .methods = {}, .credentials = false});
  EXPECT_EQ(some.check(""), abi::OriginCheck::absent);
  EXPECT_EQ(some.check("https://a.example"), abi::OriginCheck::allowed);
  EXPECT_EQ(some.check("https://a.example.evil"), abi::OriginCheck::refused);
  EXPECT_EQ(some.check("null"), abi::OriginCheck::refused);
  EXPECT_EQ(CorsPolicy({}).check("null"), abi::OriginCheck::allowed);
}

TEST(CorsPolicy, RefusesEveryOriginTogetherWithCredentials) {
  EXPECT_THROW(CorsPolicy({.origins = {"https://a.example", "*"}, .methods = {}, .credentials = true}),
               std::runtime_error);
}

TEST(ResponseWriter, WritesDatesOfTheStandard) { EXPECT_EQ(http_date(784111777000), "Sun, 06 Nov 1994 08:49:37 GMT"); }

TEST(ResponseWriter, LeavesTheLengthOutWhereThereIsNoBody) {
  abi::HttpResponse response;
  response.status = 204;
  response.body = "ignored";
  const std::string text = write_response(response, {}, BodyFraming::whole);
  EXPECT_EQ(text, "HTTP/1.1 204 No Content\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\n");
}

}  // namespace
}  // namespace wagate::http_server
