#include <nlohmann/json.hpp>

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

// What other units say about their routes. What is not an object of objects is nobody's description.
class OtherPaths final : public abi::ApiBookVisitor {
 public:
  void visit(abi::StringRef, abi::StringRef paths_json) noexcept override {
    const auto paths = nlohmann::json::parse(paths_json.view(), nullptr, /*allow_exceptions=*/false);
    if (!paths.is_object()) return;
    for (const auto& [path, operations] : paths.items())
      if (operations.is_object()) found.emplace(path, operations.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  }
  std::map<std::string, std::string> found;
};

void answer_file(const CallPtr& call, std::string_view content_type, std::string_view text) {
  if (!call->around().options.docs) return no_such_route(call);
  answer_page(*call, content_type, kPolicy, text);
}

}  // namespace

void show_openapi(const CallPtr& call) {
  if (!call->around().options.docs) return no_such_route(call);
  VersionReader reader;
  call->around().runtime.describe(reader);
  OtherPaths others;
  if (call->around().api_book) call->around().api_book->read(others);
  answer_json(*call, 200, write_openapi(routes(), others.found, reader.version));
}

void show_docs(const CallPtr& call) { answer_file(call, "text/html; charset=utf-8", kDocsPage); }
void show_docs_style(const CallPtr& call) { answer_file(call, "text/css; charset=utf-8", kDocsStyle); }
void show_docs_script(const CallPtr& call) { answer_file(call, "text/javascript; charset=utf-8", kDocsScript); }

}  // namespace wagate::api_rest
