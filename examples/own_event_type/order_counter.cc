#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "order_placed.h"
#include "wagate/bus.h"

namespace {

// Counts orders per instance and says so in the log.
class OrderCounter : public wagate::PluginBase {
 public:
  explicit OrderCounter(wagate::PluginContext& context) : context_(context) {}

  void start() override {
    orders_ = wagate::subscribe<OrderPlaced>(
        context_, [this](const OrderPlaced& order, const auto& meta) { on_order(order, meta); });
  }
  void stop() override { orders_.reset(); }

 private:
  void on_order(const OrderPlaced& order, const wagate::abi::EventMeta& meta) {
    std::int64_t count = 0;
    {
      // Events of one instance come one at a time, those of different instances do not.
      const std::lock_guard lock(mutex_);
      count = ++counts_[meta.instance_name.str()];
    }
    context_.log().info("order counted", {{"instance", meta.instance_name}, {"article", order.article},
                                          {"pieces", order.pieces}, {"orders", count}});
  }

  wagate::PluginContext& context_;
  std::mutex mutex_;
  std::map<std::string, std::int64_t> counts_;  // guarded by mutex_
  wagate::Owned<wagate::abi::Subscription> orders_;
};

}  // namespace

WAGATE_PLUGIN(OrderCounter)
