#include "handlers.h"
#include "route_tables.h"
#include "table_words.h"

namespace wagate::api_rest {

std::span<const Route> server_table() {
  using namespace words;
  static constexpr Route kRoutes[] = {
      {"GET", "/", none, 0, kNoBody, welcome, 200,
       "Says that the gateway works, its version and which provider serves which integration."},
      {"POST", "/verify-creds", administrator, 0, kNoBody, verify_credentials, 200,
       "Says whether the global key is right."},
      {"POST", "/wagate/reload", administrator, 0, kNoBody, reload_configuration, 200,
       "Reads the configuration again and applies what has changed, all or nothing."},
      {"GET", "/openapi.json", none, 0, kNoBody, show_openapi, 200, "Describes this interface as an OpenAPI document."},
      {"GET", "/docs", none, 0, kNoBody, show_docs, 200, "Shows that description as a page on which one can try it."},
      {"GET", "/docs/docs.css", none, 0, kNoBody, show_docs_style},
      {"GET", "/docs/docs.js", none, 0, kNoBody, show_docs_script},
      {"GET", "/manager", none, 0, kNoBody, redirect_to_manager},
      {"GET", "/manager/*", none, 0, kNoBody, show_manager},
      {"", "/*", none, 0, kNoBody, no_such_route},
  };
  return kRoutes;
}

}  // namespace wagate::api_rest
