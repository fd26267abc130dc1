#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "http_client.h"
#include "wagate/testing/fake_host.h"

namespace wagate::http_client::test {

using abi::StatusCode;

// What became of a request; waits for it.
class Outcome {
 public:
  abi::HttpClientReply* reply() { return new Reply(*this); }
  void wait() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return released_; });
  }

  std::uint32_t status = 0;
  std::string body;
  std::map<std::string, std::string> headers;
  StatusCode code = StatusCode::ok;
  std::string sentence;
  int answers = 0;

 private:
  class Reply final : public abi::HttpClientReply {
   public:
    explicit Reply(Outcome& out) : out_(out) {}
    void response(const abi::HttpClientResponse& response) noexcept override {
      ++out_.answers;
      out_.status = response.status;
      out_.body = response.body.str();
      for (std::uint64_t i = 0; i < response.header_count; ++i)
        out_.headers[response.headers[i].name.str()] = response.headers[i].value.str();
    }
    void failed(StatusCode code, abi::StringRef sentence) noexcept override {
      ++out_.answers;
      out_.code = code;
      out_.sentence = sentence.str();
    }
    void release() noexcept override {
      Outcome& out = out_;
      delete this;
      std::lock_guard lock(out.mutex_);
      out.released_ = true;
      out.done_.notify_all();
    }

   private:
    Outcome& out_;
  };

  std::mutex mutex_;
  std::condition_variable done_;
  bool released_ = false;
};

class HttpClientTest : public ::testing::Test {
 protected:
  ~HttpClientTest() override { client->stop(); }

  static abi::HttpClientRequest get(const std::string& url) {
    abi::HttpClientRequest request;
    request.method = "GET";
    request.url = url;
    request.flags = abi::kMayReachPrivate;
    return request;
  }

  wagate::testing::FakeHost host;
  std::unique_ptr<HttpClient> client = host.make<HttpClient>();
};

}  // namespace wagate::http_client::test
