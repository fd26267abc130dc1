#include "http_client.h"

#include <exception>
#include <string>
#include <utility>

#include "url_check.h"

namespace wagate::http_client {

namespace {

bool may_reach_private(std::uint32_t flags) { return (flags & abi::kMayReachPrivate) != 0; }

abi::StatusCode code_of(const UrlCheck& check) {
  return check.malformed ? abi::StatusCode::invalid_argument : abi::StatusCode::permission_denied;
}

}  // namespace

HttpClient::HttpClient(PluginContext& context) {
  options_.proxy = context.text("proxy");
  options_.ca_file = context.text("ca_file");
  options_.connect_timeout_ms = context.integer("connect_timeout_ms", 10'000);
  limits_.max_transfers = static_cast<std::size_t>(context.integer("max_transfers", 256));
  limits_.max_per_host = static_cast<std::size_t>(context.integer("max_per_host", 16));
  limits_.max_waiting = static_cast<std::size_t>(context.integer("max_waiting", 10'000));
  curl_global_init(CURL_GLOBAL_DEFAULT);
}

void HttpClient::stop() {
  std::shared_ptr<TransferLoop> public_loop;
  std::shared_ptr<TransferLoop> private_loop;
  std::lock_guard lock(mutex_);
  stopped_ = true;
  public_loop.swap(public_loop_);
  private_loop.swap(private_loop_);
}

std::shared_ptr<TransferLoop> HttpClient::loop_for(bool may_reach_private) {
  std::lock_guard lock(mutex_);
  if (stopped_) return nullptr;
  std::shared_ptr<TransferLoop>& loop = may_reach_private ? private_loop_ : public_loop_;
  if (!loop) loop = std::make_shared<TransferLoop>(options_, limits_);
  return loop;
}

void HttpClient::send(const abi::HttpClientRequest& request, abi::HttpClientReply* reply) noexcept {
  Owned<abi::HttpClientStream> stream(request.stream);
  Owned<abi::HttpClientReply> owned(reply);  // goes before the stream
  try {
    UrlCheck check = check_url_text(request.url, may_reach_private(request.flags));
    if (!check.problem.empty()) return owned->failed(code_of(check), check.problem);
    const std::shared_ptr<TransferLoop> loop = loop_for(may_reach_private(request.flags));
    if (!loop) return owned->failed(abi::StatusCode::unavailable, "the gateway is stopping");
    loop->add(std::make_unique<Transfer>(request, std::move(check.host), std::move(owned), std::move(stream)));
  } catch (const std::exception& failure) {
    if (owned) owned->failed(abi::StatusCode::internal, failure.what());
  }
}

abi::StatusCode HttpClient::check_url(abi::StringRef url, std::uint32_t flags, abi::ErrorOut& error) noexcept {
  const UrlCheck check = check_url_text(url, may_reach_private(flags));
  return check.problem.empty() ? abi::StatusCode::ok : abi::fail(error, code_of(check), check.problem);
}

}  // namespace wagate::http_client
