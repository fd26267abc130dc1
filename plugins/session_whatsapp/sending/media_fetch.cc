#include "sending/media_fetch.h"

#include <optional>
#include <utility>
#include <vector>

#include "media/file_facts.h"
#include "message/json_content.h"
#include "message/media_retry.h"
#include "sending/media_refusal.h"
#include "sending/reading.h"
#include "sending/refusal.h"
#include "session/acks.h"
#include "wagate/commands.h"

namespace wagate::session_whatsapp {
namespace {

FileOfMessage file_of_arguments(const CheckedArguments& arguments) {
  const auto wire = JsonContent(arguments.document().attachments).read_message(arguments.json_or_nothing("message"));
  const auto file = wire ? FileOfMessage::find(*wire) : std::nullopt;
  if (!file) refuse_argument("message has no file with a media key of 32 bytes and a direct path");
  return *file;
}

void answer_file(const ReplyBox& reply, const std::string& mimetype, std::string bytes) {
  Document result;
  const std::string type = mimetype.empty() ? std::string(look_at_file(bytes).mimetype) : mimetype;
  const std::string place = result.attach(std::move(bytes));
  JsonWriter(result.json).begin_object().field("mimetype", type).field_raw("media", place).end_object();
  reply.ok(DocumentView(result));
}

}  // namespace

struct MediaFetch::Wanted {
  ReplyBox reply;
  TargetKey message;
  FileOfMessage file;
  bool was_asked_for = false;
  std::unique_ptr<Alarm> patience;
};

bool MediaFetch::execute(std::string_view name, const Document& document, const ReplyBox& reply) {
  if (name != commands::kFetchMedia) return false;
  try {
    const CheckedArguments arguments(document);
    const TargetKey key = read_message_key(arguments.object("key")).target();
    fetch(std::make_shared<Wanted>(Wanted{reply, key, file_of_arguments(arguments), false, nullptr}));
  } catch (const Refusal& refusal) {
    refusal.tell(reply);
  }
  return true;
}

void MediaFetch::fetch(const std::shared_ptr<Wanted>& wanted) {
  place_.media->download(wanted->file.reference, [this, wanted](MediaFailure failure, MediaFile file) {
    if (failure == MediaFailure::none) {
      std::optional<std::string> bytes = std::move(file).take();
      if (!bytes) return refuse_media(wanted->reply, MediaFailure::not_kept);
      return answer_file(wanted->reply, wanted->file.mimetype, *std::move(bytes));
    }
    if (failure == MediaFailure::gone && !wanted->was_asked_for) return ask_phone(wanted);
    refuse_media(wanted->reply, failure);
  });
}

void MediaFetch::ask_phone(const std::shared_ptr<Wanted>& wanted) {
  const auto& account = place_.session.store.account();
  const auto own = account ? Jid::parse(account->jid) : std::nullopt;
  if (!own || asked_.size() >= kMaxAsked) return refuse_media(wanted->reply, MediaFailure::gone);
  wanted->was_asked_for = true;
  const Node question = ask_for_media_again(*own, wanted->message, wanted->file.reference.media_key);
  if (!place_.session.wire.send(question)) return refuse_media(wanted->reply, MediaFailure::not_connected);
  const auto entry = asked_.emplace(wanted->message.id, wanted);
  wanted->patience = std::make_unique<Alarm>(place_.session.place);
  wanted->patience->set(kPhonePatienceMs, [this, entry] {
    const std::shared_ptr<Wanted> late = std::move(entry->second);
    asked_.erase(entry);
    refuse_media(late->reply, MediaFailure::gone);
  });
}

bool MediaFetch::take(const Node& stanza) {
  if (!stanza.is("notification") || stanza.attribute("type") != "mediaretry") return false;
  take_answer(stanza);
  place_.session.wire.send(ack_for(stanza));
  return true;
}

void MediaFetch::take_answer(const Node& notification) {
  const auto [begin, end] = asked_.equal_range(std::string(notification.attribute("id")));
  std::vector<std::shared_ptr<Wanted>> answered;
  for (auto entry = begin; entry != end;) {
    const auto path = read_media_again(notification, entry->second->file.reference.media_key);
    if (!path) {
      ++entry;
      continue;
    }
    entry->second->patience->cancel();
    entry->second->file.reference.direct_path = *path;
    answered.push_back(std::move(entry->second));
    entry = asked_.erase(entry);
  }
  for (const auto& wanted : answered) {
    if (wanted->file.reference.direct_path.empty()) {
      refuse_media(wanted->reply, MediaFailure::gone);
    } else {
      fetch(wanted);
    }
  }
}

}  // namespace wagate::session_whatsapp
