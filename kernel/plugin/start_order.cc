#include "kernel/plugin/start_order.h"

#include <algorithm>
#include <set>
#include <utility>

#include "wagate/abi/auth.h"
#include "wagate/abi/command_handler.h"
#include "wagate/abi/event_filter.h"
#include "wagate/abi/session_provider.h"
#include "wagate/abi/transport.h"

namespace wagate {
namespace {

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += between;
    out += word;
  }
  return out;
}

bool offers(const StartCandidate& candidate, std::string_view service) {
  return std::find(candidate.offers.begin(), candidate.offers.end(), service) != candidate.offers.end();
}

class Planner {
 public:
  Planner(const std::vector<StartCandidate>& candidates, const KnownOffers& known_offers)
      : candidates_(candidates), known_offers_(known_offers) {
    plan_.left_out.resize(candidates.size());
    plan_.serving.resize(candidates.size());
    waits_for_.resize(candidates.size());
  }

  StartPlan run() {
    leave_out_hopeless();
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      if (!plan_.left_out[i]) resolve(i);
    }
    if (plan_.problems.empty()) sort();
    return std::move(plan_);
  }

 private:
  // Leaving one unit out can take away what another one needs, so this goes on until nothing changes.
  void leave_out_hopeless() {
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = 0; i < candidates_.size(); ++i) {
        if (candidates_[i].required || plan_.left_out[i]) continue;
        for (const auto& need : candidates_[i].needs) {
          if (!need.required || !serving(i, need.service).empty()) continue;
          plan_.left_out[i] = missing(i, need.service);
          changed = true;
          break;
        }
      }
    }
  }

  // The units that could serve: the bound one, or all that offer.
  std::vector<std::size_t> serving(std::size_t who, const std::string& service) const {
    std::vector<std::size_t> found;
    const auto bound = candidates_[who].binds.find(service);
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      if (i == who || plan_.left_out[i] || !offers(candidates_[i], service)) continue;
      if (bound == candidates_[who].binds.end() || bound->second == candidates_[i].name) found.push_back(i);
    }
    return found;
  }

  std::string missing(std::size_t who, const std::string& service) const {
    const StartCandidate& candidate = candidates_[who];
    std::vector<std::string> units;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      if (i != who && offers(candidates_[i], service)) units.push_back(candidates_[i].name);
    }
    if (const auto bound = candidate.binds.find(service); bound != candidate.binds.end()) {
      return quoted(candidate.name) + " is bound to " + quoted(bound->second) + " for " + service +
             ", which does not offer it or does not run; units that offer it: " +
             (units.empty() ? "none" : joined(units, ", "));
    }
    std::string sentence = quoted(candidate.name) + " needs " + service + ", which no unit offers; ";
    const auto plugins = known_offers_ ? known_offers_(service) : std::vector<std::string>();
    if (plugins.empty())
      return sentence + "no plugin in the plugin directories offers it either, so install one that does";
    return sentence + "add a [[plugin]] block with id = " + quoted(plugins.front()) +
           (plugins.size() > 1 ? " (plugins that offer it: " + joined(plugins, ", ") + ")" : "");
  }

  void resolve(std::size_t who) {
    for (const auto& need : candidates_[who].needs) {
      const std::vector<std::size_t> found = serving(who, need.service);
      if (found.empty()) {
        if (need.required) plan_.problems.push_back(missing(who, need.service));
        continue;
      }
      if (found.size() > 1 && !is_collective(need.service)) {
        plan_.problems.push_back(quoted(candidates_[found[0]].name) + " and " + quoted(candidates_[found[1]].name) +
                                 " both offer " + need.service + ", and " + quoted(candidates_[who].name) +
                                 " needs one; choose with bind = { \"" + need.service + "\" = \"" +
                                 candidates_[found[0]].name + "\" } in its [[plugin]] block");
        continue;
      }
      plan_.serving[who].emplace(need.service, found.front());
      for (const std::size_t other : found) waits_for_[who].push_back({other, need.service, need.required});
    }
  }

  struct Wait {
    std::size_t other;
    std::string service;
    bool required;
  };

  void sort() {
    std::set<std::size_t> left;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      if (!plan_.left_out[i]) left.insert(i);
    }
    bool with_wishes = true;  // optional needs order the start as long as they can be met
    while (!left.empty()) {
      const auto ready = first_ready(left, with_wishes);
      if (ready) {
        plan_.order.push_back(*ready);
        left.erase(*ready);
        with_wishes = true;
      } else if (with_wishes) {
        with_wishes = false;
      } else {
        plan_.problems.push_back(cycle(left));
        return;
      }
    }
  }

  std::optional<std::size_t> first_ready(const std::set<std::size_t>& left, bool with_wishes) const {
    std::optional<std::size_t> best;
    for (const std::size_t i : left) {
      const bool waits = std::any_of(waits_for_[i].begin(), waits_for_[i].end(), [&](const Wait& wait) {
        return left.contains(wait.other) && (wait.required || with_wishes);
      });
      if (!waits && (!best || candidates_[i].rank < candidates_[*best].rank)) best = i;
    }
    return best;
  }

  // Everything in `left` waits for something in `left`, so walking along comes back to itself.
  std::string cycle(const std::set<std::size_t>& left) const {
    std::vector<std::size_t> path;
    std::size_t here = *left.begin();
    while (std::find(path.begin(), path.end(), here) == path.end()) {
      path.push_back(here);
      here = next_in_cycle(here, left).other;
    }
    path.erase(path.begin(), std::find(path.begin(), path.end(), here));
    std::string sentence = "cannot start: ";
    std::string loop;
    for (const std::size_t i : path) {
      sentence += candidates_[i].name + " needs " + next_in_cycle(i, left).service + ", ";
      loop += candidates_[i].name + " -> ";
    }
    return sentence + "and " + (path.size() == 2 ? "both" : "they") + " wait for each other (" + loop +
           candidates_[path.front()].name + "); bind one of them to another unit";
  }

  const Wait& next_in_cycle(std::size_t who, const std::set<std::size_t>& left) const {
    return *std::find_if(waits_for_[who].begin(), waits_for_[who].end(),
                         [&](const Wait& wait) { return wait.required && left.contains(wait.other); });
  }

  const std::vector<StartCandidate>& candidates_;
  const KnownOffers& known_offers_;
  std::vector<std::vector<Wait>> waits_for_;
  StartPlan plan_;
};

}  // namespace

