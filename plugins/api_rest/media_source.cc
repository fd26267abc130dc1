#include "media_source.h"

#include <algorithm>
#include <cctype>
#include <exception>
#include <optional>

#include "answers.h"
#include "percent.h"
#include "surroundings.h"
#include "wagate/abi/http_client.h"
#include "wagate/base64.h"
#include "wagate/task.h"

namespace wagate::api_rest {

namespace {

using Then = std::function<void(const CallPtr&, Media)>;

constexpr std::uint32_t kMaxRedirects = 3;
constexpr std::size_t kMaxMediaUrl = 8192;
constexpr std::size_t kMaxFileName = 255;

bool starts_with_word(std::string_view text, std::string_view lower_case) {
  return text.size() >= lower_case.size() &&
         std::equal(lower_case.begin(), lower_case.end(), text.begin(),
                    [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); });
}

// "data:image/png;base64,iVBOR..." or the base64 alone.
std::optional<Media> media_of_base64(std::string_view text) {
  Media media;
  if (starts_with_word(text, "data:")) {
    const std::size_t comma = text.find(',');
    if (comma == std::string_view::npos) return std::nullopt;
    const std::string_view head = text.substr(5, comma - 5);
    if (!head.ends_with(";base64")) return std::nullopt;
    media.mimetype = std::string(head.substr(0, head.size() - 7));
    text.remove_prefix(comma + 1);
  }
  std::optional<std::string> bytes = base64::decode(text);
  if (!bytes || bytes->empty()) return std::nullopt;
  media.bytes = std::move(*bytes);
  return media;
}

// The last segment of the path; empty when there is none.
std::string file_name_of(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  const std::size_t host = url.find("://");
  const std::size_t slash = url.rfind('/');
  if (host == std::string_view::npos || slash <= host + 2) return {};
  std::string name = percent_decoded(url.substr(slash + 1), false);
  return name.size() > kMaxFileName ? std::string() : name;
}

std::string content_type_of(const abi::HttpClientResponse& response) {
  for (std::uint64_t i = 0; i < response.header_count; ++i)
    if (response.headers[i].name == "content-type") return response.headers[i].value.str();
  return {};
}

// Hands the file on to the executor: a thread of the client must not wait for what comes next.
class MediaReply final : public abi::HttpClientReply {
 public:
  MediaReply(CallPtr call, const std::string& url, Then then)
      : call_(std::move(call)), file_name_(file_name_of(url)), then_(std::move(then)) {}

  void response(const abi::HttpClientResponse& response) noexcept override {
    if (response.status < 200 || response.status > 299)
      return refuse("its server answered " + std::to_string(response.status));
    if (response.body.empty()) return refuse("its server sent no bytes");
    Media media;
    media.bytes = response.body.str();
    media.mimetype = content_type_of(response);
    media.file_name = std::move(file_name_);
    call_->around().executor.post(make_task([call = call_, then = std::move(then_),
                                             media = std::move(media)]() mutable {
      try {
        then(call, std::move(media));
      } catch (const std::exception& failure) {
        call->around().log.error("request failed", {{"error", failure.what()}});
        answer_unexpected(*call);
      }
    }));
  }

  void failed(abi::StatusCode, abi::StringRef sentence) noexcept override { refuse(sentence.str()); }

  void release() noexcept override { delete this; }

 private:
  void refuse(const std::string& why) { answer_error(*call_, 400, {"The media could not be fetched: " + why}); }

  const CallPtr call_;
  std::string file_name_;
  Then then_;
};

void fetch(const CallPtr& call, const std::string& url, Then then) {
  Surroundings& around = call->around();
  if (!around.http_client)
    return answer_error(*call, 400, {"Media cannot be fetched from a URL, because no unit offers wagate.http_client/1; "
                                     "send it as base64, or configure the plugin http_client"});
  if (url.size() > kMaxMediaUrl)
    return answer_error(*call, 400, {"The URL is longer than " + std::to_string(kMaxMediaUrl) + " bytes"});

  abi::HttpClientRequest request;
  request.flags = around.options.allow_private_media_urls ? abi::kMayReachPrivate : 0u;
  abi::ErrorOut error;
  if (around.http_client->check_url(url, request.flags, error) != abi::StatusCode::ok)
    return answer_error(*call, 400, {"The media could not be fetched: " + std::string(error.view())});
  request.method = "GET";
  request.url = url;
  request.timeout_ms = around.options.media_timeout_ms;
  request.max_redirects = kMaxRedirects;
  request.max_response_bytes = around.options.max_media_bytes;
  around.http_client->send(request, new MediaReply(call, url, std::move(then)));
}

}  // namespace

bool is_web_address(std::string_view text) {
  return starts_with_word(text, "http://") || starts_with_word(text, "https://");
}

void with_media(const CallPtr& call, const std::string& text, const char* refusal, Then then) {
  if (is_web_address(text)) return fetch(call, text, std::move(then));
  std::optional<Media> media = media_of_base64(text);
  if (!media) return answer_error(*call, 400, {refusal});
  then(call, std::move(*media));
}

}  // namespace wagate::api_rest
