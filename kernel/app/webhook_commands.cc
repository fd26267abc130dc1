#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "kernel/app/app_exit.h"
#include "kernel/app/commands.h"
#include "kernel/app/gateway_client.h"
#include "kernel/app/terminal.h"
#include "kernel/core/exit_code.h"

namespace wagate::app {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLongestLine = 300;

int webhook_refusal(const Answer& answer) {
  std::string text = sentence_of(answer);
  if (answer.status == 401) text += "; give the gateway's key or the token of the instance with --key";
  std::fprintf(stderr, "wagate: %s\n", shown(text, 2000).c_str());
  if (answer.status == 404 && text.find("does not exist") == std::string::npos) {
    std::fputs("is there a unit that delivers webhooks? \"wagate plugins list\" shows what the configuration has\n", stderr);
  }
  return kExitRefused;
}

std::string member_text(const Json& row, const char* key) {
  const auto found = row.find(key);
  if (found == row.end() || found->is_null()) return "-";
  return shown(found->is_string() ? found->get<std::string>() : found->dump(), kLongestLine);
}

std::string of_instance(const char* path, const std::string& instance) {
  return instance.empty() ? path : std::string(path) + "/" + path_segment(instance);
}

int list_dead_letters(const Arguments& arguments) {
  const GatewayClient gateway(GatewayAddress::from(arguments));
  const std::string instance = arguments.positional().empty() ? "" : arguments.positional().front();
  std::string target = of_instance("/webhook/deadLetters", instance);
  target += "?limit=" + path_segment(arguments.text("limit", "100"));
  if (arguments.has("before")) target += "&before=" + path_segment(arguments.text("before"));
  if (arguments.has("bodies")) target += "&body=true";
  const Answer answer = gateway.call("GET", target);
  const Json json = Json::parse(answer.body, nullptr, false);
  if (answer.status != 200 || !json.is_object() || !json.contains("deadLetters")) return webhook_refusal(answer);
  if (arguments.has("json") || arguments.has("bodies")) {
    std::puts(json.dump(2, ' ', false, Json::error_handler_t::replace).c_str());
    return static_cast<int>(ExitCode::ok);
  }
  const Json& letters = json["deadLetters"];
  if (letters.empty()) std::puts("no dead letters: every event was delivered or is still being tried");
  for (const Json& letter : letters) {
    std::printf("%s  %s  %s  %s  attempts=%s status=%s webhook=%s\n    %s\n", member_text(letter, "id").c_str(),
                member_text(letter, "failedAt").c_str(), member_text(letter, "instance").c_str(),
                member_text(letter, "event").c_str(), member_text(letter, "attempts").c_str(),
                member_text(letter, "status").c_str(), member_text(letter, "webhook").c_str(),
                member_text(letter, "reason").c_str());
  }
  const std::string total = member_text(json, "total");
  if (!letters.empty() && total != std::to_string(letters.size()))
    std::printf("%zu of %s; --before %s shows older ones\n", letters.size(), total.c_str(), member_text(letters.back(), "id").c_str());
  return static_cast<int>(ExitCode::ok);
}

int resend_dead_letters(const Arguments& arguments) {
  const bool all_instances = arguments.has("all");
  if (all_instances != arguments.positional().empty()) {
    std::fprintf(stderr, "wagate: name the instance whose dead letters to resend, or give --all for those of the whole gateway\n");
    return static_cast<int>(ExitCode::usage);
  }
  const GatewayClient gateway(GatewayAddress::from(arguments));
  std::string body;
  std::string instance;
  if (!all_instances) {
    instance = arguments.positional().front();
    Json ids = Json::array();
    for (std::size_t i = 1; i < arguments.positional().size(); ++i) ids.push_back(arguments.positional()[i]);
    if (!ids.empty()) body = Json{{"ids", ids}}.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  const Answer answer = gateway.call("POST", of_instance("/webhook/resend", instance), body);
  const Json json = Json::parse(answer.body, nullptr, false);
  if (answer.status != 200 || !json.is_object() || !json.contains("resent")) return webhook_refusal(answer);
  std::printf("%s put back in line\n", member_text(json, "resent").c_str());
  return static_cast<int>(ExitCode::ok);
}

Command webhook_command(std::string name, std::string positional, std::size_t most, std::string summary,
                        std::vector<Option> own, int (*run)(const Arguments&)) {
  Command made;
  made.name = std::move(name);
  made.positional = std::move(positional);
  made.max_positional = most;
  made.summary = std::move(summary);
  made.details = "Talks to a running gateway. Exit code 1: the gateway said no, 69: no gateway answers.";
  made.options = GatewayAddress::options();
  made.options.insert(made.options.end(), own.begin(), own.end());
  made.run = run;
  return made;
}

}  // namespace

std::vector<Command> webhook_commands() {
  return {
      webhook_command("webhooks list", "[INSTANCE]", 1, "lists events that webhooks did not take (dead letters), newest first",
                      {{"limit", "COUNT", "at most so many (default 100)"},
                       {"before", "ID", "only those older than this one"},
                       {"bodies", "", "also print the events; prints JSON"},
                       {"json", "", "print them as JSON"}},
                      list_dead_letters),
      webhook_command("webhooks resend", "[INSTANCE [ID ...]]", 1001, "sends dead letters again",
                      {{"all", "", "those of all instances and of the global webhook"}}, resend_dead_letters),
  };
}

}  // namespace wagate::app
