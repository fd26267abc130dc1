#include "media/media_hosts.h"

#include <algorithm>
#include <utility>

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMaxAuth = 2'048;
constexpr std::int64_t kMinTtl = 60;
constexpr std::int64_t kMaxTtl = 86'400;
constexpr std::int64_t kUsualTtl = 3'600;

std::int64_t ttl_of(const Node& connection) {
  const std::int64_t hosts = connection.number("ttl").value_or(kUsualTtl);
  const std::int64_t auth = connection.number("auth_ttl").value_or(hosts);
  return std::clamp(std::min(hosts, auth), kMinTtl, kMaxTtl);
}

}  // namespace

void MediaHosts::find(OnHosts on_hosts) {
  const std::int64_t now = clock_.unix_ms() / 1000;
  if (known_ && now < until_s_) return on_hosts(MediaFailure::none, *known_);
  waiting_.push_back(std::move(on_hosts));
  if (waiting_.size() > 1) return;
  Node question("iq", {{"type", "set"}, {"xmlns", "w:m"}});
  question.add(Node("media_conn"));
  wire_.request(std::move(question), [this](const Answer& answer) { take(answer); });
}

void MediaHosts::take(const Answer& answer) {
  MediaFailure failure = MediaFailure::none;
  Known known;
  const Node* connection = answer.stanza.child("media_conn");
  if (answer.kind == Answer::Kind::disconnected) {
    failure = MediaFailure::not_connected;
  } else if (!answer.ok() || !connection || connection->attribute("auth").size() > kMaxAuth) {
    failure = MediaFailure::unreachable;
  } else {
    known.auth = std::string(connection->attribute("auth"));
    for (const Node& child : connection->children()) {
      if (!child.is("host") || known.hosts.size() == kMaxHosts) continue;
      if (auto host = rules_.follow(child.attribute("hostname"))) known.hosts.push_back(std::move(*host));
    }
    if (known.hosts.empty()) {
      failure = MediaFailure::refused;
      log_.warn("none of the media hosts the server named is one of media_hosts");
    }
  }
  if (failure == MediaFailure::none) {
    until_s_ = clock_.unix_ms() / 1000 + ttl_of(*connection);
    known_ = known;
  }
  for (const OnHosts& on_hosts : std::exchange(waiting_, {})) on_hosts(failure, known);
}

}  // namespace wagate::session_whatsapp
