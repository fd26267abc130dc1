#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "instance_rows.h"
#include "json.h"
#include "upload.h"
#include "wagate/abi/auth.h"
#include "wagate/abi/http.h"
#include "wagate/owned.h"

namespace wagate::api_rest {

struct Route;
struct Surroundings;

// Who calls, as the authentication chain said.
struct Caller {
  std::uint32_t permissions = 0;
  bool all_instances = false;
  std::vector<std::string> instance_ids;

  bool may(std::uint32_t permission) const { return (permissions & permission) == permission; }
  bool sees(std::string_view instance_id) const;
};

// What was asked, copied: the exchange's own views end when the client goes away.
struct Question {
  std::string method;
  std::string target;  // with its query, as sent
  std::string path;    // as sent
  std::string peer;
  bool secure = false;
  std::string content_type;
  std::string body;
  std::string instance;  // the {instance} of the path
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::pair<std::string, std::string>> query;

  // First header or query field of that name; empty when absent.
  std::string_view header(std::string_view name) const;
  std::string_view query_field(std::string_view name) const;
};

// One request on its way to its answer. The steps of the pipeline fill it in, one after another and
// on different threads; whoever answers first ends it. A call that is dropped without an answer
// answers 500.
//
// It keeps its surroundings: a command or a download may be answered after the unit has stopped.
class Call : public std::enable_shared_from_this<Call> {
 public:
  // Takes `exchange`.
  Call(std::shared_ptr<Surroundings> surroundings, const Route& route, abi::HttpExchange* exchange);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call();

  Surroundings& around() const { return *around_; }
  const Route& route() const { return route_; }
  const Question& question() const { return question_; }
  Json& body() const { return *body_; }

  // The body, which was not there yet when the call was made, has come. Does nothing once the call is
  // answered or abandoned.
  void take_body();

  // The bytes of the body are not needed any more.
  void forget_raw_body();

  // The two things that the handler waits for, the right to be there and the body, come on different
  // threads in any order. True for the second.
  bool is_complete_with_this() { return has_one_.exchange(true); }

  // Whether an answer may show tokens and passwords: to the global key, where the configuration says so.
  bool shows_secrets() const;

  // Answers once; later answers, and answers to a client that has gone, are dropped. An empty
  // content type sends no such header. [any]
  void answer(std::uint32_t status, std::string_view content_type, std::string_view text);
  void answer(const abi::HttpResponse& response);

  // The client has gone. [any]
  void abandon();

  Caller caller;         // after authentication
  InstanceRow instance;  // after authorisation, for routes of one instance
  Upload file;           // after reading the body, for routes that take one

 private:
  Owned<abi::HttpExchange> take_exchange();

  const std::shared_ptr<Surroundings> around_;
  const Route& route_;
  Question question_;
  std::unique_ptr<Json> body_;
  std::atomic<bool> has_one_{false};

  std::mutex mutex_;
  Owned<abi::HttpExchange> exchange_;  // guarded by mutex_; null once answered or abandoned
};

using CallPtr = std::shared_ptr<Call>;

}  // namespace wagate::api_rest
