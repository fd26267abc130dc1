#include "world.h"

#include <iterator>
#include <utility>

#include "text.h"

namespace wagate::session_simulator {
namespace {

constexpr std::string_view kTexts[] = {"Good morning",
                                       "Bom dia! Tudo bem?",
                                       "Can you send me the price list?",
                                       "Chego em 10 minutos",
                                       "👍",
                                       "Is the order ready?",
                                       "Obrigada!",
                                       "See you tomorrow",
                                       "O pedido 1042 já saiu?",
                                       "Sorry, wrong chat",
                                       "Pode ser às 15h?",
                                       "I'll call you later",
                                       "Perfeito, combinado então.",
                                       "Line one\nline two",
                                       "Quanto fica o frete para 01310-100?"};
constexpr std::string_view kAnswers[] = {"Thanks!", "Ok, obrigado 🙏", "Great, see you then", "Recebi, valeu!",
                                         "And how much is the delivery?"};
constexpr std::string_view kCaptions[] = {"receipt", "Olha só", "look at this", "comprovante", "", ""};
constexpr std::string_view kEmojis[] = {"👍", "❤️", "😂", "🙏", "😮"};
constexpr std::string_view kQuestions[] = {"Friday or Saturday?", "Quem vai no jogo?", "Change the shift?"};

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
  direct_message(scene, settings);
  return scene.take();
}

Scene World::answer(const std::string& chat, std::int64_t now_ms) {
  Person* person = cast_.find_person(chat);
  if (!person || !side_choices_.percent(60)) return {};
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

Scene World::receipts(const std::string& chat, const std::string& message_id, bool on_server_already) {
  SceneBuilder scene(0, tempo_);
  const auto report = [&](std::int64_t pause_ms, std::string_view status) {
    scene.add(pause_ms, message_status(chat, message_id, true, "", status, stage_.instance_id));
    scene.add(0, chat_read(chat, stage_.instance_id));
  };
  if (!on_server_already) report(side_choices_.between(150, 400), "SERVER_ACK");
  if (is_group(chat)) return scene.take();
  report(side_choices_.between(300, 900), "DELIVERY_ACK");
  const Person* person = cast_.find_person(chat);
  if (!person || person->reads) report(side_choices_.between(1'000, 4'000), "READ");
  return scene.take();
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

void World::fill_content(Draft& draft, ContentKind kind) {
  draft.kind = kind;
  switch (kind) {
    case ContentKind::text:
      draft.text = choices_.pick(kTexts);
      break;
    case ContentKind::image:
    case ContentKind::video:
    case ContentKind::document:
      draft.text = choices_.pick(kCaptions);
      break;
    case ContentKind::poll:
      draft.text = choices_.pick(kQuestions);
      break;
    case ContentKind::contact: {
      const Person& shown = cast_.persons[any_person()];
      draft.shown_name = shown.name;
      draft.shown_number = user_of(shown.jid);
      break;
    }
    default:
      break;
  }
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

void World::direct_message(SceneBuilder& scene, const Settings&) {
  Person& person = cast_.persons[any_person()];
  if (choices_.percent(35)) {
    scene.add(0, presence(person.chat(), person.chat(), "composing", 0));
    scene.wait(choices_.between(800, 3'000));
  }
  Draft draft = draft_by(person, person.chat(), nullptr);
  fill_content(draft, ContentKind::text);
  arrive(scene, std::move(draft), person, nullptr);
}

void World::direct_media(SceneBuilder& scene, const Settings&) {
  static constexpr ContentKind kKinds[] = {
      ContentKind::image, ContentKind::image,    ContentKind::image,   ContentKind::audio,    ContentKind::audio,
      ContentKind::video, ContentKind::document, ContentKind::sticker, ContentKind::location, ContentKind::contact};
  Person& person = cast_.persons[any_person()];
  const ContentKind kind = choices_.pick(kKinds);
  if (kind == ContentKind::audio) {
    scene.add(0, presence(person.chat(), person.chat(), "recording", 0));
    scene.wait(choices_.between(1'500, 6'000));
  }
  Draft draft = draft_by(person, person.chat(), nullptr);
  fill_content(draft, kind);
  arrive(scene, std::move(draft), person, nullptr);
}

void World::direct_reply(SceneBuilder& scene, const Settings&) {
  const Remembered* quoted = any_message(choices_.percent(60), false, true);
  if (!quoted) return;
  Person* person = cast_.find_person(quoted->chat);
  if (!person) return;
  Draft draft = draft_by(*person, quoted->chat, nullptr);
  draft.quote = *quoted;
  fill_content(draft, choices_.percent(70) ? ContentKind::text : ContentKind::image);
  arrive(scene, std::move(draft), *person, nullptr);
}

void World::group_message(SceneBuilder& scene, const Settings& settings) {
  static constexpr ContentKind kKinds[] = {ContentKind::text, ContentKind::text,   ContentKind::text,
                                           ContentKind::text, ContentKind::image,  ContentKind::audio,
                                           ContentKind::poll, ContentKind::sticker};
  const Group* group = any_group();
  if (!group || settings.groups_ignore) return;
  const Member& member = choices_.pick(group->members);
  if (member.person == kOwner) return;
  Person& author = cast_.persons[member.person];
  if (choices_.percent(20)) {
    scene.add(0, presence(group->jid, author.lid, "composing", 0));
    scene.wait(choices_.between(800, 3'000));
  }
  Draft draft = draft_by(author, group->jid, group);
  fill_content(draft, choices_.pick(kKinds));
  if (draft.kind == ContentKind::text && choices_.percent(15)) {
    const std::string& mentioned = cast_.person(choices_.pick(group->members).person).lid;
    draft.mentions.push_back(mentioned);
    draft.text = "@" + std::string(user_of(mentioned)) + " " + draft.text;
  }
  arrive(scene, std::move(draft), author, group);
}

void World::group_reply(SceneBuilder& scene, const Settings& settings) {
  Group* group = any_group();
  if (!group || settings.groups_ignore) return;
  const auto& messages = memory_.of(group->jid);
  const Member& member = choices_.pick(group->members);
  if (messages.empty() || member.person == kOwner) return;
  Person& author = cast_.persons[member.person];
  Draft draft = draft_by(author, group->jid, group);
  draft.quote = messages[choices_.below(messages.size())];
  fill_content(draft, ContentKind::text);
  arrive(scene, std::move(draft), author, group);
}

void World::reaction(SceneBuilder& scene, const Settings& settings) {
  const Remembered* target = any_message(choices_.percent(50), !settings.groups_ignore, false);
  if (!target) return;
  const Group* group = cast_.find_group(target->chat);
  Person* author = group ? nullptr : cast_.find_person(target->chat);
  if (group) {
    const Member& member = choices_.pick(group->members);
    if (member.person != kOwner) author = &cast_.persons[member.person];
  }
  if (!author) return;
  Draft draft = draft_by(*author, target->chat, group);
  draft.kind = ContentKind::reaction;
  draft.reacts_to = *target;
  draft.text = choices_.pick(kEmojis);
  arrive(scene, std::move(draft), *author, group);
}

void World::edit(SceneBuilder& scene, const Settings& settings) {
  const Remembered* message = any_message(false, !settings.groups_ignore, true);
  if (!message) return;
  const Remembered original = *message;
  scene.add(0, message_edit(original, std::string(choices_.pick(kTexts)) + " (edited)", scene.now_ms(), choices_));
}

void World::revoke(SceneBuilder& scene, const Settings& settings) {
  const Remembered* message = any_message(false, !settings.groups_ignore, false);
  if (!message) return;
  const Remembered original = *message;
  memory_.forget(original.chat, original.id);
  scene.add(0, message_revoke(original));
  scene.add(0, message_delete(original));
}

void World::own_phone(SceneBuilder& scene, const Settings& settings) {
  const bool to_group = choices_.percent(25) && !settings.groups_ignore && !cast_.groups.empty();
  const Group* group = to_group ? any_group() : nullptr;
  const std::string chat = group ? group->jid : cast_.persons[any_person()].chat();
  Draft draft = own_draft(chat, group);
  fill_content(draft, choices_.percent(80) ? ContentKind::text : ContentKind::image);
  const std::string id = draft.id;
  own_message(scene, std::move(draft));
  scene.append(receipts(chat, id, true));
}

void World::status_post(SceneBuilder& scene, const Settings& settings) {
  if (!settings.read_status) return;
  const Person& author = cast_.persons[any_person()];
  Draft draft = draft_by(author, "status@broadcast", nullptr);
  draft.chat_alt.clear();
  draft.participant = author.jid;
  draft.participant_alt = author.lid;
  draft.addressing = "pn";
  fill_content(draft, choices_.percent(60) ? ContentKind::image : ContentKind::text);
  draft.at = scene.now();
  scene.add(0, record_happening(CatalogEvent::messages_upsert, draft, stage_.instance_id, choices_));
}

}  // namespace wagate::session_simulator
