#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "order_placed.h"
#include "wagate/bus.h"
#include "wagate/events/message.h"
#include "wagate/json_writer.h"

namespace {

struct Order {
  std::int64_t pieces = 0;
  std::string_view article;
};

// Reads "<word> <pieces> <article>"; nothing for any other text.
std::optional<Order> read_order(std::string_view text, std::string_view word) {
  if (!text.starts_with(word) || text.size() <= word.size() || text[word.size()] != ' ') return std::nullopt;
  text.remove_prefix(word.size() + 1);
  Order order;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), order.pieces);
  if (error != std::errc() || order.pieces < 1 || order.pieces > 1000) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  if (text.size() < 2 || text[0] != ' ') return std::nullopt;
  order.article = text.substr(1);
  return order;
}

// Listens to messages and publishes an OrderPlaced for those that are orders.
class OrderDesk : public wagate::PluginBase {
 public:
  explicit OrderDesk(wagate::PluginContext& context)
      : context_(context), word_(context.text("word", "order")), publish_(context) {}

  void start() override {
    messages_ = wagate::subscribe<wagate::MessagesUpsert>(
        context_, [this](const auto& message, const auto& meta) { on_message(message, meta); });
  }

  // Giving the subscription back waits until the handler is not running.
  void stop() override { messages_.reset(); }

 private:
  void on_message(const wagate::MessagesUpsert& message, const wagate::abi::EventMeta& meta) {
    if (message.from_me) return;
    const auto order = read_order(message.text, word_);
    if (!order) return;

    std::string json;
    wagate::JsonWriter(json).begin_object().field("customer", message.sender.view()).field("article", order->article)
        .field("pieces", order->pieces).end_object();
    OrderPlaced event;
    event.customer = message.sender;
    event.article = order->article;
    event.pieces = order->pieces;
    event.document = wagate::DocumentRef(wagate::StringRef(json));
    wagate::abi::ErrorOut error;
    if (publish_(meta.instance, event, error) != wagate::abi::StatusCode::ok)
      context_.log().warn("order not published", {{"instance", meta.instance_name}, {"error", error.view()}});
  }

  wagate::PluginContext& context_;
  std::string word_;
  wagate::Publisher<OrderPlaced> publish_;
  wagate::Owned<wagate::abi::Subscription> messages_;
};

}  // namespace

WAGATE_PLUGIN(OrderDesk)
