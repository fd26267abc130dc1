// The messages that come by themselves.
#include <iterator>
#include <utility>

#include "text.h"
#include "world.h"

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
constexpr std::string_view kCaptions[] = {"receipt", "Olha só", "look at this", "comprovante", "", ""};
constexpr std::string_view kEmojis[] = {"👍", "❤️", "😂", "🙏", "😮"};
constexpr std::string_view kQuestions[] = {"Friday or Saturday?", "Quem vai no jogo?", "Change the shift?"};

}  // namespace

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

void World::direct_message(SceneBuilder& scene, const Settings&) {
  Person* const writer = anybody_free();
  if (!writer) return;
  Person& person = *writer;
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
  Person* const sender = anybody_free();
  if (!sender) return;
  Person& person = *sender;
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
  if (!person || is_blocked(*person)) return;
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
  Person& author = cast_.person(member.person);
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
  Person& author = cast_.person(member.person);
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
    if (member.person != kOwner) author = &cast_.person(member.person);
  }
  if (!author || (!group && is_blocked(*author))) return;
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
  take_back(original.chat, original.id);
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
  scene.append(receipts(chat, id, Receipts::after_server));
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