StartPlan plan_start(const std::vector<StartCandidate>& candidates, const KnownOffers& known_offers) {
  return Planner(candidates, known_offers).run();
}

bool is_collective(std::string_view service) {
  return service == abi::Authenticator::kServiceId || service == abi::CommandHandler::kServiceId ||
         service == abi::EventFilter::kServiceId || service == abi::SessionProvider::kServiceId ||
         service == abi::Transport::kServiceId;
}

std::optional<std::size_t> unit_for_kernel(const std::vector<StartCandidate>& candidates, const StartPlan& plan,
                                           std::string_view service, const std::map<std::string, std::string>& binds,
                                           std::vector<std::string>& problems) {
  const auto bound = binds.find(std::string(service));
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (plan.left_out[i] || !offers(candidates[i], service)) continue;
    if (bound == binds.end() || bound->second == candidates[i].name) found.push_back(i);
  }
  if (found.empty()) {
    if (bound != binds.end()) {
      problems.push_back("[bind] names " + quoted(bound->second) + " for " + std::string(service) +
                         ", which does not offer it or does not run");
    }
    return std::nullopt;
  }
  if (found.size() > 1) {
    problems.push_back(quoted(candidates[found[0]].name) + " and " + quoted(candidates[found[1]].name) +
                       " both offer " + std::string(service) + ", and the gateway needs one; choose with \"" +
                       std::string(service) + "\" = \"" + candidates[found[0]].name + "\" in [bind]");
  }
  return found.front();
}

}  // namespace wagate
