#include "answers.h"
#include "handlers.h"
#include "surroundings.h"

namespace wagate::api_rest {

namespace {

// Loads nothing, runs nothing, asks for nothing.
constexpr char kManagerPolicy[] =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

constexpr char kManagerPage[] = R"html(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>wagate</title><meta name="color-scheme" content="light dark"></head>
<body><h1>wagate</h1>
<p>The gateway works. It has no manager of its own.</p>
<p>A manager made for Evolution API 2.3 works with it: enter the address of this server and the global key there.
The origin of the manager has to be in CORS_ORIGIN.</p>
<p>From a terminal: <code>wagate instances list</code>, <code>wagate events tail</code>, <code>wagate doctor</code>.</p>
</body></html>
)html";

}  // namespace

void redirect_to_manager(const CallPtr& call) {
  if (!call->around().options.manager) return no_such_route(call);
  const abi::NameValue headers[] = {{"Location", "/manager/"}};
  abi::HttpResponse response;
  response.status = 301;
  response.headers = headers;
  response.header_count = std::size(headers);
  call->answer(response);
}

void show_manager(const CallPtr& call) {
  if (!call->around().options.manager) return no_such_route(call);
  answer_page(*call, "text/html; charset=utf-8", kManagerPolicy, kManagerPage);
}

}  // namespace wagate::api_rest
