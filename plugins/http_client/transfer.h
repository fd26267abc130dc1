#pragma once

#include <curl/curl.h>

#include <cstdint>
#include <memory>
#include <string>
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
// reply exactly once; destroyed without an answer, it answers that the gateway is stopping.
class Transfer {
 public:
  Transfer(const abi::HttpClientRequest& request, std::string host, abi::HttpClientReply* reply);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer();

  std::size_t bytes() const { return url_.size() + body_.size(); }

  // The handle, ready to be added; null when there is no memory for one.
  CURL* prepare(const TransferOptions& options);
  CURL* handle() const { return easy_.get(); }

  void finish(CURLcode result);  // calls the reply
  void refuse(abi::StatusCode code, const std::string& sentence);

 private:
  struct EasyCleanup {
    void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
  };
  struct ListCleanup {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
  };

  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static curl_socket_t on_socket(void* self, curlsocktype purpose, curl_sockaddr* address);

  void respond();

  const bool may_reach_private_;
  const std::string method_;
  const std::string url_;
  const std::string host_;
  const std::string body_;
  const std::string proxy_;
  const std::uint32_t timeout_ms_;
  const std::uint32_t max_redirects_;
  const std::uint64_t max_response_bytes_;
  std::vector<std::pair<std::string, std::string>> headers_;

  Owned<abi::HttpClientReply> reply_;
  std::unique_ptr<CURL, EasyCleanup> easy_;
  std::unique_ptr<curl_slist, ListCleanup> header_list_;
  bool to_own_proxy_ = false;  // connects to the unit's proxy, whose address the operator chose

  std::string response_body_;
  std::vector<std::pair<std::string, std::string>> response_headers_;
  std::size_t response_header_bytes_ = 0;
  bool too_long_ = false;
  bool address_refused_ = false;
};

}  // namespace wagate::http_client
