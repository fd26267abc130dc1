#pragma once

#include <memory>
#include <string>
#include <vector>

#include "dead_letter_answers.h"
#include "mailbox.h"
#include "wagate/http.h"
#include "wagate/plugin.h"

namespace wagate::transport_webhook {

// The routes for what could not be delivered:
//
//   GET  /webhook/deadLetters                of all instances, and of the global webhook
//   GET  /webhook/deadLetters/{instance}     ?limit=100&before=<id>&body=true
//   POST /webhook/resend
//   POST /webhook/resend/{instance}          {"ids":["<id>"]}; all without
//
// With a key that may administer the gateway; those of one instance also with a key that may control it,
// which then sees nothing of the global webhook.
class DeadLetterRoutes {
 public:
  // Mounts the routes. Throws PluginError when one is taken.
  DeadLetterRoutes(const PluginContext& context, abi::HttpServer& server, std::shared_ptr<Mailbox> mailbox);
  ~DeadLetterRoutes();

 private:
  class Route;
  class Admission;
  enum class Asked { list, resend };
  struct Desk;  // what requests need that are still under way when the routes are gone

  void unmount();

  abi::HttpServer& server_;
  abi::Access& access_;
  abi::ApiBook* const api_book_;  // null: this kernel describes only its own routes
  const std::string unit_;
  std::shared_ptr<Desk> desk_;
  std::vector<std::unique_ptr<Route>> routes_;
};

}  // namespace wagate::transport_webhook
