#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "account.h"
#include "cast.h"
#include "chat_memory.h"
#include "happening.h"
#include "prng.h"
#include "record.h"
#include "settings.h"
#include "shapes.h"

namespace wagate::session_simulator {

// The instance a world is about.
struct Stage {
  std::string instance_name;
  std::string instance_id;
};

// Collects the beats of a scene and knows what time it is at the next one.
class SceneBuilder {
 public:
  // `tempo` below 1 shortens every pause, so that a busy world does not fall behind its own typing.
  SceneBuilder(std::int64_t now_ms, double tempo) : now_ms_(now_ms), tempo_(tempo) {}

  void add(std::int64_t pause_ms, Happening happening) {
    wait(pause_ms);
    scene_.push_back({waited_, std::move(happening)});
    waited_ = 0;
  }
  // Lets time pass before the next beat, so that its document can be written with the right time.
  void wait(std::int64_t pause_ms) {
    const auto scaled = static_cast<std::int64_t>(static_cast<double>(pause_ms) * tempo_);
    waited_ += scaled;
    now_ms_ += scaled;
  }

  // Beats whose pauses are final.
  void append(Scene beats) {
    for (Beat& beat : beats) {
      beat.pause_ms += std::exchange(waited_, 0);
      now_ms_ += beat.pause_ms;
      scene_.push_back(std::move(beat));
    }
  }

  std::int64_t now_ms() const { return now_ms_; }
  std::int64_t now() const { return now_ms_ / 1000; }
  Scene take() { return std::move(scene_); }

 private:
  Scene scene_;
  std::int64_t now_ms_;
  std::int64_t waited_ = 0;
  double tempo_;
};

// What happens around an account: who writes what to whom, who calls, what changes. The same seed and the
// same questions give the same answers. Not thread-safe: its session guards it.
//
// Scenes come one after another, so a message that is quoted, edited or reacted to has been published before.
class World {
 public:
  World(Stage stage, Cast cast, std::uint64_t seed, double tempo);

  // The next thing that happens by itself. Never empty.
  Scene next(const Settings& settings, std::int64_t now_ms);

  // Somebody answers a message the account sent; empty when nobody does.
  Scene answer(const std::string& chat, std::int64_t now_ms);

  // The way of a message the account sent: on the server, delivered, read, played. In groups only the first:
  // members' receipts are not reported.
  enum class Receipts { from_server, after_server, of_voice };  // the last: from the server, and it is played
  Scene receipts(const std::string& chat, const std::string& message_id, Receipts which);

  // Somebody appears online, as after the account said it is available. Empty without persons.
  Scene somebody_appears(std::int64_t now_ms);
  // What a presence subscription brings.
  Scene presence_of(const std::string& jid, std::int64_t now_ms);

  // A message becomes known to the world: it may be quoted or reacted to from now on.
  void remember(Remembered message) { memory_.add(std::move(message)); }
  const ChatMemory& memory() const { return memory_; }
  // The account edited a message; what it quotes from now on is the new text.
  void change_text(const std::string& chat, std::string_view message_id, const std::string& text) {
    memory_.change_text(chat, message_id, text);
  }
  const Cast& cast() const { return cast_; }
  Cast& cast() { return cast_; }
  const Stage& stage() const { return stage_; }
  Account& account() { return account_; }

  // Whether messages that arrive are marked as read at once.
  void read_at_once(bool on) { reads_at_once_ = on; }
  // The account reads a message of somebody else.
  Scene read_by_owner(const std::string& chat, const std::string& message_id, const std::string& author);

  // A message that is gone for everyone: it can no longer be edited or reacted to.
  void take_back(const std::string& chat, const std::string& message_id);
  bool was_revoked(const std::string& message_id) const { return revoked_.count(message_id) > 0; }

 private:
  friend struct Script;

  // A message with the key as that author's phone and that chat make it.
  Draft draft_by(const Person& author, const std::string& chat, const Group* group);
  Draft own_draft(const std::string& chat, const Group* group);
  void fill_content(Draft& draft, ContentKind kind);
  // The message and what comes with it: contact changes before and after, the chat moving up.
  void arrive(SceneBuilder& scene, Draft draft, Person& author, const Group* group);
  void own_message(SceneBuilder& scene, Draft draft);
  void remember(const Draft& draft, const std::string& author);

  void direct_message(SceneBuilder& scene, const Settings& settings);
  void direct_media(SceneBuilder& scene, const Settings& settings);
  void direct_reply(SceneBuilder& scene, const Settings& settings);
  void group_message(SceneBuilder& scene, const Settings& settings);
  void group_reply(SceneBuilder& scene, const Settings& settings);
  void reaction(SceneBuilder& scene, const Settings& settings);
  void edit(SceneBuilder& scene, const Settings& settings);
  void revoke(SceneBuilder& scene, const Settings& settings);
  void own_phone(SceneBuilder& scene, const Settings& settings);
  void status_post(SceneBuilder& scene, const Settings& settings);

  void presence_change(SceneBuilder& scene, const Settings& settings);
  void call(SceneBuilder& scene, const Settings& settings);
  void group_change(SceneBuilder& scene, const Settings& settings);
  void participants_change(SceneBuilder& scene, const Settings& settings);
  void group_sync(SceneBuilder& scene, const Settings& settings);
  void label_change(SceneBuilder& scene, const Settings& settings);
  void label_use(SceneBuilder& scene, const Settings& settings);
  void chat_change(SceneBuilder& scene, const Settings& settings);
  void chat_removed(SceneBuilder& scene, const Settings& settings);
  void contact_sync(SceneBuilder& scene, const Settings& settings);

  std::size_t any_person() { return choices_.below(cast_.persons.size()); }
  // Somebody who may write or call just now; null when that person is blocked.
  Person* anybody_free();
  bool is_blocked(const Person& person) const { return account_.blocked.count(person.jid) > 0; }
  // A remembered message, own or of others, of a direct chat or also of groups; null when none fits.
  const Remembered* any_message(bool own, bool groups, bool editable);
  Group* any_group();
  std::string row_id(std::string_view jid) const;

  Stage stage_;
  Cast cast_;
  Prng choices_;
  Prng side_choices_;  // for receipts and answers, so that commands do not change what happens by itself
  double tempo_;
  ChatMemory memory_;
  std::set<std::string> chats_in_contacts_;  // groups that have written
  Account account_;
  bool reads_at_once_ = false;
  std::set<std::string> revoked_;  // ids, of the last kRevoked messages
  std::deque<std::string> revoked_order_;
};

}  // namespace wagate::session_simulator
