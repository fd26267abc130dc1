#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "media/media_exchange.h"
#include "media/media_host_rules.h"
#include "media/media_hosts.h"
#include "media/media_transfer.h"
#include "session/lane_posts.h"
#include "session/lane_reply.h"
#include "session/surroundings.h"
#include "session/wire.h"
#include "session/workplace.h"
#include "socket/web_socket.h"
#include "wagate/abi/http_client.h"
#include "wagate/log.h"

namespace wagate::session_whatsapp {

// What the media of all sessions of a unit share. Outlives them.
struct MediaAccess {
  abi::HttpClient* http = nullptr;  // null: no unit offers it
  MediaHostRules rules;
  std::string folder;  // of MediaFile
};

// Carries files by HTTP, through the service wagate.http_client/1: its own authorities, limits and threads. Files are
// encrypted and decrypted on their way, on a thread of the client.
//
// The hosts are those the server names and the rules allow, asked in turn until one has it; an address in a message
// gives a path and never a host. A few files are on their way at a time, and some wait.
class HttpMediaTransfer final : public MediaTransfer {
 public:
  static constexpr std::size_t kMaxRunning = 4;
  static constexpr std::size_t kMaxWaiting = 256;
  static constexpr std::uint32_t kTimeoutMs = 600'000;  // for a file; one that stands still is given up before

  // All of it outlives the object, and no answer to a question on the wire comes after it.
  HttpMediaTransfer(const MessagingPlace& session, const MediaAccess& access, Logger log);

  void download(const MediaReference& reference, OnFile on_file) override;
  void upload(MediaKind kind, std::string file, OnUploaded on_uploaded) override;

 private:
  struct Carried;
  class Stream;

  void begin(std::unique_ptr<MediaExchange> exchange);
  void prepare(const std::shared_ptr<Carried>& carried);
  void ask_for_hosts(const std::shared_ptr<Carried>& carried);
  void try_next_host(const std::shared_ptr<Carried>& carried);
  void take(const std::shared_ptr<Carried>& carried, const HttpAnswer& answer);
  void finish(const std::shared_ptr<Carried>& carried, MediaFailure failure);
  void refuse_later(std::shared_ptr<MediaExchange> exchange, MediaFailure failure);

  const Workplace& place_;
  const MediaAccess& access_;
  const std::string proxy_;  // as the client wants it; empty: its own
  MediaHosts hosts_;
  std::size_t running_ = 0;
  std::deque<std::shared_ptr<Carried>> waiting_;
  LanePosts posts_;
  // What is on its way at the client looks whether the object is still there.
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace wagate::session_whatsapp
