#include "world.h"

#include <iterator>
#include <utility>

#include "text.h"

namespace wagate::session_simulator {
namespace {

constexpr std::size_t kRevoked = 1'024;
constexpr std::string_view kAnswers[] = {"Thanks!", "Ok, obrigado 🙏", "Great, see you then", "Recebi, valeu!",
                                         "And how much is the delivery?"};
}  // namespace

// What happens how often. The order is part of what a seed means: append only.
struct Script {
  using Play = void (World::*)(SceneBuilder&, const Settings&);
  struct Entry {
    unsigned weight;
    Play play;
  };
  static constexpr Entry kEntries[] = {{26, &World::direct_message},
                                       {12, &World::direct_media},
                                       {6, &World::direct_reply},
                                       {14, &World::group_message},
                                       {4, &World::group_reply},
                                       {6, &World::reaction},
                                       {3, &World::edit},
                                       {2, &World::revoke},
                                       {8, &World::own_phone},
                                       {3, &World::status_post},
                                       {8, &World::presence_change},
                                       {3, &World::call},
                                       {2, &World::group_change},
                                       {2, &World::participants_change},
                                       {1, &World::group_sync},
                                       {1, &World::label_change},
                                       {2, &World::label_use},
                                       {2, &World::chat_change},
                                       {1, &World::chat_removed},
                                       {2, &World::contact_sync}};

  static constexpr unsigned total() {
    unsigned sum = 0;
    for (const Entry& entry : kEntries) sum += entry.weight;
    return sum;
  }

