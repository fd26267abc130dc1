#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "chat/chat_place.h"
#include "media/http_media_transfer.h"
#include "picture/picture_desk.h"
#include "preview/web_fetch.h"
#include "session/session.h"
#include "session/surroundings.h"
#include "socket/beast_connector.h"
#include "wagate/plugin.h"

namespace wagate::session_whatsapp {

// The provider: one session per instance, all of them on a few I/O threads and the host's pool.
class WhatsApp final : public PluginBase, public abi::SessionProvider, private abi::InstanceObserver {
 public:
  // Carries files and fetches what previews of links are made of; without it sessions work, and commands about media say
  // what is missing.
  static constexpr abi::ServiceDecl kNeeds[] = {{"wagate.http_client/1", 0, 0}};

  explicit WhatsApp(PluginContext& context);

  void start() override;
  void stop() override;

  abi::StatusCode open(const abi::SessionSpec& spec, abi::ErrorOut& error) noexcept override;
  void close(abi::InstanceKey instance, abi::CloseMode mode) noexcept override;
  void execute(const abi::Command& command, abi::CommandReply* reply) noexcept override;

 private:
  // Settings that change count at once.
  void on_instance(Change change, const abi::InstanceInfo& info) noexcept override;

  std::shared_ptr<Session> session_of(abi::InstanceKey key) const;
  std::shared_ptr<Session> take_session(abi::InstanceKey key);
  // Of an instance that has no session now; empty when the gateway does not know it.
  std::string instance_id(abi::InstanceKey key) const;
  void close_stored(abi::InstanceKey instance, abi::CloseMode mode);

  PluginContext& context_;
  BeastConnector connector_;
  ChatEvents chat_events_;
  Surroundings surroundings_;
  const MediaAccess media_access_;
  const PreviewAccess preview_access_;
  PictureDesk picture_desk_;

  mutable std::mutex mutex_;
  std::unordered_map<abi::InstanceKey, std::shared_ptr<Session>> sessions_;  // guarded by mutex_
};

}  // namespace wagate::session_whatsapp
