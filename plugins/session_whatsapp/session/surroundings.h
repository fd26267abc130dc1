#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "qr_image/qr_image.h"
#include "session/connect_pace.h"
#include "session/messaging.h"
#include "session/options.h"
#include "session/outbox.h"
#include "session/outstanding.h"
#include "session/session_files.h"
#include "session/wire.h"
#include "socket/web_socket.h"
#include "wagate/abi/host.h"
#include "wagate/log.h"
#include "wagate/session_events.h"

namespace wagate::session_whatsapp {

// Whose session it is.
struct InstanceName {
  abi::InstanceKey key = 0;
  std::string id;
  std::string name;
  std::string number;         // digits; empty: no pairing code wanted
  std::string settings_json;  // of the instance
  std::optional<HttpProxy> proxy;
};

// What messaging is made of. All of it outlives the messaging.
struct MessagingPlace {
  SessionStore& store;
  const InstanceName& instance;
  Wire& wire;
  Outbox& outbox;
  const Workplace& place;
};

// What all sessions of a unit share. Outlives them.
struct Surroundings {
  Options options;
  abi::Clock& clock;
  abi::Timers& timers;
  abi::Executor& executor;
  SessionEvents events;
  WebSocketConnector& connector;
  SessionFiles files;
  // Makes what reads and writes the messages of a linked session. Without it nothing does.
  std::function<std::unique_ptr<Messaging>(const MessagingPlace&)> make_messaging;
  qr_image::QrImage qr_image;
  std::shared_ptr<Outstanding> outstanding;
  Logger log;
  std::shared_ptr<ConnectPace> pace = std::make_shared<ConnectPace>();
};

}  // namespace wagate::session_whatsapp
