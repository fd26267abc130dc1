#include "transfer.h"

#include <sys/socket.h>

#include <algorithm>
#include <cctype>
#include <string_view>

#include "address_policy.h"

namespace wagate::http_client {

namespace {

constexpr std::size_t kMaxResponseHeaderBytes = 64 * 1024;
constexpr long kStandstillSeconds = 30;  // of a request that streams

// A header that would end early and begin another one is left out.
bool is_one_line(std::string_view text) { return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos; }

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
  return text;
}

struct Failure {
  abi::StatusCode code;
  std::string sentence;
};

Failure failure_of(CURLcode result, const std::string& host) {
  using abi::StatusCode;
  switch (result) {
    case CURLE_OPERATION_TIMEDOUT: return {StatusCode::deadline_exceeded, host + " did not answer in time"};
    case CURLE_COULDNT_RESOLVE_HOST: return {StatusCode::unavailable, "the name " + host + " cannot be resolved"};
    case CURLE_COULDNT_RESOLVE_PROXY: return {StatusCode::unavailable, "the name of the proxy cannot be resolved"};
    case CURLE_COULDNT_CONNECT: return {StatusCode::unavailable, host + " refuses the connection"};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE: return {StatusCode::unavailable, "the certificate of " + host + " is not trusted"};
    case CURLE_SSL_CONNECT_ERROR: return {StatusCode::unavailable, "no TLS connection with " + host + " came about"};
    case CURLE_TOO_MANY_REDIRECTS: return {StatusCode::failed_precondition, host + " redirects too often"};
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT: return {StatusCode::invalid_argument, "the URL is malformed, or a redirect leads to one that is"};
    default: return {StatusCode::unavailable, std::string("the exchange with ") + host + " broke: " + curl_easy_strerror(result)};
  }
}

}  // namespace

Transfer::Transfer(const abi::HttpClientRequest& request, std::string host, Owned<abi::HttpClientReply> reply,
                   Owned<abi::HttpClientStream> stream)
    : flags_(request.flags), method_(request.method.str()), url_(request.url.str()), host_(std::move(host)),
      body_(request.body.str()), proxy_(request.proxy.str()), timeout_ms_(request.timeout_ms),
      max_redirects_(request.max_redirects), max_response_bytes_(request.max_response_bytes),
      stream_bytes_(request.stream_bytes), stream_(std::move(stream)), reply_(std::move(reply)) {
  for (std::uint64_t i = 0; i < request.header_count; ++i) {
    const abi::NameValue& header = request.headers[i];
    if (header.name.empty() || !is_one_line(header.name) || !is_one_line(header.value)) continue;
    headers_.emplace_back(header.name.str(), header.value.str());
  }
}

Transfer::~Transfer() {
  if (reply_) refuse(abi::StatusCode::unavailable, "the gateway is stopping");
}

CURL* Transfer::prepare(const TransferOptions& options) {
  easy_.reset(curl_easy_init());
  CURL* const easy = easy_.get();
  if (!easy) return nullptr;
  curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_URL, url_.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "wagate");
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_ms_));
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(std::min<std::int64_t>(options.connect_timeout_ms, timeout_ms_)));
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, max_redirects_ > 0 ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_MAXREDIRS, static_cast<long>(max_redirects_));
  // An empty text switches off the environment's proxy as well.
  to_own_proxy_ = proxy_.empty() && !options.proxy.empty();
  curl_easy_setopt(easy, CURLOPT_PROXY, proxy_.empty() ? options.proxy.c_str() : proxy_.c_str());
  if (!options.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());

  prepare_body();
  if (stream_) {
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &Transfer::on_progress);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, this);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, kStandstillSeconds);
  }
  curl_slist* list = curl_slist_append(nullptr, "Expect:");  // no waiting for 100 Continue
  for (const auto& [name, value] : headers_)
    list = curl_slist_append(list, (value.empty() ? name + ";" : name + ": " + value).c_str());
  header_list_.reset(list);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);

  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
  return easy;
}

