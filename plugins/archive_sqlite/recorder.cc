#include "recorder.h"

#include <algorithm>

#include "json_scan.h"
#include "record.h"
#include "wagate/text_document.h"

namespace wagate::archive_sqlite {

namespace {

// One person, not a group or a list.
bool is_direct(std::string_view jid) { return jid.ends_with("@s.whatsapp.net") || jid.ends_with("@lid"); }

// Later times have no date.
constexpr std::int64_t kEndOf9999 = 253'402'300'799;

// What the facts of the event say goes before what its document says: filters may have changed them.
void apply_facts(const Job& job, MessageRecord& record) {
  if (!job.chat.empty()) record.chat = job.chat;
  if (!job.message_id.empty()) record.message_id = job.message_id;
  if (!job.message_type.empty()) record.type = job.message_type;
  if (!job.push_name.empty()) record.push_name = job.push_name;
  if (record.participant.empty() && !is_direct(record.chat) && job.sender != record.chat)
    record.participant = job.sender;
  record.from_me = job.from_me;
  if (job.at > 0) record.at = job.at;
}

}  // namespace

Recorder::Outcome Recorder::record(const Job& job) {
  Outcome outcome;
  const DocumentView view(job.document);
  const auto each = [&](auto&& take) {
    const bool whole = each_element(job.document.json, [&](std::string_view element) { take(element); });
    if (!whole) ++outcome.unreadable;
  };
  switch (job.kind) {
    case Job::Kind::message: message(job, text_document(view), outcome); break;
    case Job::Kind::history:
      each([&](std::string_view element) {
        const abi::DocumentRef whole = view.ref();
        message(job, text_document(abi::DocumentRef(element, whole.attachments, whole.attachment_count)), outcome);
      });
      break;
    case Job::Kind::status: status(job, outcome); break;
    case Job::Kind::edit:
      if (job.action == "REVOKE") message_delete(job, outcome);
      else edit(job, outcome);
      break;
    case Job::Kind::message_delete: message_delete(job, outcome); break;
    case Job::Kind::contacts: each([&](std::string_view element) { contact(job, element, outcome); }); break;
    case Job::Kind::chats: each([&](std::string_view element) { chat(job, element, outcome); }); break;
    case Job::Kind::chats_touched: each([&](std::string_view element) { chat_touched(job, element, outcome); }); break;
    case Job::Kind::chats_delete: each([&](std::string_view element) { chat_delete(job, element, outcome); }); break;
    case Job::Kind::label: label(job, outcome); break;
    case Job::Kind::label_on_chat: label_on_chat(job, outcome); break;
    case Job::Kind::instance_gone: outcome.instance_gone = instances_.mark_gone(job.instance); break;
  }
  return outcome;
}

Recorder::Place Recorder::place_of(const Job& job) {
  Place place;
  place.instance = instances_.find(job.instance);
  if (place.instance) place.chat = chats_.find(place.instance, job.chat);
  if (place.chat) place.message = messages_.find(place.instance, place.chat, job.message_id);
  return place;
}

void Recorder::message(const Job& job, std::string_view json, Outcome& outcome) {
  auto record = read_message(json);
  if (!record) {
    ++outcome.unreadable;
    return;
  }
  const bool is_history = job.kind == Job::Kind::history;
  if (!is_history) apply_facts(job, *record);
  if (record->at <= 0) record->at = job.at_ms / 1000;
  record->at = std::min(record->at, kEndOf9999);

  const std::int64_t instance = instances_.ensure(job.instance);
  const std::int64_t chat = chats_.ensure(instance, record->chat);
  if (const std::int64_t known = messages_.find(instance, chat, record->message_id)) {
    if (is_history) return;
    messages_.update(known, *record);
    ++outcome.rows;
    return;
  }
  messages_.insert(instance, chat, *record, job.at_ms);
  ++outcome.rows;
  if (!is_history && !record->from_me)
    chats_.received(chat, is_direct(record->chat) ? std::string_view(record->push_name) : std::string_view());
  if (switches_.chats) chats_.ensure_row(chat, job.at_ms);
}

void Recorder::status(const Job& job, Outcome& outcome) {
  const Place place = place_of(job);
  if (!place.message || job.word.empty()) return;
  if (switches_.updates && messages_.add_status(place.instance, place.chat, place.message, job.word,
                                                read_participant(job.document.json), job.at_ms))
    ++outcome.rows;
  if (!job.from_me && (job.word == "READ" || job.word == "PLAYED")) chats_.read_up_to(place.chat, place.message);
}

void Recorder::edit(const Job& job, Outcome& outcome) {
  const Place place = place_of(job);
  if (!place.message) return;
  const auto content = edited(messages_.content(place.message), text_document(DocumentView(job.document)));
  if (!content) {
    ++outcome.unreadable;
    return;
  }
  messages_.set_content(place.message, *content);
  if (switches_.updates)
    messages_.add_status(place.instance, place.chat, place.message, "EDITED", "", job.at_ms);
  ++outcome.rows;
}

void Recorder::message_delete(const Job& job, Outcome& outcome) {
  const auto [instance, chat, message] = place_of(job);
  if (!message) return;
  ++outcome.rows;
  if (!switches_.keep_deleted) return messages_.remove(message);
  messages_.mark_deleted(message);
  if (switches_.updates) messages_.add_status(instance, chat, message, "DELETED", "", job.at_ms);
}

void Recorder::contact(const Job& job, std::string_view json, Outcome& outcome) {
  const auto record = read_contact(json);
  if (!record) {
    ++outcome.unreadable;
    return;
  }
  contacts_.put(instances_.ensure(job.instance), *record, job.at_ms);
  ++outcome.rows;
}

void Recorder::chat(const Job& job, std::string_view json, Outcome& outcome) {
  const auto record = read_chat(json);
  if (!record) {
    ++outcome.unreadable;
    return;
  }
  const std::int64_t instance = instances_.ensure(job.instance);
  const std::int64_t chat =
      record->jid.empty() ? chats_.find_row(instance, record->row_id) : chats_.ensure(instance, record->jid);
  if (!chat) return;
  chats_.ensure_row(chat, job.at_ms);
  chats_.describe(chat, record->name, record->unread, job.at_ms);
  ++outcome.rows;
}

void Recorder::chat_touched(const Job& job, std::string_view json, Outcome& outcome) {
  const auto record = read_chat(json);
  if (!record) {
    ++outcome.unreadable;
    return;
  }
  const std::int64_t instance = instances_.find(job.instance);
  const std::int64_t chat = instance ? chats_.find(instance, record->jid) : 0;
  if (!chat) return;
  chats_.touch(chat, job.at_ms);
  ++outcome.rows;
}

void Recorder::chat_delete(const Job& job, std::string_view json, Outcome& outcome) {
  const std::string jid = read_text(json);
  if (jid.empty()) {
    ++outcome.unreadable;
    return;
  }
  const std::int64_t instance = instances_.find(job.instance);
  const std::int64_t chat = instance ? chats_.find(instance, jid) : 0;
  if (!chat) return;
  chats_.remove_row(chat);
  ++outcome.rows;
}

void Recorder::label(const Job& job, Outcome& outcome) {
  const auto record = read_label(job.document.json);
  if (!record) {
    ++outcome.unreadable;
    return;
  }
  const std::int64_t instance = instances_.ensure(job.instance);
  if (record->deleted) labels_.remove(instance, record->id);
  else labels_.put(instance, *record);
  ++outcome.rows;
}

void Recorder::label_on_chat(const Job& job, Outcome& outcome) {
  if (job.chat.empty() || job.word.empty()) return;
  const std::int64_t instance = instances_.ensure(job.instance);
  if (job.action == "add") {
    const std::int64_t chat = chats_.ensure(instance, job.chat);
    if (switches_.chats) chats_.ensure_row(chat, job.at_ms);
    labels_.attach(instance, chat, job.word);
  } else if (const std::int64_t chat = chats_.find(instance, job.chat)) {
    labels_.detach(chat, job.word);
  }
  ++outcome.rows;
}

}  // namespace wagate::archive_sqlite
