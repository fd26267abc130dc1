#include "listener.h"

#include <utility>

#include "job.h"
#include "wagate/bus.h"
#include "wagate/events/chat.h"
#include "wagate/events/contact.h"
#include "wagate/events/instance.h"
#include "wagate/events/label.h"
#include "wagate/events/message.h"

namespace wagate::archive_sqlite {

namespace {

void copy_facts(Job& job, const MessagesUpsert& event) {
  job.kind = Job::Kind::message;
  job.chat = event.chat.str();
  job.sender = event.sender.str();
  job.message_id = event.message_id.str();
  job.message_type = event.message_type.str();
  job.push_name = event.push_name.str();
  job.from_me = event.from_me;
  job.at = event.at;
}

void copy_facts(Job& job, const SendMessage& event) {
  job.kind = Job::Kind::message;
  job.chat = event.chat.str();
  job.sender = event.chat.str();
  job.message_id = event.message_id.str();
  job.message_type = event.message_type.str();
  job.from_me = true;
  job.at = event.at;
}

void copy_facts(Job& job, const MessagesSet&) { job.kind = Job::Kind::history; }

void copy_facts(Job& job, const MessagesUpdate& event) {
  job.kind = Job::Kind::status;
  job.chat = event.chat.str();
  job.message_id = event.message_id.str();
  job.word = event.status.str();
  job.from_me = event.from_me;
}

void copy_facts(Job& job, const MessagesEdited& event) {
  job.kind = Job::Kind::edit;
  job.chat = event.chat.str();
  job.message_id = event.message_id.str();
  job.action = event.edit_type.str();
}

void copy_facts(Job& job, const SendMessageUpdate& event) {
  job.kind = Job::Kind::edit;
  job.chat = event.chat.str();
  job.message_id = event.message_id.str();
}

void copy_facts(Job& job, const MessagesDelete& event) {
  job.kind = Job::Kind::message_delete;
  job.chat = event.chat.str();
  job.message_id = event.message_id.str();
}

void copy_facts(Job& job, const ContactsSet&) { job.kind = Job::Kind::contacts; }
void copy_facts(Job& job, const ContactsUpsert&) { job.kind = Job::Kind::contacts; }
void copy_facts(Job& job, const ContactsUpdate&) { job.kind = Job::Kind::contacts; }
void copy_facts(Job& job, const ChatsSet&) { job.kind = Job::Kind::chats; }
void copy_facts(Job& job, const ChatsUpsert&) { job.kind = Job::Kind::chats; }
void copy_facts(Job& job, const ChatsUpdate&) { job.kind = Job::Kind::chats_touched; }
void copy_facts(Job& job, const ChatsDelete&) { job.kind = Job::Kind::chats_delete; }
void copy_facts(Job& job, const LabelsEdit&) { job.kind = Job::Kind::label; }

void copy_facts(Job& job, const LabelsAssociation& event) {
  job.kind = Job::Kind::label_on_chat;
  job.chat = event.chat.str();
  job.word = event.label_id.str();
  job.action = event.action.str();
}

void copy_facts(Job& job, const InstanceDelete&) { job.kind = Job::Kind::instance_gone; }
void copy_facts(Job& job, const RemoveInstance&) { job.kind = Job::Kind::instance_gone; }

template <Event E>
Owned<abi::Subscription> copies_of(const PluginContext& context, Writer& writer, abi::Clock& clock) {
  return subscribe<E>(context, [&writer, &clock](const E& event, const abi::EventMeta& meta) {
    if (meta.instance_id.empty()) return;
    Job job;
    job.instance = meta.instance_id.str();
    job.at_ms = meta.at_ms > 0 ? meta.at_ms : clock.unix_ms();
    copy_facts(job, event);
    if (job.kind != Job::Kind::instance_gone) job.document = Document(event.document);
    writer.accept(std::move(job));
  });
}

}  // namespace

std::vector<Owned<abi::Subscription>> listen(const PluginContext& context, const Switches& switches, Writer& writer,
                                             abi::Clock& clock) {
  std::vector<Owned<abi::Subscription>> out;
  const auto add = [&]<typename... E>() { (out.push_back(copies_of<E>(context, writer, clock)), ...); };
  if (switches.messages) add.operator()<MessagesUpsert, SendMessage>();
  if (switches.history) add.operator()<MessagesSet>();
  if (switches.messages || switches.history)
    add.operator()<MessagesUpdate, MessagesEdited, SendMessageUpdate, MessagesDelete>();
  if (switches.contacts) add.operator()<ContactsSet, ContactsUpsert, ContactsUpdate>();
  if (switches.chats) add.operator()<ChatsSet, ChatsUpsert, ChatsUpdate, ChatsDelete>();
  if (switches.labels) add.operator()<LabelsEdit, LabelsAssociation>();
  add.operator()<InstanceDelete, RemoveInstance>();
  return out;
}

}  // namespace wagate::archive_sqlite
