#include "app_state/app_state_part.h"

#include <utility>
#include <vector>

#include "app_state/chat_changes.h"
#include "app_state/collections.h"
#include "session/acks.h"
#include "store/transaction.h"
#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {

AppStatePart::AppStatePart(ChatPlace& place, DurableEvents& events)
    : place_(place),
      intake_(place, events),
      sync_(place, intake_, turns_),
      writer_(place, intake_, sync_, turns_) {}

bool AppStatePart::take(const Node& stanza) {
  if (stanza.is("ib")) {
    const Node* dirty = stanza.child("dirty");
    if (!dirty || dirty->attribute("type") != "account_sync") return false;
    for (const std::string_view name : collections::kAll) sync_.want(std::string(name));
    return true;
  }
  if (!stanza.is("notification") || stanza.attribute("type") != "server_sync") return false;
  for (const Node& collection : stanza.children())
    if (collection.is("collection")) sync_.want(std::string(collection.attribute("name")));
  // Nothing is lost with it: every login looks at all collections.
  place_.session.wire.send(ack_for(stanza));
  return true;
}

bool AppStatePart::execute(std::string_view name, const Document& arguments, const ReplyBox& reply) {
  std::string problem;
  if (name == commands::kArchiveChat) {
    auto archive = read_archive_chat(arguments, problem);
    change(std::move(archive), problem, reply);
  } else if (name == commands::kMarkChatUnread) {
    auto unread = read_mark_chat_unread(arguments, problem);
    change(std::move(unread), problem, reply);
  } else if (name == commands::kLabelChat) {
    label_chat(arguments, reply);
  } else if (name == commands::kFetchLabels) {
    fetch_labels(reply);
  } else {
    return false;
  }
  return true;
}

void AppStatePart::change(std::optional<AppStateChange> change, const std::string& problem, const ReplyBox& reply) {
  if (!change) return reply.fail(abi::StatusCode::invalid_argument, "bad_request", problem);
  writer_.write(std::move(*change), [reply](AppStateWriter::Outcome outcome) { answer_write(reply, outcome); });
}

void AppStatePart::label_chat(const Document& arguments, const ReplyBox& reply) {
  std::string problem;
  auto label = read_label_chat(arguments, problem);
  if (!label) return reply.fail(abi::StatusCode::invalid_argument, "bad_request", problem);
  bool is_known = false;
  {
    Transaction work(place_.session.store);
    is_known = work.has_label(label->label_id);
  }
  if (!is_known)
    return reply.fail(abi::StatusCode::invalid_argument, "label_not_found", "the account has no label with that labelId");
  change(std::move(label->change), problem, reply);
}

void AppStatePart::fetch_labels(const ReplyBox& reply) {
  std::string json;
  JsonWriter writer(json);
  writer.begin_object().key("labels").begin_array();
  std::vector<Label> labels;
  {
    Transaction work(place_.session.store);
    labels = work.labels();
  }
  for (const Label& label : labels) {
    writer.begin_object().field("id", label.id).field("name", label.name).field("color", label.color);
    if (!label.predefined_id.empty()) writer.field("predefinedId", label.predefined_id);
    writer.end_object();
  }
  writer.end_array().end_object();
  reply.ok(abi::DocumentRef(json, nullptr, 0));
}

}  // namespace wagate::session_whatsapp
