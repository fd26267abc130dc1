#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace wagate::session_whatsapp {

// Another implementation, in a Node process of its own: a script that answers one line of JSON with another.
class Oracle {
 public:
  explicit Oracle(std::string script);
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;
  ~Oracle();

  // Sends one request and waits for its answer. An answer without "error" is a success.
  nlohmann::json ask(const nlohmann::json& request);

 private:
  int to_ = -1;
  int from_ = -1;
  int process_ = -1;
  std::string pending_;
};

}  // namespace wagate::session_whatsapp
