#include <nlohmann/json.hpp>

#include "answers.h"
#include "handlers.h"
#include "surroundings.h"
#include "wagate/json_writer.h"

namespace wagate::api_rest {

namespace {

// Of everything that runs here, strangers are shown the version and who serves which integration.
class About final : public abi::RuntimeVisitor {
 public:
  void visit(const abi::RuntimeInfo& info) noexcept override {
    version = info.version.str();
    json = info.json.str();
  }
  std::string version;
  std::string json;
};

std::string providers_of(const std::string& runtime_json) {
  const Json runtime = Json::parse(runtime_json, nullptr, /*allow_exceptions=*/false);
  if (!runtime.is_object() || !runtime.contains("providers")) return "{}";
  return runtime["providers"].dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

void welcome(const CallPtr& call) {
  const Surroundings& around = call->around();
  About about;
  around.runtime.describe(about);

  std::string out;
  JsonWriter(out)
      .begin_object()
      .field("status", 200)
      .field("message",
             "Welcome to wagate, it is working! It speaks the WebSocket and REST interface of Evolution API 2.3.")
      .field("version", around.options.version)
      .field("clientName", around.options.client_name)
      .key("wagate")
      .begin_object()
      .field("version", about.version)
      .field_raw("providers", providers_of(about.json))
      .end_object()
      .end_object();
  answer_json(*call, 200, out);
}

void verify_credentials(const CallPtr& call) {
  answer_json(*call, 200, "{\"status\":200,\"message\":\"Credentials are valid\"}");
}

void no_such_route(const CallPtr& call) {
  answer_error(*call, 404, {"Cannot " + call->question().method + " " + call->question().target});
}

}  // namespace wagate::api_rest
