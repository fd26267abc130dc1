#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "kernel/app/app_exit.h"
#include "kernel/app/commands.h"
#include "kernel/app/gateway_client.h"
#include "kernel/app/qr_code.h"
#include "kernel/app/terminal.h"
#include "kernel/core/exit_code.h"

namespace wagate::app {
namespace {

using Json = nlohmann::json;

constexpr std::chrono::milliseconds kBetweenLooks{500};
constexpr std::size_t kColumn = 24;

int refused(const Answer& answer) {
  std::string text = sentence_of(answer);
  if (answer.status == 401) text += "; give the gateway's key with --key or AUTHENTICATION_API_KEY";
  std::fprintf(stderr, "wagate: %s\n", shown(text, 2000).c_str());
  return kExitRefused;
}

std::string text_of(const Json& row, const char* key) {
  return row.contains(key) && row[key].is_string() ? row[key].get<std::string>() : "";
}

std::string column(const std::string& text) {
  std::string cell = shown(text.empty() ? "-" : text, kColumn);
  if (cell.size() < kColumn) cell.append(kColumn - cell.size(), ' ');
  return cell + " ";
}

int list_instances(const Arguments& arguments) {
  const GatewayClient gateway(GatewayAddress::from(arguments));
  const Answer answer = gateway.call("GET", "/instance/fetchInstances");
  if (answer.status != 200) return refused(answer);
  const Json rows = Json::parse(answer.body, nullptr, false);
  if (!rows.is_array()) return refused(answer);
  if (arguments.has("json")) {
    std::puts(rows.dump(2, ' ', false, Json::error_handler_t::replace).c_str());
    return static_cast<int>(ExitCode::ok);
  }
  if (rows.empty()) std::puts("no instances yet; \"wagate instances create NAME\" makes one");
  const bool colours = wants_colours(1);
  for (const Json& row : rows) {
    const std::string state = text_of(row, "connectionStatus");
    const Colour colour = state == "open" ? Colour::green : state == "connecting" ? Colour::yellow : Colour::red;
    std::printf("%s%s%s%s\n", column(text_of(row, "name")).c_str(), coloured(column(state), colour, colours).c_str(),
                column(text_of(row, "integration")).c_str(), shown(text_of(row, "ownerJid"), 60).c_str());
  }
  return static_cast<int>(ExitCode::ok);
}

int create(const Arguments& arguments) {
  const GatewayClient gateway(GatewayAddress::from(arguments));
  Json body = {{"instanceName", arguments.positional().front()},
               {"integration", arguments.text("integration", "SIMULATOR")},
               {"websocket", {{"enabled", true}, {"events", Json::array()}}}};
  if (arguments.has("token")) body["token"] = arguments.text("token");
  if (arguments.has("number")) body["number"] = arguments.text("number");
  const Answer answer = gateway.call("POST", "/instance/create", body.dump());
  if (answer.status != 201) {
    const int code = refused(answer);
    if (sentence_of(answer) == "Invalid integration") {
      std::fputs("[instances.integrations] in the gateway's configuration says which there are; GET / lists them\n",
                 stderr);
    }
    return code;
  }
  const Json json = Json::parse(answer.body, nullptr, false);
  if (!json.is_object() || !json.contains("instance")) return refused(answer);
  std::printf("created %s\n  id     %s\n  token  %s\nnext: wagate instances connect %s\n", shown(arguments.positional().front(), 300).c_str(),
              text_of(json["instance"], "instanceId").c_str(), shown(text_of(json, "hash"), 300).c_str(),
              shown(arguments.positional().front(), 300).c_str());
  return static_cast<int>(ExitCode::ok);
}

// Shows codes one after another in the same place of a terminal.
class CodeView {
 public:
  void show(const Json& answer) {
    const std::string code = text_of(answer, "code");
    if (code.empty() || code == shown_code_) return;
    const std::string picture = qr_as_text(code, terminal_);
    if (terminal_ && lines_ > 0) std::printf("\x1b[%dA\x1b[J", lines_);
    std::fputs(picture.c_str(), stdout);
    lines_ = static_cast<int>(std::count(picture.begin(), picture.end(), '\n')) + 1;
    const std::string pairing = text_of(answer, "pairingCode");
    if (pairing.empty()) {
      std::puts("Scan it: WhatsApp, settings, linked devices, link a device.");
    } else {
      std::printf("Scan it, or enter %s: WhatsApp, settings, linked devices, link with a phone number.\n", pairing.c_str());
    }
    std::fflush(stdout);
    shown_code_ = code;
  }

