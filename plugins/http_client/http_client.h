#pragma once

#include <memory>
#include <mutex>

#include "transfer_loop.h"
#include "wagate/plugin.h"

namespace wagate::http_client {

// Requests to other servers, for all plugins.
class HttpClient : public PluginBase, public abi::HttpClient {
 public:
  static constexpr std::uint32_t kFlags = 0;  // one place that keeps the limits

  explicit HttpClient(PluginContext& context);

  void stop() override;

  void send(const abi::HttpClientRequest& request, abi::HttpClientReply* reply) noexcept override;
  abi::StatusCode check_url(abi::StringRef url, std::uint32_t flags, abi::ErrorOut& error) noexcept override;

 private:
  std::shared_ptr<TransferLoop> loop_for(bool may_reach_private);

  TransferOptions options_;
  TransferLoop::Limits limits_;

  std::mutex mutex_;
  bool stopped_ = false;                         // guarded by mutex_
  std::shared_ptr<TransferLoop> public_loop_;    // guarded by mutex_; made when first needed
  std::shared_ptr<TransferLoop> private_loop_;   // guarded by mutex_
};

}  // namespace wagate::http_client
