#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "app_state/app_state_intake.h"
#include "app_state/key_requests.h"
#include "app_state/turns.h"
#include "chat/chat_place.h"
#include "session/alarm.h"
#include "session/lane_posts.h"
#include "session/wire.h"

namespace wagate::session_whatsapp {

// Keeps the shared settings of the account in step with the server: fetches what is new in each collection, in order,
// files included. What does not hold is not taken; the collection is begun anew once between two logins, and then left
// as it is. Used on the lane.
class AppStateSync {
 public:
  static constexpr int kMaxPages = 500;  // of one collection, until the server says that this is all
  static constexpr int kMaxTries = 3;    // of a question that is not answered, between two logins

  // All outlive it.
  AppStateSync(ChatPlace& place, AppStateIntake& intake, Turns& turns);

  void online();
  void offline();

  // Something of it is new.
  void want(const std::string& collection);
  // The phone has shared keys.
  void keys_arrived();

  // Calls `done` once when the collection is in step, or cannot be brought there now.
  void bring_up(const std::string& collection, std::function<void()> done);

 private:
  // What the server has of one collection, as far as it is not taken yet.
  struct Page {
    std::string collection;
    std::string snapshot;  // wire form of ExternalBlobReference; empty: none
    std::deque<std::string> patches;
    bool from_start = false;  // the next step replaces what is in the store
    bool has_more = false;
    std::uint64_t version_before = 0;
  };

  void want_all();
  void go();
  void ask();
  void take_answer(const Answer& answer);
  void take_collection(const Node& collection);
  void next_step();
  void take_patch(Page& page, const std::string& bytes);
  void fetch(const proto::ExternalBlobReference& reference, std::function<void(const std::string& file)> use);
  void apply_patch(Page& page, const proto::SyncdPatch& patch);
  void settle(Page& page, const AppStateIntake::Outcome& outcome);
  void finish_page();
  // The page in front does not hold.
  void drop_page(std::string_view why);
  void begin_anew(const std::string& collection, std::string_view why);
  void leave(const std::string& collection, std::string_view why);
  void try_again_later();
  void end_round();
  std::uint64_t version_of(const std::string& collection) const;

  ChatPlace& place_;
  AppStateIntake& intake_;
  Turns& turns_;
  KeyRequests key_requests_;
  LanePosts posts_;
  Alarm retry_;

  bool is_online_ = false;
  bool is_running_ = false;
  bool holds_back_ = false;  // what is wanted waits for its next try
  int tries_ = 0;
  std::set<std::string> wanted_;
  std::set<std::string> asked_;                  // in the round that runs
  std::set<std::string> from_start_;             // to be fetched whole
  std::deque<Page> pages_;
  std::map<std::string, int> page_counts_;       // of collections that have more
  std::set<std::string> renewed_;                // begun anew since the login
  std::set<std::string> left_;                   // not looked at any more until the next login
  std::vector<std::function<void()>> waiters_;   // for the end of all that is wanted
};

}  // namespace wagate::session_whatsapp