 private:
  const bool terminal_ = wants_colours(1);
  std::string shown_code_;
  int lines_ = 0;
};

int connect(const Arguments& arguments) {
  const GatewayClient gateway(GatewayAddress::from(arguments));
  const std::string& name = arguments.positional().front();
  std::string target = "/instance/connect/" + path_segment(name);
  if (arguments.has("number")) target += "?number=" + path_segment(arguments.text("number"));
  const std::string state_target = "/instance/connectionState/" + path_segment(name);

  CodeView view;
  bool was_connecting = false;
  while (true) {
    const Answer state = gateway.call("GET", state_target);
    if (state.status != 200) return refused(state);
    const Json json = Json::parse(state.body, nullptr, false);
    const std::string now = json.is_object() && json.contains("instance") ? text_of(json["instance"], "state") : "";
    if (now == "open") {
      std::printf("%s is open\n", shown(name, 300).c_str());
      return static_cast<int>(ExitCode::ok);
    }
    if (now == "close" && was_connecting) {
      std::fprintf(stderr, "wagate: nobody scanned the code in time; run the command again for a new one\n");
      return kExitRefused;
    }
    was_connecting = now == "connecting";

    // Asking again while it connects answers the code that is valid now.
    const Answer code = gateway.call("GET", target);
    const Json answer = Json::parse(code.body, nullptr, false);
    if (code.status != 200 || (answer.is_object() && answer.contains("error"))) return refused(code);
    if (answer.is_object()) view.show(answer);
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

bool confirmed(const std::string& name) {
  if (isatty(0) == 0) return false;
  std::printf("Delete %s with everything that is known about it? Type its name to confirm: ", shown(name, 300).c_str());
  std::fflush(stdout);
  std::string typed;
  std::getline(std::cin, typed);
  return typed == name;
}

int remove(const Arguments& arguments) {
  const GatewayClient gateway(GatewayAddress::from(arguments));
  const std::string& name = arguments.positional().front();
  if (!arguments.has("yes") && !confirmed(name)) {
    std::fprintf(stderr, "wagate: nothing was deleted; add --yes to delete without being asked\n");
    return kExitRefused;
  }
  const Answer answer = gateway.call("DELETE", "/instance/delete/" + path_segment(name));
  if (answer.status != 200) return refused(answer);
  std::printf("deleted %s\n", shown(name, 300).c_str());
  return static_cast<int>(ExitCode::ok);
}

Command command(std::string name, std::string positional, std::string summary, std::vector<Option> own,
                int (*run)(const Arguments&)) {
  Command made;
  made.name = std::move(name);
  made.positional = std::move(positional);
  made.min_positional = made.max_positional = made.positional.empty() ? 0 : 1;
  made.summary = std::move(summary);
  made.details = "Talks to a running gateway. Exit code 1: the gateway said no, 69: no gateway answers.";
  made.options = GatewayAddress::options();
  made.options.insert(made.options.end(), own.begin(), own.end());
  made.run = run;
  return made;
}

}  // namespace

std::vector<Command> instance_commands() {
  return {
      command("instances list", "", "lists the instances of a running gateway", {{"json", "", "print them as JSON"}}, list_instances),
      command("instances create", "NAME", "makes an instance, with all its events switched on",
              {{"integration", "NAME", "what serves it (default SIMULATOR)"},
               {"token", "TOKEN", "its token (default: generated)"},
               {"number", "DIGITS", "its phone number, for a pairing code beside the QR code"}},
              create),
      command("instances connect", "NAME", "connects an instance: draws its QR code until it is open",
              {{"number", "DIGITS", "also ask for a pairing code for this phone number"}}, connect),
      command("instances delete", "NAME", "deletes an instance with everything that is known about it",
              {{"yes", "", "do not ask"}}, remove),
  };
}

}  // namespace wagate::app
