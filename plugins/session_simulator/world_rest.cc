// Everything that happens in a world beside messages: presence, calls, groups, labels, chats, contacts.
#include <iterator>
#include <utility>

#include "text.h"
#include "world.h"

namespace wagate::session_simulator {
namespace {

constexpr std::string_view kNewSubjects[] = {"Drivers (night)",  "Família 2026",    "Suppliers and prices",
                                             "Futebol de terça", "Condomínio 42 B", "Vendas (novo)"};
constexpr std::string_view kNewDescriptions[] = {"new shift plan", "Horário: 8h às 18h", "no calls, please",
                                                 "read the rules first"};
constexpr std::string_view kLabels[] = {"VIP", "Follow up", "Wholesale", "Devolução", "Paid"};

}  // namespace

Scene World::somebody_appears(std::int64_t now_ms) {
  if (cast_.persons.empty()) return {};
  return presence_of(cast_.persons[side_choices_.below(cast_.persons.size())].chat(), now_ms);
}

Scene World::presence_of(const std::string& jid, std::int64_t now_ms) {
  SceneBuilder scene(now_ms, tempo_);
  scene.wait(side_choices_.between(300, 1'200));
  const bool online = side_choices_.percent(60);
  const std::int64_t last_seen = online ? 0 : scene.now() - side_choices_.between(30, 7'200);
  scene.add(0, presence(jid, jid, online ? "available" : "unavailable", last_seen));
  return scene.take();
}

void World::presence_change(SceneBuilder& scene, const Settings&) {
  const std::string chat = cast_.persons[any_person()].chat();
  scene.add(0, presence(chat, chat, "available", 0));
  if (choices_.percent(50)) {
    scene.add(choices_.between(500, 3'000), presence(chat, chat, choices_.percent(80) ? "composing" : "recording", 0));
    scene.add(choices_.between(800, 4'000), presence(chat, chat, "available", 0));
  }
  scene.wait(choices_.between(1'000, 6'000));
  scene.add(0, presence(chat, chat, "unavailable", scene.now()));
}

void World::call(SceneBuilder& scene, const Settings& settings) {
  const Person* const free = anybody_free();
  if (!free) return;
  const Person& caller = *free;
  CallFacts facts;
  facts.chat = caller.lid;
  facts.from = caller.lid;
  facts.id = choices_.upper_hex(32);
  facts.is_video = choices_.percent(30);
  if (!settings.groups_ignore && choices_.percent(15))
    if (const Group* group = any_group()) facts.group = group->jid;
  facts.at_ms = scene.now_ms();

  scene.add(0, call_packet(facts, "offer", choices_));
  if (settings.reject_call) {
    // The instance answers by itself: reject, and its message when it has one.
    CallFacts answered = facts;
    if (!settings.msg_call.empty()) answered.from = caller.jid;
    scene.add(0, call_state(answered, "offer"));
    if (!settings.msg_call.empty()) {
      Draft draft = own_draft(caller.jid, nullptr);
      draft.id = make_message_id(Phone::web, choices_);
      draft.kind = ContentKind::text;
      draft.text = settings.msg_call;
      own_message(scene, std::move(draft));
    }
    scene.add(choices_.between(80, 200), call_ack(facts, "reject", choices_));
  } else {
    scene.add(0, call_state(facts, "offer"));
    scene.add(choices_.between(400, 900), call_state(facts, "ringing"));
    scene.wait(choices_.between(3'000, 15'000));
  }

  facts.at_ms = scene.now_ms();
  const bool missed = !settings.reject_call && choices_.percent(40);
  if (!settings.reject_call && !missed && choices_.percent(60)) {
    scene.add(0, call_packet(facts, "accept", choices_));
    scene.add(0, call_state(facts, "accept"));
    scene.wait(choices_.between(4'000, 12'000));
    facts.at_ms = scene.now_ms();
  }
  scene.add(0, call_packet(facts, "terminate", choices_));
  scene.add(0, call_state(facts, missed ? "timeout" : "terminate"));
}

void World::group_change(SceneBuilder& scene, const Settings& settings) {
  Group* group = any_group();
  if (!group || settings.groups_ignore) return;
  static constexpr GroupChange kChanges[] = {GroupChange::subject, GroupChange::subject, GroupChange::description,
                                             GroupChange::announce};
  const GroupChange change = choices_.pick(kChanges);
  switch (change) {
    case GroupChange::subject:
      group->subject = choices_.pick(kNewSubjects);
      group->subject_at = scene.now();
      group->subject_by = group->creator;
      break;
    case GroupChange::description:
      group->description = choices_.pick(kNewDescriptions);
      group->description_id = "3EB0" + choices_.upper_hex(18);
      break;
    case GroupChange::announce:
      group->announce = !group->announce;
      break;
    default:  // the rest changes by commands
      break;
  }
  scene.add(0, group_update(*group, change, cast_.person(group->creator)));
  scene.add(choices_.between(5, 40), chat_update(group->jid, stage_.instance_id));
}

void World::participants_change(SceneBuilder& scene, const Settings& settings) {
  Group* group = any_group();
  if (!group || settings.groups_ignore) return;
  const Person& author = cast_.person(group->creator);
  const std::size_t person = any_person();
  Member* const member = group->member(person);
  std::string_view action;
  bool admin = false;
  if (!member) {
    group->members.push_back({person, false});
    action = "add";
  } else if (person == group->creator) {
    return;
  } else if (group->members.size() > 2 && choices_.percent(50)) {
    std::erase_if(group->members, [&](const Member& entry) { return entry.person == person; });
    action = "remove";
  } else {
    member->admin = !member->admin;
    admin = member->admin;
    action = admin ? "promote" : "demote";
  }
  scene.add(0, participants_update(*group, author, {{&cast_.person(person), admin}}, action));
}

void World::group_sync(SceneBuilder& scene, const Settings& settings) {
  const Group* group = any_group();
  if (!group || settings.groups_ignore) return;
  scene.add(0, groups_upsert({group}, cast_));
}

void World::label_change(SceneBuilder& scene, const Settings&) {
  // Labels 1 to 5 stay; a sixth comes, changes and goes.
  constexpr std::size_t kFixed = 5;
  if (cast_.labels.size() == kFixed) {
    cast_.labels.push_back({"6", std::string(choices_.pick(kLabels)), static_cast<int>(choices_.below(20))});
    scene.add(0, label_edit(cast_.labels.back(), false, stage_.instance_name));
    return;
  }
  Label& label = cast_.labels.back();
  if (choices_.percent(50)) {
    label.color = static_cast<int>(choices_.below(20));
    scene.add(0, label_edit(label, false, stage_.instance_name));
  } else {
    scene.add(0, label_edit(label, true, stage_.instance_name));
    cast_.labels.pop_back();
  }
}

void World::label_use(SceneBuilder& scene, const Settings&) {
  const std::string& label = choices_.pick(cast_.labels).id;
  scene.add(0,
            label_association(cast_.persons[any_person()].chat(), label, choices_.percent(70), stage_.instance_name));
}

void World::chat_change(SceneBuilder& scene, const Settings&) {
  const Person& person = cast_.persons[any_person()];
  if (choices_.percent(40))
    scene.add(0, chat_upsert({person.chat(), person.name}, choices_.between(0, 5), stage_.instance_id));
  scene.add(0, chat_update(person.chat(), stage_.instance_id));  // read, archived, pinned or muted: not told which
}

void World::chat_removed(SceneBuilder& scene, const Settings&) {
  scene.add(0, chat_delete(cast_.persons[any_person()].chat()));
}

void World::contact_sync(SceneBuilder& scene, const Settings&) {
  const Person& person = cast_.persons[any_person()];
  scene.add(0, contact_list(CatalogEvent::contacts_upsert, {{person.chat(), person.name, ""}}, stage_.instance_id));
  scene.add(
      choices_.between(100, 400),
      contact_list(CatalogEvent::contacts_update, {{person.chat(), person.name, person.picture}}, stage_.instance_id));
}

}  // namespace wagate::session_simulator
