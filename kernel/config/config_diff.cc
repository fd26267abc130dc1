#include "kernel/config/config_diff.h"

namespace wagate {

namespace {

void collect_changes(const std::string& path, const ConfigValue* before, const ConfigValue* after, std::vector<std::string>& out) {
  const bool tables = before && after && before->is(ConfigValue::Kind::table) && after->is(ConfigValue::Kind::table);
  if (!tables) {
    if (!before || !after || !(*before == *after)) out.push_back(path);
    return;
  }
  const std::string prefix = path.empty() ? "" : path + ".";
  for (const ConfigValue::Entry& entry : after->table()) collect_changes(prefix + entry.key, before->find(entry.key), &entry.value, out);
  for (const ConfigValue::Entry& entry : before->table()) {
    if (!after->find(entry.key)) out.push_back(prefix + entry.key);
  }
}

}  // namespace

std::vector<std::string> changed_keys(const ConfigValue& before, const ConfigValue& after) {
  std::vector<std::string> out;
  collect_changes("", &before, &after, out);
  return out;
}

}  // namespace wagate
