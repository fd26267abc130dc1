#include "chat/receipts.h"

#include <utility>

#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {
namespace {

std::string_view status_of_receipt(std::string_view type) {
  if (type.empty() || type == "inactive") return "DELIVERY_ACK";
  if (type == "read") return "READ";
  if (type == "played") return "PLAYED";
  return {};
}

}  // namespace

ReceiptNews read_receipt(const Node& receipt) {
  ReceiptNews news;
  news.status = status_of_receipt(receipt.attribute("type"));
  if (receipt.has_attribute("id")) news.ids.emplace_back(receipt.attribute("id"));
  if (const Node* list = receipt.child("list")) {
    for (const Node& item : list->children()) {
      if (!item.has_attribute("id") || news.ids.size() == kMaxReceiptIds) continue;
      if (item.attribute("id") != news.ids.front()) news.ids.emplace_back(item.attribute("id"));
    }
  }
  return news;
}

void publish_status(ChatPlace& place, const std::string& chat, const std::string& id, std::string_view status,
                    std::function<void()> after) {
  const InstanceName& instance = place.session.instance;
  std::string json;
  JsonWriter(json)
      .begin_object()
      .field("keyId", id)
      .field("remoteJid", chat)
      .field("fromMe", true)
      .field("status", status)
      .field("instanceId", instance.id)
      .end_object();
  place.session.outbox.put(
      [&place, key = instance.key, chat, id, status = std::string(status), json = std::move(json)] {
        MessagesUpdate event;
        event.chat = chat;
        event.sender = chat;
        event.message_id = id;
        event.status = status;
        event.from_me = true;
        event.document = StringRef(json);
        abi::ErrorOut error;
        return place.events.update(key, event, error);
      },
      [&place, after = std::move(after)] {
        if (after) place.session.place.lane->post(after);
      });
}

}  // namespace wagate::session_whatsapp
