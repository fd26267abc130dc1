#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "wagate/abi/transport.h"
#include "wagate/document.h"
#include "wagate/owned.h"

namespace wagate::testing {

// The kernel as a transport sees it. Answers at once, as configured by its members; with `hold` it
// keeps the replies until answer_all().
//
//   FakeGateway gateway;
//   gateway.channels["/shop-01"] = 7;             // audience 7
//   gateway.refuse_connect = "apiKey is required";  // or empty: everybody is let in
//   gateway.on_command = [](const FakeGateway::CommandCall& call) { return Document(R"([{"ok":true}])"); };
class FakeGateway final : public abi::ClientGateway {
 public:
  struct ConnectCall {
    std::string transport, peer, origin, path;
    std::vector<std::pair<std::string, std::string>> query, headers;
  };
  struct JoinCall {
    abi::ClientId client;
    std::string channel, auth_json;
  };
  struct CommandCall {
    abi::ClientId client;
    std::string channel, name;
    Document arguments;
    bool wants_reply;
  };
  struct Gone {
    abi::ClientId client;
    std::string reason;
  };

  ~FakeGateway() {
    for (auto& reply : held_commands) reply->release();
    for (auto& one : held_joins_) one.reply->release();
    for (auto* reply : held_connects_) reply->release();
  }

  void connect(abi::Transport&, const abi::AuthRequest& request, abi::ConnectReply* reply) noexcept override {
    ConnectCall call{request.transport.str(), request.peer.str(), request.origin.str(), request.path.str(), {}, {}};
    for (std::uint64_t i = 0; i < request.query_count; ++i)
      call.query.emplace_back(request.query[i].name.str(), request.query[i].value.str());
    for (std::uint64_t i = 0; i < request.header_count; ++i)
      call.headers.emplace_back(request.headers[i].name.str(), request.headers[i].value.str());
    connects.push_back(std::move(call));
    if (hold) {
      held_connects_.push_back(reply);
    } else {
      answer(reply);
    }
  }

  void join(abi::ClientId client, abi::StringRef channel, abi::StringRef auth_json, abi::JoinReply* reply) noexcept override {
    joins.push_back({client, channel.str(), auth_json.str()});
    if (hold) {
      held_joins_.push_back({channel.str(), reply});
    } else {
      answer(channel.str(), reply);
    }
  }

  bool joined(abi::ClientId client, abi::StringRef channel) noexcept override {
    joined_calls.emplace_back(client, channel.str());
    if (on_joined) on_joined(client, channel.str());
    return !closed_while_joining;
  }
  void leave(abi::ClientId client, abi::StringRef channel) noexcept override { left.emplace_back(client, channel.str()); }

  void command(abi::ClientId client, const abi::ClientCommand& command, abi::CommandReply* reply) noexcept override {
    commands.push_back({client, command.channel.str(), command.name.str(), Document(command.arguments), reply != nullptr});
    if (!reply) {
      if (on_command) on_command(commands.back());
      return;
    }
    if (hold) {
      held_commands.push_back(reply);
      return;
    }
    const std::optional<Document> answer = on_command ? on_command(commands.back()) : std::nullopt;
    if (answer) reply->ok(DocumentView(*answer));
    reply->release();
  }

  void disconnected(abi::ClientId client, abi::StringRef reason) noexcept override { gone.push_back({client, reason.str()}); }

  // Answers everything that is held.
  void answer_all() {
    for (auto* reply : std::exchange(held_connects_, {})) answer(reply);
    for (auto& one : std::exchange(held_joins_, {})) answer(one.channel, one.reply);
  }

  // How it decides.
  std::string refuse_connect;
  bool pending = false;  // accepted clients must bring their key with each join
  bool hold = false;
  bool closed_while_joining = false;
  std::map<std::string, abi::AudienceId> channels;  // others: "Invalid namespace"
  std::set<std::string> unauthorized;
  std::function<std::optional<Document>(const CommandCall&)> on_command;
  std::function<void(abi::ClientId, const std::string&)> on_joined;

  // What happened.
  std::deque<ConnectCall> connects;
  std::deque<JoinCall> joins;
  std::deque<CommandCall> commands;
  std::deque<Gone> gone;
  std::deque<std::pair<abi::ClientId, std::string>> joined_calls, left;
  std::vector<abi::CommandReply*> held_commands;  // take them out to answer them
  abi::ClientId last_client = 0;

 private:
  struct HeldJoin {
    std::string channel;
    abi::JoinReply* reply;
  };

  void answer(abi::ConnectReply* reply) {
    if (refuse_connect.empty()) {
      reply->accepted(++last_client, pending ? 1 : 0);
    } else {
      reply->refused(abi::StatusCode::unauthenticated, refuse_connect);
    }
    reply->release();
  }
  void answer(const std::string& channel, abi::JoinReply* reply) {
    const auto found = channels.find(channel);
    if (found == channels.end()) {
      reply->refused(abi::StatusCode::not_found, "Invalid namespace");
    } else if (unauthorized.contains(channel)) {
      reply->refused(abi::StatusCode::permission_denied, "Unauthorized");
    } else {
      reply->accepted(found->second);
    }
    reply->release();
  }

  std::vector<abi::ConnectReply*> held_connects_;
  std::vector<HeldJoin> held_joins_;
};

}  // namespace wagate::testing
