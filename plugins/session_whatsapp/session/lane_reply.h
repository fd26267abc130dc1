#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "session/lane.h"
#include "session/outstanding.h"
#include "session/workplace.h"
#include "wagate/abi/http_client.h"

namespace wagate::session_whatsapp {

// What a server on the web answered.
struct HttpAnswer {
  static constexpr std::size_t kMaxHeader = 4'096;  // longer ones are cut

  std::uint32_t status = 0;  // 0: none came, see `failure`
  abi::StatusCode failure = abi::StatusCode::ok;
  std::string location;      // of a redirect
  std::string content_type;
  std::string body;  // unless it was streamed
};

// Carries an answer from a thread of the HTTP client to a lane. Whoever gives `then` looks whether what it uses is still
// there.
class LaneReply final : public abi::HttpClientReply {
 public:
  using Then = std::function<void(HttpAnswer&)>;

  LaneReply(const Workplace& place, Then then)
      : lane_(place.lane), then_(std::move(then)), claim_(place.outstanding->claim()) {}

  void response(const abi::HttpClientResponse& response) noexcept override {
    tell({response.status, abi::StatusCode::ok, header(response, "location"), header(response, "content-type"),
          response.body.str()});
  }
  void failed(abi::StatusCode code, abi::StringRef) noexcept override { tell({0, code, {}, {}, {}}); }
  void release() noexcept override {
    // The claim goes last: the plugin may be unloaded as soon as it is given back.
    const Outstanding::Claim claim = std::move(claim_);
    delete this;
  }

 private:
  static std::string header(const abi::HttpClientResponse& response, std::string_view name) {
    for (std::uint64_t i = 0; i < response.header_count; ++i)
      if (response.headers[i].name.view() == name)
        return std::string(response.headers[i].value.view().substr(0, HttpAnswer::kMaxHeader));
    return {};
  }
  void tell(HttpAnswer answer) noexcept {
    lane_->post([then = std::move(then_), answer = std::move(answer)]() mutable { then(answer); });
  }

  const std::shared_ptr<Lane> lane_;
  Then then_;
  Outstanding::Claim claim_;
};

}  // namespace wagate::session_whatsapp
