#include "kernel/route/client_hub.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "kernel/route/client_state.h"
#include "kernel/route/send_node.h"

namespace wagate {

namespace {

using abi::StatusCode;

constexpr const char* kUnauthorized = "Unauthorized";
constexpr const char* kInvalidNamespace = "Invalid namespace";

void refuse(abi::JoinReply* reply, StatusCode code, std::string_view sentence) {
  reply->refused(code, sentence);
  reply->release();
}

// What a command handler gets for a client's reply: the first answer counts.
class HandlerReply final : public abi::CommandReply {
 public:
  HandlerReply(abi::CommandReply* reply, UnitGuard& guard) : reply_(reply), guard_(guard) {}

  void ok(const abi::DocumentRef& result) noexcept override {
    if (first()) reply_->ok(result);
  }
  void fail(StatusCode code, abi::StringRef reason, abi::StringRef sentence) noexcept override {
    if (first()) reply_->fail(code, reason, sentence);
  }
  void release() noexcept override {
    reply_->release();
    delete this;
  }

  // The handler did not take it: the client's reply is the caller's again.
  void give_back() { delete this; }

 private:
  bool first() {
    if (!answered_.exchange(true)) return true;
    guard_.fault("on_command", "it answered a command twice");
    return false;
  }

  abi::CommandReply* const reply_;
  UnitGuard& guard_;
  std::atomic<bool> answered_{false};
};

}  // namespace

ClientHub::ClientHub(InstanceRegistry& registry, AccessControl& access, RefusalLog& refusals, Audiences& audiences,
                     Transports& transports, CommandRouter& commands, EventBus& bus, abi::Clock& clock,
                     abi::Timers& timers, Logger log, Options options)
    : registry_(registry), access_(access), refusals_(refusals), audiences_(audiences), transports_(transports),
      commands_(commands), clock_(clock), timers_(timers), log_(log), trail_(log, clock), options_(options),
      choices_([&bus](std::string_view wire) { return bus.knows_wire(wire); }) {}

ClientHub::~ClientHub() = default;

void ClientHub::add_handler(std::string unit, abi::CommandHandler& handler, UnitGuard& guard) {
  std::vector<std::string> channels;
  std::string problem;
  guard.call_always("channels", [&] { problem = parse_channels(handler.channels(), channels); });
  if (!problem.empty()) log_.error("ignored the channels of a unit", {{"unit", unit}, {"error", problem}});
  for (const std::string& channel : channels) {
    const std::string name = channel.substr(1);
    if (registry_.find(name))
      log_.warn("channel of a unit hides an instance of that name", {{"unit", unit}, {"channel", channel}});
    registry_.reserve_channel(name);
    std::lock_guard lock(channels_mutex_);
    channels_.insert(channel);
  }
  handlers_.add(std::move(unit), HandlerRef{&handler, &guard});
}

void ClientHub::remove_handler(std::string_view unit) { handlers_.remove(unit); }

bool ClientHub::is_custom(std::string_view channel) {
  std::lock_guard lock(channels_mutex_);
  return channels_.contains(channel);
}

ClientHub::ClientPtr ClientHub::find(abi::ClientId id) {
  Shard& shard = shard_of(id);
  std::lock_guard lock(shard.mutex);
  const auto found = shard.clients.find(id);
  return found == shard.clients.end() ? nullptr : found->second;
}

std::vector<ClientHub::ClientPtr> ClientHub::all() {
  std::vector<ClientPtr> out;
  for (Shard& shard : shards_) {
    std::lock_guard lock(shard.mutex);
    for (const auto& [id, client] : shard.clients) out.push_back(client);
  }
  return out;
}

// The entry stays while its clients say goodbye: a unit is stopped before it is removed.
std::string ClientHub::transport_name(const Client& client) const {
  for (const auto& entry : transports_.visit())
    if (entry->value.transport == client.transport) return entry->unit;
  return {};
}

std::vector<std::pair<std::string, std::size_t>> ClientHub::clients_by_transport() const {
  std::vector<std::pair<std::string, std::size_t>> out;
  for (const auto& entry : transports_.visit())
    out.emplace_back(entry->unit, client_counts_[entry->value.place].load(std::memory_order_relaxed));
  return out;
}

void ClientHub::refuse_join(const Client& client, std::string_view channel, StatusCode code, std::string_view reason,
                            std::string_view told, std::string_view as) {
  // What is wrong with a choice is told in the client's own words; a figure has none of these.
  if (code == StatusCode::invalid_argument) told = "choice not understood";
  const std::string transport = transport_name(client);
  // Without the address, which the line about its handshake has: a client keeps nothing that it does not need.
  refusals_.note(RefusedStep::join, reason, told, {}, {transport, {}, channel, as, client.id});
}

void ClientHub::with_transport(const Client& client, const char* what, const std::function<void(abi::Transport&)>& use) {
  for (const auto& entry : transports_.visit()) {
    if (entry->value.transport != client.transport || !entry->active()) continue;
    entry->value.guard->call_always(what, [&] { use(*entry->value.transport); });
    return;
  }
}

void ClientHub::connect(abi::Transport& transport, const abi::AuthRequest& request, abi::ConnectReply* reply) noexcept {
  const auto place = transports_.place_of(transport);
  if (!place) {
    log_.error("refused a client of a transport that is not running", {{"transport", request.transport}});
    reply->refused(StatusCode::unavailable, "the gateway is not ready; try again");
    reply->release();
    return;
  }
  // The copy is kept only for a client that must still show credentials: it holds secrets.
  auto kept = std::make_shared<const AuthRequestCopy>(request);
  access_.authenticate(request, RefusedStep::handshake, [this, &transport, place = *place, kept, reply](const AuthOutcome& outcome) {
    if (outcome.kind == AuthOutcome::Kind::refused) {
      reply->refused(outcome.code, outcome.sentence);
      reply->release();
      return;
    }
    const bool pending = outcome.kind == AuthOutcome::Kind::pending;
    auto client = std::make_shared<Client>();
    client->id = last_client_.fetch_add(1, std::memory_order_relaxed) + 1;
    client->transport = &transport;
    client->place = static_cast<std::uint16_t>(place);
    client->principal = outcome.principal;
    client->known = !pending;
    std::string problem = choices_.read_query(kept->get().query, kept->get().query_count, client->choice);
    if (pending || !problem.empty())
      client->unsettled = std::make_unique<Client::Unsettled>(Client::Unsettled{pending ? kept : nullptr, std::move(problem)});
    const abi::ClientId id = client->id;
    const ClientPtr entered = client;
    {
      Shard& shard = shard_of(id);
      std::lock_guard lock(shard.mutex);
      shard.clients.emplace(id, std::move(client));
    }
    client_counts_[place].fetch_add(1, std::memory_order_relaxed);
    trail_.accepted(id, kept->get().transport.view(), kept->get().peer.view(), outcome.principal.get());
    if (!pending) close_at_expiry(entered, *outcome.principal);
    reply->accepted(id, pending ? 1 : 0);
    reply->release();
  });
}

void ClientHub::join(abi::ClientId id, abi::StringRef channel, abi::StringRef auth_json, abi::JoinReply* reply) noexcept {
  const ClientPtr client = find(id);
  if (!client) {
    refuse(reply, StatusCode::not_found, "the client is not connected");
    return;
  }
  std::string name = channel.str();
  if (name.empty() || name.size() > kMaxChannelBytes || name[0] != '/') {
    refuse(reply, StatusCode::not_found, kInvalidNamespace);
    return;
  }
  if (client->principal) {
    admit(client, name, client->principal, auth_json.str(), reply);
    return;
  }
  if (auth_json.empty()) {
    refuse_join(*client, name, StatusCode::unauthenticated, "no credentials were shown", kUnauthorized, "not known yet");
    refuse(reply, StatusCode::unauthenticated, kUnauthorized);
    return;
  }
  const AuthRequestCopy request = client->unsettled->request->with_auth(auth_json);
  access_.authenticate(request.get(), RefusedStep::join, [this, client, name, auth = auth_json.str(), reply](const AuthOutcome& outcome) {
    if (outcome.kind == AuthOutcome::Kind::allowed) {
      admit(client, name, outcome.principal, auth, reply);
    } else {
      refuse(reply, StatusCode::unauthenticated, kUnauthorized);
    }
  });
}

std::uint32_t ClientHub::variant_of(const AccessPrincipal& principal) const {
  std::uint32_t variant = 0;
  if (options_.expose_tokens && principal.has(abi::kMaySeeTokens)) variant |= kSeesTokens;
  if (options_.allow_send_node && principal.has(abi::kMayCommand)) variant |= kSeesRaw;
  return variant;
}

ClientHub::Admission ClientHub::enter(const Client& client, const std::string& channel, const AccessPrincipal& principal,
                                      const AudienceTerms& terms) {
  if (is_custom(channel)) return {audiences_.join_custom(channel, client.place), StatusCode::ok, {}};

  if (channel == "/") {
    if (!principal.has(abi::kMayReceive)) return {nullptr, StatusCode::permission_denied, kUnauthorized};
    if (principal.all_instances())
      return {audiences_.join_root(terms, client.place), StatusCode::ok, {}};
    std::set<abi::InstanceKey> keys;
    for (const std::string& id : principal.instance_ids()) {
      if (const InstancePtr instance = registry_.find_id(id)) keys.insert(instance->key);
    }
    AudiencePtr audience = keys.empty() ? nullptr : audiences_.join_scoped(keys, terms, client.place);
    if (!audience) return {nullptr, StatusCode::permission_denied, kUnauthorized};
    return {std::move(audience), StatusCode::ok, {}};
  }

  const std::string_view name = std::string_view(channel).substr(1);
  const InstancePtr instance = registry_.find(name);
  if (!instance) return {nullptr, StatusCode::not_found, kInvalidNamespace};
  if (!principal.may_join(instance->id)) return {nullptr, StatusCode::permission_denied, kUnauthorized};
  AudiencePtr audience = audiences_.join_instance(instance->key, name, terms, client.place);
  if (!audience) return {nullptr, StatusCode::not_found, kInvalidNamespace};
  return {std::move(audience), StatusCode::ok, {}};
}

void ClientHub::admit(const ClientPtr& client, const std::string& channel, const PrincipalPtr& principal,
                      const std::string& auth_json, abi::JoinReply* reply) {
  std::unique_lock lock(client->mutex);
  if (Membership* already = client->find(channel)) {
    const abi::AudienceId id = already->audience->id;
    lock.unlock();
    reply->accepted(id);
    reply->release();
    return;
  }
  Admission admission;
  if (client->memberships.size() >= kMaxChannelsPerClient) {
    admission.code = StatusCode::resource_exhausted;
    admission.sentence = "too many channels; leave one first";
  } else if (client->gone) {
    admission.sentence = "the client is not connected";
  } else {
    AudienceTerms terms(variant_of(*principal));
    admission.sentence = read_terms(*client, *principal, auth_json, terms);
    admission.code = StatusCode::invalid_argument;
    if (admission.sentence.empty()) admission = enter(*client, channel, *principal, terms);
  }
  if (!admission.audience) {
    lock.unlock();
    refuse_join(*client, channel, admission.code, admission.sentence, admission.sentence, principal->subject());
    refuse(reply, admission.code, admission.sentence);
    return;
  }
  const abi::AudienceId id = admission.audience->id;
  client->memberships.push_back({std::move(admission.audience), principal,
                                 auth_json.empty() ? nullptr : std::make_shared<const std::string>(auth_json)});
  client->known = true;
  lock.unlock();
  if (client->principal != principal) close_at_expiry(client, *principal);
  trail_.joined(client->id, transport_name(*client), channel, *principal);
  reply->accepted(id);
  reply->release();
}

bool ClientHub::joined(abi::ClientId id, abi::StringRef channel) noexcept {
  const ClientPtr client = find(id);
  if (!client) return false;
  std::shared_ptr<const std::string> auth_json;
  AudiencePtr audience;
  {
    std::lock_guard lock(client->mutex);
    Membership* membership = client->find(channel);
    if (!membership) return false;
    auth_json = std::move(membership->auth_json);
    audience = membership->audience;
  }
  const std::string_view shown = auth_json ? std::string_view(*auth_json) : "{}";
  for (const auto& entry : handlers_.visit()) {
    if (!entry->active()) continue;
    entry->value.guard->call("on_join", [&] { entry->value.handler->on_join(id, channel, shown); });
  }
  return !audience->closed.load(std::memory_order_acquire);
}

void ClientHub::leave(abi::ClientId id, abi::StringRef channel) noexcept {
  const ClientPtr client = find(id);
  if (!client) return;
  {
    std::lock_guard lock(client->mutex);
    Membership* membership = client->find(channel);
    if (!membership) return;
    audiences_.leave(*membership->audience, client->place);
    client->memberships.erase(client->memberships.begin() + (membership - client->memberships.data()));
  }
  trail_.left(id, transport_name(*client), channel.view());
}

void ClientHub::disconnected(abi::ClientId id, abi::StringRef reason) noexcept {
  ClientPtr client;
  {
    Shard& shard = shard_of(id);
    std::lock_guard lock(shard.mutex);
    if (auto node = shard.clients.extract(id)) client = std::move(node.mapped());
  }
  if (!client) return;
  client_counts_[client->place].fetch_sub(1, std::memory_order_relaxed);
  std::unique_ptr<Client::Expiry> expiry;
  bool known = false;
  {
    std::lock_guard lock(client->mutex);
    client->gone = true;
    known = client->known;
    expiry = std::move(client->expiry);
    for (const Membership& membership : client->memberships) audiences_.leave(*membership.audience, client->place);
    client->memberships.clear();
  }
  if (expiry) timers_.cancel(expiry->timer);
  trail_.closed(id, transport_name(*client), reason.view(), known);
}

void ClientHub::command(abi::ClientId id, const abi::ClientCommand& command, abi::CommandReply* reply) noexcept {
  const ClientPtr client = find(id);
  std::optional<Membership> membership;
  if (client) {
    std::lock_guard lock(client->mutex);
    if (const Membership* found = client->find(command.channel)) membership = *found;
  }
  if (!membership) {
    if (reply) reply->release();
    return;
  }
  if (command.name == "sendNode" && !membership->audience->custom) {
    send_node(*membership, command, reply);
    return;
  }
  for (const auto& entry : handlers_.visit()) {
    if (!entry->active()) continue;
    HandlerReply* shield = reply ? new HandlerReply(reply, *entry->value.guard) : nullptr;
    bool entered = false;
    bool took = false;
    const bool ran = entry->value.guard->call("on_command", [&] {
      entered = true;
      took = entry->value.handler->on_command(id, command, shield);
    });
    // One that threw may have kept the reply: it must not be used any more.
    if (took || (entered && !ran)) return;
    if (shield) shield->give_back();
  }
  if (reply) reply->release();
}

void ClientHub::emit(abi::ClientId id, abi::StringRef channel, abi::StringRef event,
                     const abi::DocumentRef& arguments) noexcept {
  const ClientPtr client = find(id);
  if (!client) return;
  {
    std::lock_guard lock(client->mutex);
    if (!client->find(channel)) return;
  }
  with_transport(*client, "emit", [&](abi::Transport& transport) { transport.emit(id, channel, event, arguments); });
}

void ClientHub::close(abi::ClientId id, abi::StringRef reason) noexcept {
  if (const ClientPtr client = find(id))
    with_transport(*client, "close_client", [&](abi::Transport& transport) { transport.close_client(id, reason); });
}

void ClientHub::close_instance(abi::InstanceKey instance, std::string_view reason) {
  const Audiences::List closed = audiences_.close(instance);
  for (const auto& entry : transports_.visit()) {
    if (!entry->active()) continue;
    for (const AudiencePtr& audience : closed) {
      if (audience->members[entry->value.place].load(std::memory_order_relaxed) == 0) continue;
      entry->value.guard->call_always("close_audience",
                                      [&] { entry->value.transport->close_audience(audience->id, reason); });
    }
  }
}

void ClientHub::close_all(std::string_view reason) {
  for (const ClientPtr& client : all()) close(client->id, reason);
}

void ClientHub::send_node(const Membership& membership, const abi::ClientCommand& command, abi::CommandReply* reply) {
  wagate::send_node({registry_, commands_, log_, options_.allow_send_node}, *membership.principal, membership.audience->channel,
                    command.arguments, reply);
}

}  // namespace wagate
