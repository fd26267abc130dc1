#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "figures.h"
#include "mailbox.h"
#include "settings.h"
#include "wagate/plugin.h"

namespace wagate::transport_webhook {

// Which events come, and into which lane: keeps an audience per webhook while it is switched on, and
// hands what is delivered to the mailbox.
class Subscriptions final : public abi::InstanceObserver {
 public:
  Subscriptions(const PluginContext& context, abi::Transport& transport, std::shared_ptr<Mailbox> mailbox, Figures& figures,
                SettingsPtr settings);

  void start();
  void stop();
  void configure(SettingsPtr settings);

  // [ordered per instance]; copies and returns.
  void deliver(const abi::Delivery& delivery) noexcept;

  void on_instance(Change change, const abi::InstanceInfo& info) noexcept override;

 private:
  struct Known {
    std::string sections;  // as they were read last
    abi::AudienceId audience = 0;
  };

  void follow_global();
  void follow(const abi::InstanceInfo& info);
  void forget(const abi::InstanceInfo& info);
  void offer(Row row);
  bool may_warn();  // once a minute

  abi::Callbacks& callbacks_;
  abi::Instances& instances_;
  abi::Clock& clock_;
  abi::Transport& transport_;
  const Logger log_;
  const std::shared_ptr<Mailbox> mailbox_;
  Figures& figures_;

  std::mutex instances_mutex_;
  std::map<abi::InstanceKey, Known> known_;  // guarded by instances_mutex_

  // Held while the global audience is opened, so that no copy for it comes before it is known.
  std::shared_mutex state_mutex_;
  SettingsPtr settings_;                  // guarded by state_mutex_
  abi::AudienceId global_audience_ = 0;   // guarded by state_mutex_; 0: closed

  std::mutex warning_mutex_;
  std::int64_t next_warning_ms_ = 0;  // guarded by warning_mutex_
};

}  // namespace wagate::transport_webhook
