#include "preview/web_fetch.h"

#include <algorithm>
#include <utility>

#include "session/outstanding.h"

namespace wagate::session_whatsapp {
namespace {

// Sites that describe their pages for previews know this name.
constexpr std::string_view kPreviewAgent = "WhatsApp/2";
constexpr std::uint64_t kHugePage = 67'108'864;  // of those that are cut much earlier

bool is_redirect(std::uint32_t status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

bool PreviewAccess::may_be_private(const WebAddress& address) const {
  return std::any_of(private_hosts.begin(), private_hosts.end(), [&](const std::string& each) {
    return each == address.host || each == address.authority();
  });
}

// One page on its way, over its redirects.
struct WebFetch::Request {
  WebAddress address;
  Limits limits;
  OnPage on_page;
  int redirects = 0;
  // Written by a thread of the client; the lane reads it after the answer.
  std::string body;
  bool is_cut = false;
};

// Takes a body piece by piece, and no more of it than is wanted.
class WebFetch::Body final : public abi::HttpClientStream {
 public:
  Body(std::shared_ptr<Request> request, std::weak_ptr<const bool> alive, Outstanding::Claim claim)
      : request_(std::move(request)), alive_(std::move(alive)), claim_(std::move(claim)) {}

  std::uint64_t read(std::uint64_t, char*, std::uint64_t) noexcept override { return 0; }
  bool write(std::uint64_t, abi::StringRef piece) noexcept override {
    const std::size_t room = request_->limits.bytes - request_->body.size();
    request_->body.append(piece.view().substr(0, room));
    request_->is_cut = piece.view().size() > room;
    return !request_->is_cut;
  }
  bool is_wanted() noexcept override { return !alive_.expired(); }
  void release() noexcept override {
    const Outstanding::Claim claim = std::move(claim_);
    delete this;
  }

 private:
  const std::shared_ptr<Request> request_;
  const std::weak_ptr<const bool> alive_;
  Outstanding::Claim claim_;
};

void WebFetch::fetch(const WebAddress& address, const Limits& limits, OnPage on_page) {
  send(std::make_shared<Request>(Request{address, limits, std::move(on_page), 0, {}, false}));
}

void WebFetch::send(const std::shared_ptr<Request>& request) {
  const std::int64_t left_ms = request->limits.until_ms - place_.now_ms();
  const bool is_private = access_.may_be_private(request->address);
  const std::string url = request->address.text();
  abi::ErrorOut error;
  const bool is_allowed = is_private || access_.http->check_url(url, 0, error) == abi::StatusCode::ok;
  if (left_ms <= 0 || !is_allowed) return give_up_later(request);
  const abi::NameValue headers[] = {{"User-Agent", kPreviewAgent}, {"Accept", "text/html,image/*;q=0.9,*/*;q=0.5"}};
  abi::HttpClientRequest out;
  // A proxy of the instance's own may lie on this network, and then decides itself what can be reached through it.
  out.flags = abi::kStreamsResponse | (is_private || !proxy_.empty() ? abi::kMayReachPrivate : 0u);
  out.method = "GET";
  out.url = url;
  out.headers = headers;
  out.header_count = 2;
  out.timeout_ms = static_cast<std::uint32_t>(left_ms);
  out.max_response_bytes = kHugePage;
  out.proxy = proxy_;
  out.stream = new Body(request, alive_, place_.outstanding->claim());
  access_.http->send(out, new LaneReply(place_, [this, request, alive = std::weak_ptr(alive_)](HttpAnswer& answer) {
    if (!alive.expired()) take(request, answer);
  }));
}

void WebFetch::take(const std::shared_ptr<Request>& request, const HttpAnswer& answer) {
  const auto give = [&](std::optional<Page> page) { request->on_page(std::move(page)); };
  if (is_redirect(answer.status)) {
    const auto target = request->address.resolve(answer.location);
    if (!target || ++request->redirects > kMaxRedirects) return give(std::nullopt);
    // One that leads from a page that was secret to one that is not is not followed.
    if (request->address.scheme == "https" && target->scheme == "http") return give(std::nullopt);
    request->address = *target;
    return send(request);
  }
  // Of a page that was cut no answer comes but a failure: whoever takes it did not want more.
  const bool is_whole = answer.status >= 200 && answer.status < 300 && !request->is_cut;
  const bool is_enough = request->is_cut && request->limits.may_be_cut;
  if (!is_whole && !is_enough) return give(std::nullopt);
  give(Page{request->address, answer.content_type, std::move(request->body)});
}

void WebFetch::give_up_later(const std::shared_ptr<Request>& request) {
  place_.lane->post([request, alive = std::weak_ptr<const bool>(alive_)] {
    if (!alive.expired()) request->on_page(std::nullopt);
  });
}

}  // namespace wagate::session_whatsapp
