#include "kernel/app/state_key.h"

#include <fstream>
#include <system_error>

#include "kernel/app/kernel_options.h"
#include "kernel/config_inputs.h"

namespace wagate::app {
namespace {

constexpr char kKeyFile[] = "api_key";
constexpr int kDeepest = 2;  // <state_dir>/<folder>/<unit>/api_key

}  // namespace

std::filesystem::path generated_key_file(const std::filesystem::path& state_dir) {
  std::error_code failure;
  std::filesystem::recursive_directory_iterator entry(
      state_dir, std::filesystem::directory_options::skip_permission_denied, failure);
  for (; !failure && entry != std::filesystem::recursive_directory_iterator(); entry.increment(failure)) {
    if (entry.depth() >= kDeepest) entry.disable_recursion_pending();
    if (entry->path().filename() == kKeyFile && entry->is_regular_file(failure)) return entry->path();
  }
  return {};
}

std::string local_key(const Arguments& arguments) {
  // Problems of the configuration are not this command's business: it asks for a key only.
  ConfigProblems ignored;
  const Configuration configuration = Configuration::load(config_inputs(kernel_options(arguments)), ignored);
  if (const auto* variable = configuration.environment().find("AUTHENTICATION_API_KEY"); variable && !variable->text.empty()) {
    return variable->text;
  }
  std::string key;
  std::ifstream(generated_key_file(configuration.kernel().state_dir)) >> key;
  return key;
}

}  // namespace wagate::app