void Transfer::prepare_body() {
  CURL* const easy = easy_.get();
  if (method_ == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    return;
  }
  if (streams(abi::kStreamsRequest)) {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(stream_bytes_));
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, &Transfer::on_read);
    curl_easy_setopt(easy, CURLOPT_READDATA, this);
    curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, &Transfer::on_seek);
    curl_easy_setopt(easy, CURLOPT_SEEKDATA, this);
  } else if (!body_.empty() || method_ == "POST") {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body_.data());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body_.size()));
  } else if (method_ == "GET") {
    return;
  }
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method_.c_str());
}

std::size_t Transfer::on_read(char* out, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::uint64_t wanted = std::min<std::uint64_t>(size * count, transfer.stream_bytes_ - transfer.read_);
  if (wanted == 0) return 0;
  const std::uint64_t got = transfer.stream_->read(transfer.read_, out, wanted);
  if (got == 0 || got > wanted) {
    transfer.unwanted_ = true;
    return CURL_READFUNC_ABORT;
  }
  transfer.read_ += got;
  return got;
}

int Transfer::on_seek(void* self, curl_off_t offset, int origin) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (origin != SEEK_SET || offset != 0) return CURL_SEEKFUNC_CANTSEEK;
  transfer.read_ = 0;
  return CURL_SEEKFUNC_OK;
}

int Transfer::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (!transfer.is_wanted()) transfer.unwanted_ = true;
  return transfer.unwanted_ ? 1 : 0;
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  const std::string_view piece(data, size * count);
  return static_cast<Transfer*>(self)->take_body(piece) ? piece.size() : CURL_WRITEFUNC_ERROR;
}

bool Transfer::take_body(std::string_view piece) {
  if (written_ + response_body_.size() + piece.size() > max_response_bytes_) {
    too_long_ = true;
    return false;
  }
  long status = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  if (!streams(abi::kStreamsResponse) || status < 200 || status > 299) {
    response_body_.append(piece);
    return true;
  }
  if (!stream_->write(written_, piece)) {
    unwanted_ = true;
    return false;
  }
  written_ += piece.size();
  return true;
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::string_view line(data, size * count);
  if (line.starts_with("HTTP/")) {  // of a redirect's target, or what follows 100 Continue
    transfer.response_headers_.clear();
    transfer.response_body_.clear();
  }
  transfer.response_header_bytes_ += line.size();
  if (transfer.response_header_bytes_ > kMaxResponseHeaderBytes) {
    transfer.too_long_ = true;
    return 0;
  }
  if (const std::size_t colon = line.find(':'); colon != std::string_view::npos)
    transfer.response_headers_.emplace_back(lower_case(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
  return line.size();
}

// Every connection begins here, whatever name led to the address: a name cannot be resolved to something
// else between a check and its use.
curl_socket_t Transfer::on_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(self);
  const bool may_reach_private = (transfer.flags_ & abi::kMayReachPrivate) != 0;
  if (!may_reach_private && !transfer.to_own_proxy_ && !is_public_address(address->addr)) {
    transfer.address_refused_ = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void Transfer::finish(CURLcode result) {
  if (address_refused_) {
    refuse(abi::StatusCode::permission_denied,
           host_ + " leads to an address that is not on the public internet, and the gateway is not allowed to reach others");
  } else if (too_long_) {
    refuse(abi::StatusCode::resource_exhausted,
           "the answer of " + host_ + " is longer than " + std::to_string(max_response_bytes_) + " bytes");
  } else if (unwanted_) {
    refuse(abi::StatusCode::failed_precondition, "the request to " + host_ + " was taken back");
  } else if (result != CURLE_OK) {
    const Failure failure = failure_of(result, host_);
    refuse(failure.code, failure.sentence);
  } else {
    respond();
  }
}

void Transfer::respond() {
  long status = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  std::vector<abi::NameValue> headers;
  for (const auto& [name, value] : response_headers_) headers.push_back({name, value});
  abi::HttpClientResponse response;
  response.status = static_cast<std::uint32_t>(status);
  response.headers = headers.data();
  response.header_count = headers.size();
  response.body = response_body_;
  const Owned<abi::HttpClientReply> reply = std::move(reply_);
  reply->response(response);
}

void Transfer::refuse(abi::StatusCode code, const std::string& sentence) {
  const Owned<abi::HttpClientReply> reply = std::move(reply_);
  reply->failed(code, sentence);
}

}  // namespace wagate::http_client
