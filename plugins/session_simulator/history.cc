#include "history.h"

#include <string>
#include <string_view>

#include "wagate/json_writer.h"

namespace wagate::session_simulator {
namespace {

constexpr std::string_view kOldTexts[] = {
    "See you tomorrow", "Obrigado pelo atendimento", "Pedido recebido", "Call me please", "Ok",
    "Tá bom!",          "The invoice is attached",   "Até amanhã"};
constexpr std::int64_t kChunkPauseMs = 300;
constexpr std::int64_t kHistorySeconds = 14 * 24 * 3600;

Draft old_message(World& world, const Person& person, const Group* group, Prng& choices, std::int64_t at) {
  Draft draft;
  draft.from_me = choices.percent(45);
  draft.id = make_message_id(draft.from_me ? Phone::web : person.phone, choices);
  draft.push_name = draft.from_me ? "Você" : person.name.substr(0, person.name.find(' '));
  draft.status = draft.from_me ? "READ" : "DELIVERY_ACK";
  draft.at = at;
  draft.has_participant = group != nullptr;
  if (group) {
    draft.chat = group->jid;
    draft.participant = draft.from_me ? world.cast().owner.lid : person.lid;
  } else {
    draft.chat = person.chat();
  }
  draft.kind = choices.percent(15) ? ContentKind::image : ContentKind::text;
  draft.text = draft.kind == ContentKind::text ? std::string(choices.pick(kOldTexts)) : "";
  return draft;
}

Happening messages_chunk(World& world, const Settings& settings, std::size_t count, std::int64_t from, std::int64_t to,
                         Prng& choices) {
  Happening out;
  out.event = CatalogEvent::messages_set;
  out.facts.count = static_cast<std::int64_t>(count);
  JsonWriter json(out.document.json);
  json.begin_array();
  const Cast& cast = world.cast();
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t at = from + (to - from) * static_cast<std::int64_t>(i) / static_cast<std::int64_t>(count);
    const Person* person = &choices.pick(cast.persons);
    const Group* group = nullptr;
    if (!settings.groups_ignore && !cast.groups.empty() && choices.percent(25)) {
      group = &choices.pick(cast.groups);
      const std::size_t member = choices.pick(group->members).person;
      if (member != kOwner) person = &cast.person(member);
    }
    const Draft draft = old_message(world, *person, group, choices, at);
    write_record(json, out.document, draft, world.stage().instance_id, choices);
    const std::string author = group ? draft.participant : draft.from_me ? cast.owner.jid : draft.chat;
    world.remember({draft.id, draft.chat, author, draft.from_me, draft.kind, draft.text});
  }
  json.end_array();
  return out;
}

// The part of a list that belongs to a chunk: every chunk brings other chats and contacts.
std::size_t share(std::size_t size, std::size_t chunk, std::size_t chunks) { return size * chunk / chunks; }

}  // namespace

Scene history(World& world, const Settings& settings, std::uint64_t seed, std::size_t chunks,
              std::size_t messages_per_chunk, std::int64_t now_ms) {
  Prng choices(Prng::derive(seed, "history"));
  const Cast& cast = world.cast();
  const std::string& instance_id = world.stage().instance_id;
  SceneBuilder scene(now_ms, 1.0);

  std::vector<ChatEntry> all_chats;
  for (const Person& person : cast.persons)
    if (person.known) all_chats.push_back({person.chat(), person.name});
  if (!settings.groups_ignore)
    for (const Group& group : cast.groups) all_chats.push_back({group.jid, group.subject});
  std::vector<ContactEntry> all_contacts;
  for (const Person& person : cast.persons)
    if (person.known) all_contacts.push_back({person.chat(), person.name, person.picture});

  const std::int64_t start = scene.now() - kHistorySeconds;
  const auto span = kHistorySeconds / static_cast<std::int64_t>(chunks > 0 ? chunks : 1);
  for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
    const auto part = [&](const auto& list) {
      return std::vector(list.begin() + static_cast<std::ptrdiff_t>(share(list.size(), chunk, chunks)),
                         list.begin() + static_cast<std::ptrdiff_t>(share(list.size(), chunk + 1, chunks)));
    };
    scene.add(kChunkPauseMs, chats_set(part(all_chats), instance_id));
    const std::int64_t from = start + static_cast<std::int64_t>(chunk) * span;
    scene.add(20, messages_chunk(world, settings, messages_per_chunk, from, from + span, choices));
    std::vector<ContactEntry> contacts = part(all_contacts);
    std::vector<ContactEntry> without_pictures = contacts;
    for (ContactEntry& contact : without_pictures) contact.picture.clear();
    scene.add(20, contact_list(CatalogEvent::contacts_upsert, without_pictures, instance_id));
    scene.add(60, contact_list(CatalogEvent::contacts_update, contacts, instance_id));
  }

  if (!settings.groups_ignore && !cast.groups.empty()) {
    std::vector<const Group*> groups;
    for (const Group& group : cast.groups) groups.push_back(&group);
    scene.add(100, groups_upsert(groups, cast));
  }
  return scene.take();
}

}  // namespace wagate::session_simulator
