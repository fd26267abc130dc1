#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>

#include "kernel/app/app_exit.h"
#include "kernel/app/commands.h"
#include "kernel/app/event_line.h"
#include "kernel/app/event_stream.h"
#include "kernel/app/gateway_client.h"
#include "kernel/app/terminal.h"

namespace wagate::app {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kFirstPause = 1s;
constexpr std::chrono::milliseconds kLongestPause = 15s;

int tail(const Arguments& arguments) {
  const GatewayClient gateway(GatewayAddress::from(arguments));
  const std::string instance = arguments.text("instance");
  const std::string channel = instance.empty() ? "/" : "/" + instance;
  const bool colours = wants_colours(1);
  const bool json = arguments.has("json");

  bool ever_joined = false;
  auto pause = kFirstPause;
  while (true) {
    try {
      EventStream stream(gateway, channel);
      std::fprintf(stderr, "watching %s at %s; Ctrl-C ends\n", instance.empty() ? "all instances" : shown(instance, 300).c_str(),
                   gateway.address().url.c_str());
      if (instance.empty() && !ever_joined) {
        std::fputs("(the namespace / carries events only with global_events on; otherwise give --instance NAME)\n", stderr);
      }
      ever_joined = true;
      pause = kFirstPause;
      while (true) {
        const ReceivedEvent event = stream.next();
        std::puts(json ? event.envelope.c_str() : event_line(event.envelope, colours).c_str());
        std::fflush(stdout);
      }
    } catch (const Refused& refusal) {
      std::fprintf(stderr, "wagate: %s\n", shown(refusal.what(), 500).c_str());
      if (std::string_view(refusal.what()) == "Invalid namespace") {
        std::fputs("there is no instance of that name; \"wagate instances list\" shows them\n", stderr);
      } else {
        std::fputs("\"wagate doctor\" finds out why\n", stderr);
      }
      return kExitRefused;
    } catch (const Unreachable& failure) {
      if (!ever_joined) throw;
      // A gateway that restarts is back soon.
      std::fprintf(stderr, "%s; trying again in %lld s\n", failure.what(),
                   static_cast<long long>(std::chrono::duration_cast<std::chrono::seconds>(pause).count()));
      std::this_thread::sleep_for(pause);
      pause = std::min(pause * 2, kLongestPause);
    }
  }
}

}  // namespace

std::vector<Command> event_commands() {
  Command command;
  command.name = "events tail";
  command.summary = "shows the events of a running gateway as they happen";
  command.details =
      "One line per event; with --json the whole envelope, binary values as base64 text. Connects like any\n"
      "application: a Socket.IO client on the namespace of the instance, or on / for all of them.";
  command.options = GatewayAddress::options();
  command.options.push_back({"instance", "NAME", "only the events of this instance"});
  command.options.push_back({"json", "", "print each envelope as one line of JSON"});
  command.run = tail;
  return {command};
}

}  // namespace wagate::app
