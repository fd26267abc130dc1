#include "media/http_media_transfer.h"

#include <algorithm>
#include <utility>

#include "crypto/random.h"
#include "media/media_address.h"
#include "media/upload_answer.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::uint64_t kMaxCipherOverhead = 64;  // a block of padding and the MAC
constexpr std::uint64_t kMaxUploadAnswer = 65'536;
constexpr std::size_t kPiece = 262'144;

// User and password of a URL.
std::string escaped_credentials(std::string_view text) {
  static constexpr char kHexDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ':';
    if (is_plain) {
      out += c;
    } else {
      out += '%';
      out += kHexDigits[static_cast<unsigned char>(c) >> 4];
      out += kHexDigits[static_cast<unsigned char>(c) & 15];
    }
  }
  return out;
}

std::string proxy_address(const std::optional<HttpProxy>& proxy) {
  if (!proxy) return {};
  const bool is_bare_ipv6 = proxy->host.find(':') != std::string::npos && !proxy->host.starts_with('[');
  std::string out = "http://";
  if (!proxy->credentials.empty()) out += escaped_credentials(proxy->credentials) + "@";
  out += is_bare_ipv6 ? "[" + proxy->host + "]" : proxy->host;
  return out + ":" + std::to_string(proxy->port);
}

MediaFailure failure_of_client(abi::StatusCode code) {
  switch (code) {
    case abi::StatusCode::permission_denied:
    case abi::StatusCode::invalid_argument: return MediaFailure::refused;
    case abi::StatusCode::resource_exhausted: return MediaFailure::too_large;
    default: return MediaFailure::unreachable;
  }
}

MediaFailure failure_of_status(std::uint32_t status, bool is_upload) {
  if (status == 404 || status == 410 || (status == 403 && !is_upload)) return MediaFailure::gone;
  if (status == 413) return MediaFailure::too_large;
  return status >= 500 || status == 429 ? MediaFailure::unreachable : MediaFailure::refused;
}

// Of several hosts that failed, the one that said most.
MediaFailure worse(MediaFailure a, MediaFailure b) {
  for (const MediaFailure each : {MediaFailure::damaged, MediaFailure::gone, MediaFailure::too_large,
                                  MediaFailure::refused, MediaFailure::unreachable})
    if (a == each || b == each) return each;
  return b;
}

MediaFailure decrypt_file(const MediaReference& reference, std::string_view encrypted, std::string& plain) {
  MediaDecryptor::Expected expected;
  expected.file_sha256 = reference.file_sha256;
  expected.file_enc_sha256 = reference.file_enc_sha256;
  expected.max_length = HttpMediaTransfer::kMaxFile + kMaxCipherOverhead;
  MediaDecryptor decryptor(reference.media_key, reference.kind, expected);
  plain.clear();
  plain.reserve(encrypted.size());
  // In pieces: the decryptor holds back what it was given last.
  for (; !encrypted.empty(); encrypted.remove_prefix(std::min(kPiece, encrypted.size())))
    if (!decryptor.update(encrypted.substr(0, kPiece), plain)) return MediaFailure::too_large;
  return decryptor.finish(plain) == MediaError::none ? MediaFailure::none : MediaFailure::damaged;
}

}  // namespace

// One file on its way, from host to host.
struct HttpMediaTransfer::Exchange {
  bool is_upload = false;
  std::function<std::string(const std::string& auth)> target;
  std::string body;
  // Looks at what a host answered with success; none: that was it.
  std::function<MediaFailure(std::string_view body)> judge;
  std::function<void(MediaFailure)> done;

  MediaHosts::Known known;
  std::size_t next_host = 0;
  bool has_new_permission = false;  // it was asked for again on behalf of this file
  MediaFailure so_far = MediaFailure::none;
};

// Carries an answer from a thread of the client to the lane.
class HttpMediaTransfer::Reply final : public abi::HttpClientReply {
 public:
  Reply(HttpMediaTransfer& transfer, std::shared_ptr<Exchange> exchange)
      : transfer_(&transfer), alive_(transfer.alive_), lane_(transfer.place_.lane), exchange_(std::move(exchange)),
        claim_(transfer.place_.outstanding->claim()) {}

  void response(const abi::HttpClientResponse& response) noexcept override {
    tell({response.status, MediaFailure::none, response.body.str()});
  }
  void failed(abi::StatusCode code, abi::StringRef) noexcept override { tell({0, failure_of_client(code), {}}); }
  void release() noexcept override {
    // The claim goes last: the plugin may be unloaded as soon as it is given back.
    const Outstanding::Claim claim = std::move(claim_);
    delete this;
  }

 private:
  void tell(HostAnswer answer) noexcept {
    lane_->post([transfer = transfer_, alive = alive_, exchange = std::move(exchange_),
                 answer = std::make_shared<HostAnswer>(std::move(answer))] {
      if (!alive.expired()) transfer->take(exchange, std::move(*answer));
    });
  }

  HttpMediaTransfer* const transfer_;
  const std::weak_ptr<bool> alive_;
  const std::shared_ptr<Lane> lane_;
  std::shared_ptr<Exchange> exchange_;
  Outstanding::Claim claim_;
};

HttpMediaTransfer::HttpMediaTransfer(const MessagingPlace& session, const MediaAccess& access, Logger log)
    : place_(session.place), access_(access), proxy_(proxy_address(session.instance.proxy)),
      hosts_(session.wire, session.place.clock, access.rules, log) {}

