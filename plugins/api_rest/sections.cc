#include "sections.h"

#include "answers.h"
#include "surroundings.h"

namespace wagate::api_rest {

bool store_section(Call& call, std::string_view section, std::string_view json) {
  abi::Instances& instances = call.around().instances;
  if (!look_at(instances, call.instance.key, [](const abi::InstanceInfo&) {})) {
    answer_no_instance(call, call.instance.name);
    return false;
  }
  abi::ErrorOut error;
  const auto code = instances.set_section(call.instance.name, section, json, error);
  if (code == abi::StatusCode::ok) return true;
  if (code == abi::StatusCode::not_found) answer_no_instance(call, call.instance.name);
  else answer_status(call, code, error.view());
  return false;
}

}  // namespace wagate::api_rest
