#pragma once

#include <curl/curl.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wagate/abi/http_client.h"
#include "wagate/owned.h"

namespace wagate::http_client {

// What all transfers of a unit have in common.
struct TransferOptions {
  std::string proxy;
  std::string ca_file;
  std::int64_t connect_timeout_ms = 10'000;
};

// One request on its way to its answer. Made on any thread, then used on the loop's only. Answers its
// reply exactly once; destroyed without an answer, it answers that the gateway is stopping. Its stream is
// released after the reply.
class Transfer {
 public:
  Transfer(const abi::HttpClientRequest& request, std::string host, Owned<abi::HttpClientReply> reply,
           Owned<abi::HttpClientStream> stream);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer();

  std::size_t bytes() const { return url_.size() + body_.size(); }

  // The handle, ready to be added; null when there is no memory for one.
  CURL* prepare(const TransferOptions& options);
  CURL* handle() const { return easy_.get(); }

  // False when whoever sent the request has lost interest.
  bool is_wanted() const { return !stream_ || stream_->is_wanted(); }

  void finish(CURLcode result);  // calls the reply
  void refuse(abi::StatusCode code, const std::string& sentence);

 private:
  struct EasyCleanup {
    void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
  };
  struct ListCleanup {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
  };

  void prepare_body();
  bool streams(abi::HttpClientFlags flag) const { return stream_ && (flags_ & flag) != 0; }
  bool take_body(std::string_view piece);

  static std::size_t on_read(char* out, std::size_t size, std::size_t count, void* self);
  static int on_seek(void* self, curl_off_t offset, int origin);
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static curl_socket_t on_socket(void* self, curlsocktype purpose, curl_sockaddr* address);

  void respond();

  const std::uint32_t flags_;  // abi::HttpClientFlags
  const std::string method_;
  const std::string url_;
  const std::string host_;
  const std::string body_;
  const std::string proxy_;
  const std::uint32_t timeout_ms_;
  const std::uint32_t max_redirects_;
  const std::uint64_t max_response_bytes_;
  const std::uint64_t stream_bytes_;
  std::vector<std::pair<std::string, std::string>> headers_;

  Owned<abi::HttpClientStream> stream_;
  Owned<abi::HttpClientReply> reply_;  // goes first
  std::uint64_t read_ = 0;     // of the stream, in this attempt
  std::uint64_t written_ = 0;  // to it
  std::unique_ptr<CURL, EasyCleanup> easy_;
  std::unique_ptr<curl_slist, ListCleanup> header_list_;
  bool to_own_proxy_ = false;  // connects to the unit's proxy, whose address the operator chose

  std::string response_body_;
  std::vector<std::pair<std::string, std::string>> response_headers_;
  std::size_t response_header_bytes_ = 0;
  bool too_long_ = false;
  bool address_refused_ = false;
  bool unwanted_ = false;
};

}  // namespace wagate::http_client
