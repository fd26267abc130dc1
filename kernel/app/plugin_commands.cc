#include <cstdio>
#include <nlohmann/json.hpp>

#include "kernel/app/commands.h"
#include "kernel/app/kernel_options.h"
#include "kernel/app/terminal.h"
#include "kernel/kernel.h"

namespace wagate::app {
namespace {

constexpr std::size_t kAnyLength = 1000;

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out.empty() ? "nothing" : out;
}

int list_files(const Arguments& arguments) {
  Refusal refusal;
  const auto plugins = Kernel::list_plugins(kernel_options(arguments), refusal);
  if (plugins.empty() && !refusal.text.empty()) {
    std::fprintf(stderr, "%s\n", refusal.text.c_str());
    return static_cast<int>(refusal.exit_code);
  }
  const bool colours = wants_colours(1);
  for (const PluginSummary& plugin : plugins) {
    if (plugin.refusal.empty()) {
      std::printf("%s %s  %s\n    offers %s\n", coloured(plugin.id, Colour::green, colours).c_str(), plugin.version.c_str(),
                  shown(plugin.summary, kAnyLength).c_str(), joined(plugin.offers).c_str());
      if (!plugin.needs.empty()) std::printf("    needs %s\n", joined(plugin.needs).c_str());
    } else {
      std::printf("%s\n    refused: %s\n", coloured(plugin.id.empty() ? plugin.file : plugin.id, Colour::red, colours).c_str(),
                  shown(plugin.refusal, kAnyLength).c_str());
    }
    std::printf("    %s\n", coloured(plugin.file, Colour::dim, colours).c_str());
  }
  if (plugins.empty()) std::puts("there are no plugin files in the plugin directories");
  return static_cast<int>(ExitCode::ok);
}

// Each key of a schema: its type, default, environment variable, and sentence.
void print_keys(const nlohmann::ordered_json& schema, const std::string& path) {
  if (!schema.is_object() || !schema.contains("properties")) return;
  for (const auto& [name, property] : schema["properties"].items()) {
    const std::string below = path.empty() ? name : path + "." + name;
    if (property.contains("properties")) {
      print_keys(property, below);
      continue;
    }
    std::string facts = property.value("type", "any");
    if (property.contains("enum")) facts = property["enum"].dump();
    if (property.contains("default")) facts += ", default " + property["default"].dump();
    if (property.contains("env")) facts += ", environment " + property["env"].get<std::string>();
    if (property.value("secret", false)) facts += ", secret";
    std::printf("  %s  (%s)\n      %s\n", below.c_str(), facts.c_str(), property.value("description", "").c_str());
  }
}

int inspect(const Arguments& arguments) {
  const PluginSummary plugin = Kernel::inspect_plugin(arguments.positional().front());
  std::printf("file       %s\n", plugin.file.c_str());
  if (!plugin.id.empty()) {
    std::printf("plugin     %s %s\nbuilt with %s\n", plugin.id.c_str(), plugin.version.c_str(), plugin.toolchain.c_str());
  }
  if (!plugin.refusal.empty()) {
    std::printf("refused    %s\n", shown(plugin.refusal, kAnyLength).c_str());
    return static_cast<int>(ExitCode::plugin);
  }
  std::printf("summary    %s\noffers     %s\nneeds      %s\n\nconfiguration:\n", shown(plugin.summary, kAnyLength).c_str(),
              joined(plugin.offers).c_str(), joined(plugin.needs).c_str());
  const auto schema = nlohmann::ordered_json::parse(plugin.schema, nullptr, false);
  if (arguments.has("schema")) {
    std::printf("%s\n", schema.dump(2).c_str());
  } else {
    print_keys(schema, "");
  }
  return static_cast<int>(ExitCode::ok);
}

}  // namespace

std::vector<Command> plugin_commands() {
  Command list_command;
  list_command.name = "plugins list";
  list_command.summary = "lists the plugin files of the plugin directories, and those that would be refused";
  list_command.options = {config_option()};
  list_command.run = list_files;

  Command inspect_command;
  inspect_command.name = "plugins inspect";
  inspect_command.positional = "FILE";
  inspect_command.min_positional = inspect_command.max_positional = 1;
  inspect_command.summary = "shows what one plugin file is, offers, needs and accepts";
  inspect_command.details = "The file's code is loaded only after its stamp was found to fit. Exit code 4: it would be refused.";
  inspect_command.options = {{"schema", "", "print the configuration schema as JSON"}};
  inspect_command.run = inspect;
  return {list_command, inspect_command};
}

}  // namespace wagate::app
