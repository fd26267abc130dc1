#pragma once

#include <deque>
#include <functional>
#include <string>
#include <utility>

#include "calls/call_news.h"
#include "chat/chat_part.h"
#include "chat/chat_place.h"
#include "session/lane_posts.h"

namespace wagate::session_whatsapp {

// Calls ring and are told; the instance's settings may have them rejected. Nobody can speak here. Used on the lane.
class CallPart final : public ChatPart {
 public:
  static constexpr std::size_t kMaxCalls = 64;  // that are remembered from their offer on

  using SendText = std::function<void(const Jid& to, const std::string& text)>;

  // `place` outlives the part. `send_text` sends to a person.
  CallPart(ChatPlace& place, SendText send_text)
      : place_(place), send_text_(std::move(send_text)), posts_(place.session.place.lane) {}

  bool take(const Node& stanza) override;
  bool execute(std::string_view name, const Document& arguments, const ReplyBox& reply) override;

 private:
  struct Offered {
    std::string id;
    bool is_video = false;
    bool is_group = false;
    std::string group;
  };

  void take_call(const Node& call);
  void remember(CallNews& news);
  // Rejects the call, and says why when the settings have a text. Returns whom applications are told to be the caller.
  std::string reject(const CallNews& news);
  void publish_packet(std::string_view name, const Node& packet);

  ChatPlace& place_;
  const SendText send_text_;
  LanePosts posts_;
  std::deque<Offered> offered_;
};

}  // namespace wagate::session_whatsapp
