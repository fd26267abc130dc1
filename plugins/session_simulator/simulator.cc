#include "simulator.h"

#include <exception>
#include <utility>

#include "command_table.h"

namespace wagate::session_simulator {
namespace {

constexpr std::chrono::seconds kLandingTime{5};

// Calls `found` with the instance; returns whether there is one.
template <typename Found>
class Visitor final : public abi::InstanceVisitor {
 public:
  explicit Visitor(Found found) : found_(std::move(found)) {}
  bool visit(const abi::InstanceInfo& info) noexcept override {
    found_(info);
    return false;
  }

 private:
  Found found_;
};

}  // namespace

Simulator::Simulator(PluginContext& context)
    : context_(context),
      instances_(context.service<abi::Instances>()),
      flights_(std::make_shared<Flights>()),
      surroundings_{Options::from(context),
                    context.service<abi::Clock>(),
                    context.service<abi::Timers>(),
                    SessionEvents(context),
                    Outlet(context),
                    StateFiles(context.state_dir()),
                    flights_,
                    context.log()},
      load_(surroundings_.outlet, surroundings_.clock, context.log(),
            [this](const std::string& target) { return open_sessions(target); }) {}

void Simulator::start() {
  if (auto* http = context_.find_unit_service<abi::HttpServer>()) {
    driver_.emplace(context_,
                    Driver::World{[this](std::string_view name) { return session_named(name); },
                                  [this](std::string_view name) { return exists(name); }, &load_},
                    flights_);
    driver_->mount(*http);
  }
  instances_.watch(*this);
}

void Simulator::stop() {
  instances_.unwatch(*this);
  if (driver_) driver_->unmount();
  load_.shut_down();

  std::unordered_map<abi::InstanceKey, std::shared_ptr<Session>> sessions;
  {
    std::lock_guard lock(mutex_);
    sessions.swap(sessions_);
  }
  for (const auto& [key, session] : sessions) session->close(abi::CloseMode::suspend);
  if (!flights_->wait_all_landed(kLandingTime))
    context_.log().warn("work that was handed out did not come back within five seconds of stopping");
  driver_.reset();
}

abi::StatusCode Simulator::open(const abi::SessionSpec& spec, abi::ErrorOut& error) noexcept {
  try {
    std::shared_ptr<Session> session;
    {
      std::lock_guard lock(mutex_);
      std::shared_ptr<Session>& slot = sessions_[spec.instance];
      if (slot && slot->phase() != Session::Phase::ended)
        return abi::fail(error, abi::StatusCode::already_exists,
                         "the session of \"" + spec.instance_name.str() + "\" is open or connecting already");
      slot = std::make_shared<Session>(surroundings_, spec);
      session = slot;
    }
    session->open();
    return abi::StatusCode::ok;
  } catch (const std::exception& failure) {
    return abi::fail(error, abi::StatusCode::internal, failure.what());
  }
}

void Simulator::close(abi::InstanceKey instance, abi::CloseMode mode) noexcept {
  try {
    std::shared_ptr<Session> session;
    {
      std::lock_guard lock(mutex_);
      const auto found = sessions_.find(instance);
      if (found != sessions_.end()) {
        session = std::move(found->second);
        sessions_.erase(found);
      }
    }
    if (session) return session->close(mode);
    if (mode == abi::CloseMode::suspend) return;

    // Nothing is open, but something may be saved.
    const std::string id = instance_id(instance);
    if (id.empty()) return;
    if (mode == abi::CloseMode::erase) return surroundings_.states.erase(id);
    SavedState state = surroundings_.states.load(id);
    if (!state.paired) return;
    state.paired = false;
    state.wuid.clear();
    surroundings_.states.save(id, state);
  } catch (const std::exception& failure) {
    context_.log().error("closing a session failed", {{"error", failure.what()}});
  }
}

void Simulator::execute(const abi::Command& command, abi::CommandReply* reply) noexcept {
  const ReplyBox box(reply);
  try {
    const CommandEntry* entry = find_command(command.name);
    if (!entry)
      return box.fail(abi::StatusCode::unimplemented, "unimplemented", "the simulator does not know this command");
    const Action action = entry->read(Arguments(command.name, command.arguments).root());
    const auto session = session_of(command.instance);
    if (!session)
      return box.fail(abi::StatusCode::failed_precondition, "not_connected", "The instance is not connected");
    session->execute(action, box);
  } catch (const Refusal& refusal) {
    box.fail(refusal.code, refusal.reason, refusal.sentence);
  } catch (const std::exception& failure) {
    context_.log().error("a command failed", {{"command", command.name}, {"error", failure.what()}});
    box.fail(abi::StatusCode::internal, "internal", "the simulator failed; its log says why");
  }
}

void Simulator::on_instance(Change change, const abi::InstanceInfo& info) noexcept {
  try {
    if (change == Change::removed) {
      std::shared_ptr<Session> session;
      {
        std::lock_guard lock(mutex_);
        const auto found = sessions_.find(info.key);
        if (found != sessions_.end()) {
          session = std::move(found->second);
          sessions_.erase(found);
        }
      }
      if (session) session->close(abi::CloseMode::erase);
      surroundings_.states.erase(info.id);
    } else if (const auto session = session_of(info.key)) {
      session->set_settings(info.settings_json);
    }
  } catch (const std::exception& failure) {
    context_.log().error("a change of an instance was not followed", {{"error", failure.what()}});
  }
}

std::shared_ptr<Session> Simulator::session_of(abi::InstanceKey key) const {
  std::lock_guard lock(mutex_);
  const auto found = sessions_.find(key);
  return found == sessions_.end() ? nullptr : found->second;
}

std::shared_ptr<Session> Simulator::session_named(std::string_view name) const {
  std::lock_guard lock(mutex_);
  for (const auto& [key, session] : sessions_)
    if (session->name() == name) return session;
  return nullptr;
}

std::vector<std::shared_ptr<Session>> Simulator::open_sessions(const std::string& target) const {
  std::vector<std::shared_ptr<Session>> out;
  std::lock_guard lock(mutex_);
  for (const auto& [key, session] : sessions_)
    if (session->phase() == Session::Phase::open && (target == "*" || session->name() == target))
      out.push_back(session);
  return out;
}

bool Simulator::exists(std::string_view instance) const {
  Visitor visitor([](const abi::InstanceInfo&) {});
  return instances_.find(instance, visitor);
}

std::string Simulator::instance_id(abi::InstanceKey key) const {
  std::string id;
  Visitor visitor([&](const abi::InstanceInfo& info) { id = info.id.str(); });
  instances_.find_key(key, visitor);
  return id;
}

}  // namespace wagate::session_simulator
