#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "driver.h"
#include "load.h"
#include "session.h"
#include "wagate/plugin.h"

namespace wagate::session_simulator {

// The provider: one simulated account per instance, and the routes that drive them.
class Simulator final : public PluginBase, public abi::SessionProvider, private abi::InstanceObserver {
 public:
  static constexpr std::uint32_t kFlags = abi::kMultiUnit | abi::kNeverBlocks;
  static constexpr abi::ServiceDecl kNeeds[] = {{"wagate.http/1", 0, 0}};

  explicit Simulator(PluginContext& context);

  void start() override;
  void stop() override;

  abi::StatusCode open(const abi::SessionSpec& spec, abi::ErrorOut& error) noexcept override;
  void close(abi::InstanceKey instance, abi::CloseMode mode) noexcept override;
  void execute(const abi::Command& command, abi::CommandReply* reply) noexcept override;

 private:
  void on_instance(Change change, const abi::InstanceInfo& info) noexcept override;

  std::shared_ptr<Session> session_of(abi::InstanceKey key) const;
  std::shared_ptr<Session> session_named(std::string_view name) const;
  std::vector<std::shared_ptr<Session>> open_sessions(const std::string& target) const;
  bool exists(std::string_view instance) const;
  std::string instance_id(abi::InstanceKey key) const;

  PluginContext& context_;
  abi::Instances& instances_;
  std::shared_ptr<Flights> flights_;
  Surroundings surroundings_;

  mutable std::mutex mutex_;
  std::unordered_map<abi::InstanceKey, std::shared_ptr<Session>> sessions_;  // guarded by mutex_

  LoadGenerator load_;
  std::optional<Driver> driver_;
};

}  // namespace wagate::session_simulator
