#include "oracle.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

extern char** environ;

namespace wagate::session_whatsapp {

Oracle::Oracle(std::string script) {
  int request[2];
  int answer[2];
  if (::pipe(request) != 0 || ::pipe(answer) != 0) throw std::runtime_error("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, request[0], 0);
  posix_spawn_file_actions_adddup2(&actions, answer[1], 1);
  for (const int end : {request[0], request[1], answer[0], answer[1]}) posix_spawn_file_actions_addclose(&actions, end);
  std::string program = ORACLE_NODE;
  std::string modules = ORACLE_MODULES;
  char* arguments[] = {program.data(), script.data(), modules.data(), nullptr};
  const int failure = posix_spawn(&process_, ORACLE_NODE, &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(request[0]);
  ::close(answer[1]);
  to_ = request[1];
  from_ = answer[0];
  if (failure != 0) throw std::runtime_error("node cannot be started");
  ::signal(SIGPIPE, SIG_IGN);
}

Oracle::~Oracle() {
  ::close(to_);
  ::close(from_);
  if (process_ > 0) ::waitpid(process_, nullptr, 0);
}

nlohmann::json Oracle::ask(const nlohmann::json& request) {
  const std::string line = request.dump() + "\n";
  if (::write(to_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    throw std::runtime_error("the oracle is gone; is tests/clients/whatsapp installed (npm ci --ignore-scripts)?");
  }
  std::size_t end;
  while ((end = pending_.find('\n')) == std::string::npos) {
    char buffer[16384];
    const ssize_t got = ::read(from_, buffer, sizeof(buffer));
    if (got <= 0) {
      throw std::runtime_error("the oracle ended; is tests/clients/whatsapp installed (npm ci --ignore-scripts)?");
    }
    pending_.append(buffer, static_cast<std::size_t>(got));
  }
  nlohmann::json answer = nlohmann::json::parse(pending_.substr(0, end));
  pending_.erase(0, end + 1);
  return answer;
}

}  // namespace wagate::session_whatsapp