  static Play choose(Prng& choices) {
    auto left = choices.below(total());
    for (const Entry& entry : kEntries) {
      if (left < entry.weight) return entry.play;
      left -= entry.weight;
    }
    return &World::direct_message;
  }
};

World::World(Stage stage, Cast cast, std::uint64_t seed, double tempo)
    : stage_(std::move(stage)),
      cast_(std::move(cast)),
      choices_(Prng::derive(seed, "world")),
      side_choices_(Prng::derive(seed, "side")),
      tempo_(tempo) {}

Scene World::next(const Settings& settings, std::int64_t now_ms) {
  // What was chosen may be impossible just now (no groups, nothing to edit); then something else happens.
  constexpr int kTries = 8;
  for (int i = 0; i < kTries; ++i) {
    SceneBuilder scene(now_ms, tempo_);
    (this->*Script::choose(choices_))(scene, settings);
    if (Scene beats = scene.take(); !beats.empty()) return beats;
  }
  SceneBuilder scene(now_ms, tempo_);
  contact_sync(scene, settings);
  return scene.take();
}

Scene World::answer(const std::string& chat, std::int64_t now_ms) {
  Person* person = cast_.find_person(chat);
  if (!person || is_blocked(*person) || !side_choices_.percent(60)) return {};
  std::swap(choices_, side_choices_);
  SceneBuilder scene(now_ms, tempo_);
  scene.add(0, presence(chat, chat, "composing", 0));
  scene.wait(choices_.between(1'500, 4'000));
  Draft draft = draft_by(*person, chat, nullptr);
  draft.at = scene.now();
  draft.text = choices_.pick(kAnswers);
  arrive(scene, std::move(draft), *person, nullptr);
  std::swap(choices_, side_choices_);
  return scene.take();
}

Scene World::receipts(const std::string& chat, const std::string& message_id, Receipts which) {
  SceneBuilder scene(0, tempo_);
  const auto report = [&](std::int64_t pause_ms, std::string_view status) {
    scene.add(pause_ms, message_status(chat, message_id, true, "", status, stage_.instance_id));
    scene.add(0, chat_read(chat, stage_.instance_id));
  };
  if (which != Receipts::after_server) report(side_choices_.between(150, 400), "SERVER_ACK");
  if (is_group(chat)) return scene.take();
  report(side_choices_.between(300, 900), "DELIVERY_ACK");
  const Person* person = cast_.find_person(chat);
  if (person && !person->reads) return scene.take();
  report(side_choices_.between(1'000, 4'000), "READ");
  if (which == Receipts::of_voice) report(side_choices_.between(500, 2'000), "PLAYED");
  return scene.take();
}

Scene World::read_by_owner(const std::string& chat, const std::string& message_id, const std::string& author) {
  SceneBuilder scene(0, tempo_);
  // Receipts of group messages are not reported; that the chat has nothing unread any more is.
  if (!is_group(chat))
    scene.add(0, message_status(chat, message_id, false, author == chat ? "" : author, "READ", stage_.instance_id));
  scene.add(0, chat_read(chat, stage_.instance_id));
  return scene.take();
}

void World::take_back(const std::string& chat, const std::string& message_id) {
  memory_.forget(chat, message_id);
  if (!revoked_.insert(message_id).second) return;
  revoked_order_.push_back(message_id);
  if (revoked_order_.size() <= kRevoked) return;
  revoked_.erase(revoked_order_.front());
  revoked_order_.pop_front();
}

Person* World::anybody_free() {
  Person& person = cast_.persons[any_person()];
  return is_blocked(person) ? nullptr : &person;
}

Draft World::draft_by(const Person& author, const std::string& chat, const Group* group) {
  Draft draft;
  draft.chat = chat;
  draft.id = make_message_id(author.phone, choices_);
  draft.push_name = author.name.substr(0, author.name.find(' '));
  draft.device_list = choices_.percent(65);
  if (group) {
    draft.participant = author.lid;
    draft.participant_alt = author.jid;
    draft.addressing = "lid";
    draft.expiration = group->expiration;
  } else {
    draft.chat_alt = author.other_identity();
    draft.addressing = author.addressed_by_lid ? "lid" : "pn";
  }
  return draft;
}

Draft World::own_draft(const std::string& chat, const Group* group) {
  Draft draft;
  draft.chat = chat;
  draft.from_me = true;
  draft.id = make_message_id(Phone::ios, choices_);
  draft.push_name = "Você";
  draft.status = "SERVER_ACK";
  draft.device_list = true;
  if (group) {
    draft.participant = cast_.owner.lid;
    draft.participant_alt = cast_.owner.jid;
    draft.addressing = "lid";
    draft.expiration = group->expiration;
  } else if (const Person* person = cast_.find_person(chat)) {
    draft.chat_alt = person->other_identity();
    draft.addressing = person->addressed_by_lid ? "lid" : "pn";
  }
  return draft;
}

void World::remember(const Draft& draft, const std::string& author) {
  if (draft.kind == ContentKind::reaction) return;
  memory_.add({draft.id, draft.chat, author, draft.from_me, draft.kind, draft.text});
}

void World::arrive(SceneBuilder& scene, Draft draft, Person& author, const Group* group) {
  const std::string& chat = draft.chat;
  const std::string& id = stage_.instance_id;
  draft.at = scene.now();
  scene.add(0, contact_list(CatalogEvent::contacts_update, {{author.chat(), draft.push_name, author.picture}}, id));
  scene.add(choices_.between(5, 40), record_happening(CatalogEvent::messages_upsert, draft, id, choices_));
  remember(draft, group ? author.lid : chat);

  const bool known = group ? !chats_in_contacts_.insert(chat).second : std::exchange(author.known, true);
  const CatalogEvent contact_event = known ? CatalogEvent::contacts_update : CatalogEvent::contacts_upsert;
  scene.add(0, single_contact(contact_event, {chat, draft.push_name, group ? "" : author.picture}, id));
  if (!group && !known) {
    scene.add(0, chat_upsert({chat, draft.push_name}, 1, id));
  } else if (!group && choices_.percent(8)) {
    scene.add(0, chat_renamed(row_id(chat), {chat, draft.push_name}));
  }
  scene.add(choices_.between(5, 40), chat_update(chat, id));
  if (reads_at_once_ && draft.kind != ContentKind::reaction)
    scene.append(read_by_owner(chat, draft.id, group ? author.lid : chat));
}

void World::own_message(SceneBuilder& scene, Draft draft) {
  const std::string& id = stage_.instance_id;
  draft.at = scene.now();
  scene.add(0, record_happening(CatalogEvent::messages_upsert, draft, id, choices_));
  remember(draft, is_group(draft.chat) ? cast_.owner.lid : cast_.owner.jid);
  scene.add(0, single_contact(CatalogEvent::contacts_update, {draft.chat, "", ""}, id));
  scene.add(choices_.between(5, 40), chat_update(draft.chat, id));
}

const Remembered* World::any_message(bool own, bool groups, bool editable) {
  std::vector<const Remembered*> fitting;
  const auto collect = [&](const std::string& chat) {
    for (const Remembered& message : memory_.of(chat)) {
      const bool fits = !editable || message.kind == ContentKind::text || message.kind == ContentKind::image;
      if (message.from_me == own && fits) fitting.push_back(&message);
    }
  };
  for (const Person& person : cast_.persons) collect(person.chat());
  if (groups)
    for (const Group& group : cast_.groups) collect(group.jid);
  return fitting.empty() ? nullptr : fitting[choices_.below(fitting.size())];
}

Group* World::any_group() {
  return cast_.groups.empty() ? nullptr : &cast_.groups[choices_.below(cast_.groups.size())];
}

std::string World::row_id(std::string_view jid) const {
  Prng id(Prng::derive(0, jid));
  return "cm" + id.text("0123456789abcdefghijklmnopqrstuvwxyz", 23);
}

}  // namespace wagate::session_simulator
