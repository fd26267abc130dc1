#include "kernel/app/kernel_options.h"

#include <unistd.h>

#include <string_view>
#include <system_error>

#include "default_config_generated.h"

namespace wagate::app {

std::filesystem::path program_file() {
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored);
}

Option config_option() {
  return {"config", "FILE", "configuration file (default: WAGATE_CONFIG, ./wagate.toml, /etc/wagate/wagate.toml, built in)"};
}

KernelOptions kernel_options(const Arguments& arguments) {
  KernelOptions options;
  options.config_file = arguments.text("config");
  options.default_config = kDefaultConfig;
  options.working_dir = std::filesystem::current_path();
  options.default_plugin_dir = (program_file().parent_path() / "../lib/wagate/plugins").lexically_normal();
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable = *entry;
    const std::size_t equals = variable.find('=');
    if (equals != std::string_view::npos) options.environment.emplace(variable.substr(0, equals), variable.substr(equals + 1));
  }
  options.superuser = geteuid() == 0;
  return options;
}

}  // namespace wagate::app
