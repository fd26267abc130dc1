#pragma once

#include <algorithm>
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
//
// Bodies that are streamed are read whole when the request comes, and given piece by piece with the answer.
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
    Exchange exchange{request.url.str(), request.flags, Owned<abi::HttpClientStream>(request.stream),
                      Owned<abi::HttpClientReply>(reply)};
    Request kept{request.method.str(), exchange.url, request.body.str(), {}, request.flags, request.timeout_ms};
    if (exchange.streams(abi::kStreamsRequest)) kept.body = read_all(*exchange.stream, request.stream_bytes);
    for (std::uint64_t i = 0; i < request.header_count; ++i)
      kept.headers[request.headers[i].name.str()] = request.headers[i].value.str();
    std::function<Answer(const Request&)> at_once;
    {
      std::lock_guard lock(mutex_);
      requests_.push_back(kept);
      at_once = on_request;
      if (!at_once) waiting_.push_back(std::move(exchange));
    }
    if (at_once) give(exchange, at_once(kept));
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
    const Exchange exchange = pop(url);
    if (exchange.reply) give(exchange, answer);
    return exchange.reply != nullptr;
  }
  bool answer(std::uint32_t status, std::string_view url = {}) { return answer(Answer{status}, url); }
  bool fail(abi::StatusCode code, std::string_view sentence, std::string_view url = {}) {
    const Exchange exchange = pop(url);
    if (exchange.reply) exchange.reply->failed(code, sentence);
    return exchange.reply != nullptr;
  }
  // Fails the requests whose streams are not wanted any more, as a client does by itself; returns how many.
  std::size_t drop_unwanted() {
    std::vector<Exchange> unwanted;
    {
      std::lock_guard lock(mutex_);
      for (auto one = waiting_.begin(); one != waiting_.end();) {
        const bool is_wanted = !one->stream || one->stream->is_wanted();
        if (!is_wanted) unwanted.push_back(std::move(*one));
        one = is_wanted ? one + 1 : waiting_.erase(one);
      }
    }
    for (const Exchange& exchange : unwanted)
      exchange.reply->failed(abi::StatusCode::failed_precondition, "the request was taken back");
    return unwanted.size();
  }

  // Called for each request, on the thread that sends it. Set it before anything is sent.
  std::function<Answer(const Request&)> on_request;

 private:
  static constexpr std::size_t kPiece = 1'000;  // of a streamed body

  struct Exchange {
    std::string url;
    std::uint32_t flags = 0;
    Owned<abi::HttpClientStream> stream;
    Owned<abi::HttpClientReply> reply;  // goes first

    bool streams(abi::HttpClientFlags flag) const { return stream && (flags & flag) != 0; }
  };

  static std::string read_all(abi::HttpClientStream& stream, std::uint64_t bytes) {
    std::string out;
    while (out.size() < bytes) {
      std::string piece(std::min<std::uint64_t>(kPiece, bytes - out.size()), '\0');
      piece.resize(stream.read(out.size(), piece.data(), piece.size()));
      if (piece.empty()) break;
      out += piece;
    }
    return out;
  }

  static void give(const Exchange& exchange, const Answer& answer) {
    std::string_view body = answer.body;
    if (exchange.streams(abi::kStreamsResponse) && answer.status >= 200 && answer.status < 300) {
      for (std::size_t at = 0; at < body.size(); at += kPiece)
        if (!exchange.stream->write(at, body.substr(at, kPiece)))
          return exchange.reply->failed(abi::StatusCode::failed_precondition, "the request was taken back");
      body = {};
    }
    std::vector<abi::NameValue> headers;
    for (const auto& [name, value] : answer.headers) headers.push_back({name, value});
    abi::HttpClientResponse response;
    response.status = answer.status;
    response.headers = headers.data();
    response.header_count = headers.size();
    response.body = body;
    exchange.reply->response(response);
  }

  Exchange pop(std::string_view url) {
    std::lock_guard lock(mutex_);
    for (auto one = waiting_.begin(); one != waiting_.end(); ++one) {
      if (!std::string_view(one->url).starts_with(url)) continue;
      Exchange exchange = std::move(*one);
      waiting_.erase(one);
      return exchange;
    }
    return {};
  }

  std::mutex mutex_;
  std::vector<Request> requests_;  // guarded by mutex_
  std::deque<Exchange> waiting_;    // guarded by mutex_
};

}  // namespace wagate::testing
