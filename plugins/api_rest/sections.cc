#include "sections.h"

#include "answers.h"
#include "surroundings.h"

namespace wagate::api_rest {

namespace {

abi::StatusCode change_section(Call& call, std::string_view section, std::string_view json, abi::ErrorOut& error) {
  Surroundings& around = call.around();
  if (around.sections) return around.sections->set_section_of(call.instance.key, section, json, error);
  if (!look_at(around.instances, call.instance.key, [](const abi::InstanceInfo&) {})) return abi::StatusCode::not_found;
  return around.instances.set_section(call.instance.name, section, json, error);
}

}  // namespace

bool store_section(Call& call, std::string_view section, std::string_view json) {
  abi::ErrorOut error;
  const auto code = change_section(call, section, json, error);
  if (code == abi::StatusCode::ok) return true;
  if (code == abi::StatusCode::not_found) answer_no_instance(call, call.instance.name);
  else answer_status(call, code, error.view());
  return false;
}

}  // namespace wagate::api_rest
