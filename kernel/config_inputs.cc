#include "kernel/config_inputs.h"

namespace wagate {

ConfigInputs config_inputs(const KernelOptions& options) {
  ConfigInputs inputs;
  inputs.file = options.config_file;
  inputs.default_text = options.default_config;
  inputs.working_dir = options.working_dir;
  inputs.default_plugin_dir = options.default_plugin_dir;
  inputs.system_file = options.system_config;
  inputs.environment = options.environment;
  inputs.superuser = options.superuser;
  return inputs;
}

}  // namespace wagate
