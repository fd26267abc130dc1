#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wagate {

// A unit as far as the order of starting is concerned.
struct StartCandidate {
  struct Need {
    std::string service;
    bool required = true;
  };

  std::string name;
  std::vector<std::string> offers;
  std::vector<Need> needs;
  std::map<std::string, std::string> binds;  // service to unit
  int rank = 0;                              // lower ones first, among those that could start
  bool required = true;                      // false: it may be left out
};

struct StartPlan {
  std::vector<std::size_t> order;  // positions in the list of candidates

  // For each candidate: why it is left out, when it is.
  std::vector<std::optional<std::string>> left_out;

  // For each candidate: the unit that serves each service it needs.
  std::vector<std::map<std::string, std::size_t, std::less<>>> serving;

  std::vector<std::string> problems;  // not empty: nothing can be started
};

// Which plugins offer a service, among those that are installed; for the help in a sentence.
using KnownOffers = std::function<std::vector<std::string>(const std::string& service)>;

// Units that are needed start before those that need them. Ties are broken by rank and then by
// position, so the order is the same on every machine. Reports everything that cannot work: needs that
// nobody serves, services that two units offer where one must be chosen, bindings that lead nowhere,
// and cycles, as the full loop.
StartPlan plan_start(const std::vector<StartCandidate>& candidates, const KnownOffers& known_offers);

// Services that any number of units may offer side by side: filters, authenticators, transports,
// providers, command handlers. Of others, whoever needs one needs exactly one.
bool is_collective(std::string_view service);

// The unit that serves the kernel itself; nothing when none offers the service. Two without a binding
// are a problem.
std::optional<std::size_t> unit_for_kernel(const std::vector<StartCandidate>& candidates, const StartPlan& plan,
                                           std::string_view service, const std::map<std::string, std::string>& binds,
                                           std::vector<std::string>& problems);

}  // namespace wagate
