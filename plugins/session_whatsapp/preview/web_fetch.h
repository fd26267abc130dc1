#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "preview/web_address.h"
#include "session/lane_reply.h"
#include "session/workplace.h"
#include "wagate/abi/http_client.h"

namespace wagate::session_whatsapp {

// What the previews of all sessions of a unit share. Outlives them.
struct PreviewAccess {
  abi::HttpClient* http = nullptr;  // null: no unit offers it, or previews are switched off
  // Hosts, with or without a port and in lower case, that may lie on this machine or its network.
  std::vector<std::string> private_hosts;

  bool may_be_private(const WebAddress& address) const;
};

// Fetches a page or a picture of the web, from public addresses and the hosts that are allowed besides. Redirects are
// followed here, so that each target is looked at like the first. Used on the lane; answers there, once, and not from
// within the call. Nothing is answered after it is destroyed.
class WebFetch {
 public:
  static constexpr int kMaxRedirects = 3;

  struct Limits {
    std::size_t bytes = 0;
    bool may_be_cut = false;  // what is longer is cut, not refused
    std::int64_t until_ms = 0;  // on the monotonic clock
  };
  struct Page {
    WebAddress address;  // where it was in the end
    std::string content_type;
    std::string body;
  };
  // Nothing: it could not be had.
  using OnPage = std::function<void(std::optional<Page>)>;

  // All of it outlives the object. `proxy`: of the instance, as the client wants it; empty: the client's own.
  WebFetch(const Workplace& place, const PreviewAccess& access, std::string proxy)
      : place_(place), access_(access), proxy_(std::move(proxy)) {}

  void fetch(const WebAddress& address, const Limits& limits, OnPage on_page);

 private:
  class Body;
  struct Request;

  void send(const std::shared_ptr<Request>& request);
  void take(const std::shared_ptr<Request>& request, const HttpAnswer& answer);
  void give_up_later(const std::shared_ptr<Request>& request);

  const Workplace& place_;
  const PreviewAccess& access_;
  const std::string proxy_;
  // What is on its way to the lane, and the client's threads, look whether the object is still there.
  const std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace wagate::session_whatsapp
