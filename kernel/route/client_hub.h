#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "kernel/access/access_control.h"
#include "kernel/bus/event_bus.h"
#include "kernel/guard/unit_list.h"
#include "kernel/instances/instance_registry.h"
#include "kernel/route/audiences.h"
#include "kernel/route/choice_reader.h"
#include "kernel/route/client_trail.h"
#include "kernel/route/command_router.h"
#include "kernel/route/transports.h"
#include "wagate/abi/command_handler.h"
#include "wagate/abi/transport.h"
#include "wagate/log.h"
#include "wagate/refusal_log.h"

namespace wagate {

struct HandlerRef {
  abi::CommandHandler* handler = nullptr;
  UnitGuard* guard = nullptr;
};

// The clients of all transports: who they are, which channels they are in, what they ask for. Access
// to channels and commands is decided here and nowhere else.
//
// Every member may be called from any thread. No lock is held while a plugin's code runs.
class ClientHub final : public abi::ClientGateway, public abi::ClientEmitter, public abi::Principals {
 public:
  struct Options {
    bool allow_send_node = true;
    bool expose_tokens = false;  // as in EventRouter::Options
    bool close_revoked = true;   // clients whose credential was taken back
  };

  ClientHub(InstanceRegistry& registry, AccessControl& access, RefusalLog& refusals, Audiences& audiences,
            Transports& transports, CommandRouter& commands, EventBus& bus, abi::Clock& clock, abi::Timers& timers,
            Logger log, Options options);
  ClientHub(const ClientHub&) = delete;
  ClientHub& operator=(const ClientHub&) = delete;
  ~ClientHub();

  // After the unit has started: asks for its channels once. Reports channels that cannot be used in the
  // log. `remove_handler` waits for running calls.
  void add_handler(std::string unit, abi::CommandHandler& handler, UnitGuard& guard);
  void remove_handler(std::string_view unit);

  // The instance is gone and its last event is through: its audiences are closed and their members told.
  void close_instance(abi::InstanceKey instance, std::string_view reason);

  // Sends every client away, for the end of the gateway.
  void close_all(std::string_view reason);

  // How many clients each transport that runs has.
  std::vector<std::pair<std::string, std::size_t>> clients_by_transport() const;

  // wagate.host.client_gateway/1
  void connect(abi::Transport& transport, const abi::AuthRequest& request, abi::ConnectReply* reply) noexcept override;
  void join(abi::ClientId client, abi::StringRef channel, abi::StringRef auth_json,
            abi::JoinReply* reply) noexcept override;
  bool joined(abi::ClientId client, abi::StringRef channel) noexcept override;
  void leave(abi::ClientId client, abi::StringRef channel) noexcept override;
  void command(abi::ClientId client, const abi::ClientCommand& command, abi::CommandReply* reply) noexcept override;
  void disconnected(abi::ClientId client, abi::StringRef reason) noexcept override;

  // wagate.host.client_emitter/1
  void emit(abi::ClientId client, abi::StringRef channel, abi::StringRef event,
            const abi::DocumentRef& arguments) noexcept override;
  void close(abi::ClientId client, abi::StringRef reason) noexcept override;

  // wagate.host.principals/1
  std::uint64_t revoke(abi::StringRef credential, abi::StringRef reason) noexcept override;

 private:
  struct Client;
  struct Membership;
  using ClientPtr = std::shared_ptr<Client>;

  static constexpr std::size_t kShards = 32;
  struct Shard {
    std::mutex mutex;
    std::unordered_map<abi::ClientId, ClientPtr> clients;  // guarded by mutex
  };

  Shard& shard_of(abi::ClientId id) { return shards_[id % kShards]; }
  ClientPtr find(abi::ClientId id);

  // What became of a join.
  struct Admission {
    AudiencePtr audience;  // null when refused
    abi::StatusCode code = abi::StatusCode::not_found;
    std::string sentence;
  };
  void admit(const ClientPtr& client, const std::string& channel, const PrincipalPtr& principal,
             const std::string& auth_json, abi::JoinReply* reply);
  Admission enter(const Client& client, const std::string& channel, const AccessPrincipal& principal,
                  const AudienceTerms& terms);
  // What the client gets on a channel. Returns what is wrong with its choice, for the client.
  std::string read_terms(const Client& client, const AccessPrincipal& principal, const std::string& auth_json,
                         AudienceTerms& terms) const;
  std::uint32_t variant_of(const AccessPrincipal& principal) const;
  void close_at_expiry(const ClientPtr& client, const AccessPrincipal& principal);
  bool is_custom(std::string_view channel);
  void refuse_join(const Client& client, std::string_view channel, abi::StatusCode code, std::string_view reason,
                   std::string_view told, std::string_view as);
  std::string transport_name(const Client& client) const;
  std::vector<ClientPtr> all();
  void with_transport(const Client& client, const char* what, const std::function<void(abi::Transport&)>& use);

  // Takes `reply`, which may be null.
  void send_node(const Membership& membership, const abi::ClientCommand& command, abi::CommandReply* reply);

  InstanceRegistry& registry_;
  AccessControl& access_;
  RefusalLog& refusals_;
  Audiences& audiences_;
  Transports& transports_;
  CommandRouter& commands_;
  abi::Clock& clock_;
  abi::Timers& timers_;
  const Logger log_;
  ClientTrail trail_;
  const Options options_;
  const ChoiceReader choices_;

  UnitList<HandlerRef> handlers_;
  std::mutex channels_mutex_;
  std::set<std::string, std::less<>> channels_;  // guarded by channels_mutex_

  std::array<Shard, kShards> shards_;
  std::atomic<abi::ClientId> last_client_{0};
  std::array<std::atomic<std::size_t>, kMaxTransports> client_counts_{};  // by place of the transport
};

}  // namespace wagate
