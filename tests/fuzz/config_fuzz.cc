#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "kernel/config/environment.h"
#include "kernel/config/kernel_settings.h"
#include "kernel/config/schema.h"
#include "kernel/config/schema_check.h"
#include "kernel/config/toml_reader.h"

// Any text as a configuration file and as a .env file: settings, or problems that can be printed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto schema = wagate::parse_schema(wagate::kernel_schema_json());
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto source = std::make_shared<const wagate::SourceText>(wagate::SourceText{"input", text});

  wagate::ConfigProblems problems;
  wagate::Environment environment;
  environment.add_dotenv(source, problems);
  if (auto value = wagate::read_toml(source, problems)) {
    wagate::apply_environment(*value, *schema, environment);
    wagate::check(*value, *schema, {}, problems);
    if (value->to_toml().empty()) std::abort();
    if (wagate::has_errors(problems) == wagate::render(problems).empty()) std::abort();
  } else if (!wagate::has_errors(problems)) {
    std::abort();
  }
  return 0;
}
