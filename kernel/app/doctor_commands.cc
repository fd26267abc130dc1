#include <cstdio>

#include "kernel/app/app_exit.h"
#include "kernel/app/commands.h"
#include "kernel/app/doctor.h"
#include "kernel/app/terminal.h"
#include "kernel/core/exit_code.h"

namespace wagate::app {
namespace {

constexpr std::size_t kAnyLength = 2000;

int doctor(const Arguments& arguments) {
  const GatewayClient gateway(GatewayAddress::from(arguments));
  const Complaint complaint{arguments.text("instance"), arguments.text("event"), arguments.text("origin")};
  const bool colours = wants_colours(1);
  for (const Finding& finding : examine(gateway, complaint)) {
    const std::string mark = finding.ok ? coloured("ok ", Colour::green, colours) : coloured("OFF", Colour::red, colours);
    std::printf("%s  %s\n", mark.c_str(), shown(finding.text, kAnyLength).c_str());
    if (finding.ok) continue;
    std::printf("     %s\n", shown(finding.remedy, kAnyLength).c_str());
    return kExitRefused;
  }
  std::puts("Everything is as it should be: events of this instance reach a client with this key.");
  return static_cast<int>(ExitCode::ok);
}

}  // namespace

std::vector<Command> doctor_commands() {
  Command command;
  command.name = "doctor";
  command.summary = "finds out why a client gets no events";
  command.details =
      "Walks the way of an event, from the port to a client that has joined: port, key, allowed hosts, origin,\n"
      "instance, connection, selected events, namespace. Names the first thing that is off and what to do about\n"
      "it. Run it where the client runs, with the client's key. Exit code 1: something is off.";
  command.options = GatewayAddress::options();
  command.options.push_back({"instance", "NAME", "the instance whose events are missing (default: the only one)"});
  command.options.push_back({"event", "NAME", "the event that is missing, e.g. MESSAGES_UPSERT"});
  command.options.push_back({"origin", "ORIGIN", "ask as a browser page of this origin, e.g. https://app.example.org"});
  command.run = doctor;
  return {command};
}

}  // namespace wagate::app
