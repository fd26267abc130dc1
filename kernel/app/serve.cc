#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "kernel/app/commands.h"
#include "kernel/app/kernel_options.h"
#include "kernel/app/state_key.h"
#include "kernel/app/stop_signals.h"
#include "kernel/kernel.h"

namespace wagate::app {
namespace {

// A stop that has not come to its end this long after its own deadline hangs.
constexpr std::chrono::milliseconds kGrace{2000};

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// For a newcomer: the exact commands that show something happening.
void print_hints(const Kernel& kernel, const std::string& url) {
  const std::string program = quoted(program_file().string());
  const bool configured = std::getenv("AUTHENTICATION_API_KEY") != nullptr;
  const auto key_file = configured ? std::filesystem::path() : generated_key_file(kernel.state_dir());
  std::printf("\nTry it in another terminal:\n\n  export WAGATE_URL=%s\n", quoted(url).c_str());
  if (!key_file.empty()) {
    std::printf("  export AUTHENTICATION_API_KEY=\"$(cat %s)\"\n", quoted(key_file.string()).c_str());
  } else {
    std::printf("  export AUTHENTICATION_API_KEY=<the key you configured>\n");
  }
  std::printf("  %s instances create demo\n", program.c_str());
  std::printf("  %s instances connect demo    # shows the QR code\n", program.c_str());
  std::printf("  %s events tail --instance demo\n\n", program.c_str());
  std::printf("In JavaScript, in examples/clients/js (npm install, once):\n\n");
  std::printf("  WAGATE_KEY=\"$AUTHENTICATION_API_KEY\" node listen.mjs --url \"$WAGATE_URL\" --instance demo\n\n");
  std::printf("Ctrl-C ends the gateway.\n\n");
}

int refused(const Refusal& refusal) {
  std::fputs(refusal.text.c_str(), stderr);
  if (!refusal.text.ends_with('\n')) std::fputc('\n', stderr);
  return static_cast<int>(refusal.exit_code);
}

// The log says what came of it; problems of the file are for whoever sent the signal.
void reload_now(Kernel& kernel) {
  ReloadReport report;
  Refusal refusal;
  if (!kernel.reload(report, refusal)) std::fprintf(stderr, "%s\n", refusal.text.c_str());
}

int serve(const Arguments& arguments) {
  const StopSignals signals;  // before the kernel starts threads
  Refusal refusal;
  const auto kernel = Kernel::create(kernel_options(arguments), refusal);
  if (kernel == nullptr) return refused(refusal);
  std::fputs(kernel->config_warnings().c_str(), stderr);
  if (!kernel->start(refusal)) return refused(refusal);

  const auto urls = kernel->urls();
  for (const std::string& url : urls) std::printf("listening on %s\n", url.c_str());
  if (urls.empty()) std::puts("running; no unit of this configuration listens anywhere");
  if (arguments.has("hints") && !urls.empty()) print_hints(*kernel, urls.front());
  std::fflush(stdout);

  std::string_view signal = signals.wait();
  // Without a terminal SIGHUP asks for the configuration; with one, the terminal has gone.
  while (signal == "SIGHUP" && isatty(STDIN_FILENO) == 0) {
    reload_now(*kernel);
    signal = signals.wait();
  }
  std::fprintf(stderr, "wagate: %s, stopping\n", std::string(signal).c_str());
  bool in_time = false;
  signals.run(std::chrono::milliseconds(kernel->shutdown_deadline_ms()) + kGrace, [&] { in_time = kernel->stop(); });
  if (!in_time) std::fputs("wagate: stopping took longer than [kernel] shutdown_deadline_ms\n", stderr);
  return static_cast<int>(in_time ? ExitCode::ok : ExitCode::internal);
}

int version(const Arguments&) {
  std::printf("wagate %s\n", std::string(Kernel::version()).c_str());
  return static_cast<int>(ExitCode::ok);
}

}  // namespace

std::vector<Command> serve_commands() {
  Command serve_command;
  serve_command.name = "serve";
  serve_command.summary = "runs the gateway until SIGTERM or SIGINT";
  serve_command.details =
      "Prints \"listening on http://HOST:PORT\" on standard output once every unit has started, and logs to\n"
      "standard error. SIGHUP reads the configuration again, as \"wagate config reload\" does. With no\n"
      "configuration at all it serves the simulator on port 8080 and generates a key.";
  serve_command.options = {config_option(), {"hints", "", "also print commands to try"}};
  serve_command.run = serve;

  Command version_command;
  version_command.name = "version";
  version_command.summary = "prints the version";
  version_command.run = version;
  return {serve_command, version_command};
}

}  // namespace wagate::app
