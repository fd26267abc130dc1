#include "media/http_media_transfer.h"

#include <utility>

#include "media/media_address.h"
#include "media/media_download.h"
#include "media/media_upload.h"
#include "session/proxy_address.h"

namespace wagate::session_whatsapp {
namespace {

MediaFailure failure_of_client(abi::StatusCode code) {
  switch (code) {
    case abi::StatusCode::permission_denied:
    case abi::StatusCode::invalid_argument: return MediaFailure::refused;
    case abi::StatusCode::resource_exhausted: return MediaFailure::too_large;
    default: return MediaFailure::unreachable;
  }
}

// Of several hosts that failed, the one that said most.
MediaFailure worse(MediaFailure a, MediaFailure b) {
  for (const MediaFailure each : {MediaFailure::not_kept, MediaFailure::damaged, MediaFailure::gone, MediaFailure::too_large,
                                  MediaFailure::refused, MediaFailure::unreachable})
    if (a == each || b == each) return each;
  return b;
}

}  // namespace

// An exchange and how far it has come with the hosts.
struct HttpMediaTransfer::Carried {
  std::unique_ptr<MediaExchange> exchange;
  MediaHosts::Known known;
  std::size_t next_host = 0;
  bool has_new_permission = false;  // it was asked for again on behalf of this file
  MediaFailure so_far = MediaFailure::none;
};

// The bodies of one attempt, on a thread of the client.
class HttpMediaTransfer::Stream final : public abi::HttpClientStream {
 public:
  Stream(const HttpMediaTransfer& transfer, std::shared_ptr<Carried> carried)
      : alive_(transfer.alive_), carried_(std::move(carried)), claim_(transfer.place_.outstanding->claim()) {}

  std::uint64_t read(std::uint64_t offset, char* out, std::uint64_t capacity) noexcept override {
    return is_wanted() ? carried_->exchange->read(offset, out, capacity) : 0;
  }
  bool write(std::uint64_t, abi::StringRef piece) noexcept override {
    return is_wanted() && carried_->exchange->write(piece);
  }
  bool is_wanted() noexcept override { return !alive_.expired(); }
  void release() noexcept override {
    // The claim goes last: the plugin may be unloaded as soon as it is given back.
    const Outstanding::Claim claim = std::move(claim_);
    delete this;
  }

 private:
  const std::weak_ptr<bool> alive_;
  const std::shared_ptr<Carried> carried_;
  Outstanding::Claim claim_;
};

HttpMediaTransfer::HttpMediaTransfer(const MessagingPlace& session, const MediaAccess& access, Logger log)
    : place_(session.place), access_(access), proxy_(proxy_address(session.instance.proxy)),
      hosts_(session.wire, session.place.clock, access.rules, log), posts_(session.place.lane) {}

void HttpMediaTransfer::download(const MediaReference& reference, OnFile on_file) {
  auto target = download_target(reference.direct_path, reference.file_enc_sha256, reference.kind);
  const bool is_refused = !target;
  auto exchange = std::make_unique<MediaDownload>(reference, std::move(target).value_or(std::string()), access_.folder,
                                                  std::move(on_file));
  if (is_refused) return refuse_later(std::move(exchange), MediaFailure::refused);
  begin(std::move(exchange));
}

void HttpMediaTransfer::upload(MediaKind kind, std::string file, OnUploaded on_uploaded) {
  const bool is_too_large = file.size() > kMaxFile;
  if (is_too_large) std::string().swap(file);
  auto exchange = std::make_unique<MediaUpload>(kind, std::move(file), std::move(on_uploaded));
  if (is_too_large) return refuse_later(std::move(exchange), MediaFailure::too_large);
  begin(std::move(exchange));
}

void HttpMediaTransfer::begin(std::unique_ptr<MediaExchange> exchange) {
  if (!access_.http) return refuse_later(std::move(exchange), MediaFailure::no_client);
  if (running_ >= kMaxRunning && waiting_.size() >= kMaxWaiting)
    return refuse_later(std::move(exchange), MediaFailure::unreachable);
  const auto carried = std::make_shared<Carried>();
  carried->exchange = std::move(exchange);
  if (running_ >= kMaxRunning) return waiting_.push_back(carried);
  ++running_;
  prepare(carried);
}

// In pieces: stanzas of the session come in between.
void HttpMediaTransfer::prepare(const std::shared_ptr<Carried>& carried) {
  if (carried->exchange->prepare()) return ask_for_hosts(carried);
  posts_.post([this, carried] { prepare(carried); });
}

void HttpMediaTransfer::ask_for_hosts(const std::shared_ptr<Carried>& carried) {
  hosts_.find([this, carried](MediaFailure failure, const MediaHosts::Known& known) {
    if (failure != MediaFailure::none) return finish(carried, failure);
    carried->known = known;
    carried->next_host = 0;
    try_next_host(carried);
  });
}

void HttpMediaTransfer::try_next_host(const std::shared_ptr<Carried>& carried) {
  if (carried->next_host == carried->known.hosts.size()) return finish(carried, carried->so_far);
  const MediaHost& host = carried->known.hosts[carried->next_host++];
  const std::string url = host.origin + carried->exchange->target(carried->known.auth);
  const abi::NameValue headers[] = {{"Origin", "https://web.whatsapp.com"},
                                    {"Content-Type", "application/octet-stream"}};
  abi::HttpClientRequest request;
  // Through a proxy of the instance's own, the proxy is what is reached, as for the session's connection.
  request.flags = host.is_private || !proxy_.empty() ? abi::kMayReachPrivate : 0u;
  carried->exchange->begin(request);
  request.url = url;
  request.headers = headers;
  request.header_count = (request.flags & abi::kStreamsRequest) != 0 ? 2 : 1;
  request.timeout_ms = kTimeoutMs;
  request.proxy = proxy_;
  request.stream = new Stream(*this, carried);
  access_.http->send(request, new LaneReply(place_, [this, carried, alive = std::weak_ptr<bool>(alive_)](HttpAnswer& answer) {
    if (!alive.expired()) take(carried, answer);
  }));
}

void HttpMediaTransfer::take(const std::shared_ptr<Carried>& carried, const HttpAnswer& answer) {
  MediaExchange& exchange = *carried->exchange;
  const bool is_success = answer.status >= 200 && answer.status < 300;
  MediaFailure failure = exchange.problem();
  if (is_success) {
    failure = exchange.judge(answer.body);
  } else if (answer.status != 0) {
    failure = exchange.failure_of_status(answer.status);
  } else if (failure == MediaFailure::none) {
    failure = failure_of_client(answer.failure);
  }
  if (failure == MediaFailure::none) return finish(carried, failure);
  if (exchange.wants_permission(answer.status) && !carried->has_new_permission) {
    carried->has_new_permission = true;
    hosts_.forget();
    return ask_for_hosts(carried);
  }
  carried->so_far = worse(carried->so_far, failure);
  try_next_host(carried);
}

void HttpMediaTransfer::finish(const std::shared_ptr<Carried>& carried, MediaFailure failure) {
  --running_;
  if (!waiting_.empty()) {
    const auto next = std::move(waiting_.front());
    waiting_.pop_front();
    ++running_;
    posts_.post([this, next] { prepare(next); });
  }
  carried->exchange->done(failure);
}

void HttpMediaTransfer::refuse_later(std::shared_ptr<MediaExchange> exchange, MediaFailure failure) {
  posts_.post([exchange = std::move(exchange), failure] { exchange->done(failure); });
}

}  // namespace wagate::session_whatsapp
