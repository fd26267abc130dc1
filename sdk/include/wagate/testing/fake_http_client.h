#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "wagate/abi/http_client.h"
#include "wagate/owned.h"

namespace wagate::testing {

// Other people's servers. Requests wait until a test answers them, in any order, or are answered at once
// by `on_request`.
//
//   FakeHttpClient http;
//   host.services().offer(abi::HttpClient::kServiceId, static_cast<abi::HttpClient*>(&http));
//   ...
//   http.answer(503);                       // the oldest request that waits
//   http.fail(abi::StatusCode::unavailable, "refused");
class FakeHttpClient final : public abi::HttpClient {
 public:
  using Headers = std::map<std::string, std::string>;

  struct Request {
    std::string method, url, body;
    Headers headers;
    std::uint32_t flags = 0;
    std::uint32_t timeout_ms = 0;
  };
  struct Answer {
    std::uint32_t status = 200;
    Headers headers = {};  // names in lower case
    std::string body = {};
  };

  void send(const abi::HttpClientRequest& request, abi::HttpClientReply* reply) noexcept override {
    Request kept{request.method.str(), request.url.str(), request.body.str(), {}, request.flags, request.timeout_ms};
    for (std::uint64_t i = 0; i < request.header_count; ++i)
      kept.headers[request.headers[i].name.str()] = request.headers[i].value.str();
    Owned<abi::HttpClientReply> owned(reply);
    std::function<Answer(const Request&)> at_once;
    {
      std::lock_guard lock(mutex_);
      requests_.push_back(kept);
      at_once = on_request;
      if (!at_once) waiting_.push_back({kept.url, std::move(owned)});
    }
    if (at_once) give(*owned, at_once(kept));
  }

  abi::StatusCode check_url(abi::StringRef url, std::uint32_t, abi::ErrorOut& error) noexcept override {
    const std::string_view text = url.view();
    if (text.starts_with("http://") || text.starts_with("https://")) return abi::StatusCode::ok;
    return abi::fail(error, abi::StatusCode::invalid_argument, "the URL is not http or https");
  }

  // Every request so far, answered or not.
  std::vector<Request> requests() {
    std::lock_guard lock(mutex_);
    return requests_;
  }
  Request last() {
    std::lock_guard lock(mutex_);
    return requests_.empty() ? Request() : requests_.back();
  }
  std::size_t waiting() {
    std::lock_guard lock(mutex_);
    return waiting_.size();
  }

  // False when no request waits; with `url`, none to a URL that begins so.
  bool answer(const Answer& answer, std::string_view url = {}) {
    const auto reply = pop(url);
    if (reply) give(*reply, answer);
    return reply != nullptr;
  }
  bool answer(std::uint32_t status, std::string_view url = {}) { return answer(Answer{status}, url); }
  bool fail(abi::StatusCode code, std::string_view sentence, std::string_view url = {}) {
    const auto reply = pop(url);
    if (reply) reply->failed(code, sentence);
    return reply != nullptr;
  }

  // Called for each request, on the thread that sends it. Set it before anything is sent.
  std::function<Answer(const Request&)> on_request;

 private:
  struct Waiting {
    std::string url;
    Owned<abi::HttpClientReply> reply;
  };

  static void give(abi::HttpClientReply& reply, const Answer& answer) {
    std::vector<abi::NameValue> headers;
    for (const auto& [name, value] : answer.headers) headers.push_back({name, value});
    abi::HttpClientResponse response;
    response.status = answer.status;
    response.headers = headers.data();
    response.header_count = headers.size();
    response.body = answer.body;
    reply.response(response);
  }

  Owned<abi::HttpClientReply> pop(std::string_view url) {
    std::lock_guard lock(mutex_);
    for (auto one = waiting_.begin(); one != waiting_.end(); ++one) {
      if (!std::string_view(one->url).starts_with(url)) continue;
      Owned<abi::HttpClientReply> reply = std::move(one->reply);
      waiting_.erase(one);
      return reply;
    }
    return nullptr;
  }

  std::mutex mutex_;
  std::vector<Request> requests_;  // guarded by mutex_
  std::deque<Waiting> waiting_;    // guarded by mutex_
};

}  // namespace wagate::testing