void HttpMediaTransfer::download(const MediaReference& reference, OnFile on_file) {
  const auto exchange = std::make_shared<Exchange>();
  const auto file = std::make_shared<std::string>();
  const auto target = download_target(reference.direct_path, reference.file_enc_sha256, reference.kind);
  exchange->done = [on_file = std::move(on_file), file](MediaFailure failure) {
    on_file(failure, failure == MediaFailure::none ? std::move(*file) : std::string());
  };
  if (!target) return finish_later(exchange, MediaFailure::refused);
  exchange->target = [target = *target](const std::string&) { return target; };
  exchange->judge = [reference, file](std::string_view body) { return decrypt_file(reference, body, *file); };
  begin(exchange);
}

void HttpMediaTransfer::upload(MediaKind kind, std::string file, OnUploaded on_uploaded) {
  const auto exchange = std::make_shared<Exchange>();
  const auto uploaded = std::make_shared<UploadedMedia>();
  exchange->is_upload = true;
  exchange->done = [on_uploaded = std::move(on_uploaded), uploaded](MediaFailure failure) {
    on_uploaded(failure, *uploaded);
  };
  if (file.size() > kMaxFile) return finish_later(exchange, MediaFailure::too_large);
  uploaded->media_key = random_secret<32>();
  MediaEncryptor encryptor(uploaded->media_key, kind);
  exchange->body.reserve(file.size() + kMaxCipherOverhead);
  encryptor.update(file, exchange->body);
  uploaded->facts = encryptor.finish(exchange->body);
  std::string().swap(file);
  exchange->target = [hash = uploaded->facts.file_enc_sha256, kind](const std::string& auth) {
    return upload_target(hash, kind, auth);
  };
  exchange->judge = [uploaded](std::string_view body) {
    const auto answer = UploadAnswer::read(body);
    if (!answer) return MediaFailure::refused;
    uploaded->direct_path = answer->direct_path;
    uploaded->url = answer->url;
    return MediaFailure::none;
  };
  begin(exchange);
}

void HttpMediaTransfer::begin(std::shared_ptr<Exchange> exchange) {
  if (!access_.http) return finish_later(exchange, MediaFailure::no_client);
  if (running_ < kMaxRunning) {
    ++running_;
    return ask_for_hosts(exchange);
  }
  if (waiting_.size() >= kMaxWaiting) return finish_later(exchange, MediaFailure::unreachable);
  waiting_.push_back(std::move(exchange));
}

void HttpMediaTransfer::ask_for_hosts(const std::shared_ptr<Exchange>& exchange) {
  hosts_.find([this, exchange](MediaFailure failure, const MediaHosts::Known& known) {
    if (failure != MediaFailure::none) return finish(exchange, failure);
    exchange->known = known;
    exchange->next_host = 0;
    try_next_host(exchange);
  });
}

void HttpMediaTransfer::try_next_host(const std::shared_ptr<Exchange>& exchange) {
  if (exchange->next_host == exchange->known.hosts.size()) return finish(exchange, exchange->so_far);
  const MediaHost& host = exchange->known.hosts[exchange->next_host++];
  const std::string url = host.origin + exchange->target(exchange->known.auth);
  const abi::NameValue headers[] = {{"Origin", "https://web.whatsapp.com"},
                                    {"Content-Type", "application/octet-stream"}};
  abi::HttpClientRequest request;
  // Through a proxy of the instance's own, the proxy is what is reached, as for the session's connection.
  request.flags = host.is_private || !proxy_.empty() ? abi::kMayReachPrivate : 0u;
  request.method = exchange->is_upload ? "POST" : "GET";
  request.url = url;
  request.headers = headers;
  request.header_count = exchange->is_upload ? 2 : 1;
  request.body = exchange->body;
  request.timeout_ms = kTimeoutMs;
  request.max_response_bytes = exchange->is_upload ? kMaxUploadAnswer : kMaxFile + kMaxCipherOverhead;
  request.proxy = proxy_;
  access_.http->send(request, new Reply(*this, exchange));
}

void HttpMediaTransfer::take(const std::shared_ptr<Exchange>& exchange, HostAnswer answer) {
  const bool is_success = answer.status >= 200 && answer.status < 300;
  MediaFailure failure = answer.failure;
  if (answer.status != 0)
    failure = is_success ? exchange->judge(answer.body) : failure_of_status(answer.status, exchange->is_upload);
  if (failure == MediaFailure::none) return finish(exchange, failure);
  const bool wants_permission = exchange->is_upload && (answer.status == 401 || answer.status == 403);
  if (wants_permission && !exchange->has_new_permission) {
    exchange->has_new_permission = true;
    hosts_.forget();
    return ask_for_hosts(exchange);
  }
  exchange->so_far = worse(exchange->so_far, failure);
  try_next_host(exchange);
}

void HttpMediaTransfer::finish(const std::shared_ptr<Exchange>& exchange, MediaFailure failure) {
  --running_;
  if (!waiting_.empty()) {
    const auto next = std::move(waiting_.front());
    waiting_.pop_front();
    ++running_;
    place_.lane->post([this, next, alive = std::weak_ptr<bool>(alive_)] {
      if (!alive.expired()) ask_for_hosts(next);
    });
  }
  exchange->done(failure);
}

void HttpMediaTransfer::finish_later(const std::shared_ptr<Exchange>& exchange, MediaFailure failure) {
  place_.lane->post([exchange, failure, alive = std::weak_ptr<bool>(alive_)] {
    if (!alive.expired()) exchange->done(failure);
  });
}

}  // namespace wagate::session_whatsapp
