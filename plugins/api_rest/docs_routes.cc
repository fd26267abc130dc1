#include "answers.h"
#include "docs_files.h"
#include "handlers.h"
#include "openapi.h"
#include "surroundings.h"

namespace wagate::api_rest {

namespace {

// The page brings everything it needs and speaks to its own server only.
constexpr char kPolicy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

class VersionReader final : public abi::RuntimeVisitor {
 public:
  void visit(const abi::RuntimeInfo& info) noexcept override { version = info.version.str(); }
  std::string version;
};

void answer_file(const CallPtr& call, std::string_view content_type, std::string_view text) {
  if (!call->around().options.docs) return no_such_route(call);
  const abi::NameValue headers[] = {{"Content-Type", content_type},
                                    {"Content-Security-Policy", kPolicy},
                                    {"X-Content-Type-Options", "nosniff"},
                                    {"Referrer-Policy", "no-referrer"},
                                    {"Cache-Control", "no-cache"}};
  abi::HttpResponse response;
  response.headers = headers;
  response.header_count = std::size(headers);
  response.body = text;
  call->answer(response);
}

}  // namespace

void show_openapi(const CallPtr& call) {
  if (!call->around().options.docs) return no_such_route(call);
  VersionReader reader;
  call->around().runtime.describe(reader);
  answer_json(*call, 200, write_openapi(routes(), reader.version));
}

void show_docs(const CallPtr& call) { answer_file(call, "text/html; charset=utf-8", kDocsPage); }
void show_docs_style(const CallPtr& call) { answer_file(call, "text/css; charset=utf-8", kDocsStyle); }
void show_docs_script(const CallPtr& call) { answer_file(call, "text/javascript; charset=utf-8", kDocsScript); }

}  // namespace wagate::api_rest
