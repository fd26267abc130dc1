#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace wagate::metrics_prometheus {

// Who may read the figures.
class ScrapeAccess {
 public:
  struct Rules {
    bool auth_required = false;
    std::string user;
    std::string password;
    std::vector<std::string> allowed_ips;  // empty: everybody
  };

  enum class Answer { allowed, foreign_address, not_configured, no_credentials, wrong_credentials };

  explicit ScrapeAccess(Rules rules);

  // `authorization` is the header of that name, empty when absent. The address is asked about first.
  Answer check(std::string_view peer, std::string_view authorization) const;

 private:
  const Rules rules_;
  const std::set<std::string, std::less<>> addresses_;
};

}  // namespace wagate::metrics_prometheus
