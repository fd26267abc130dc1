#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "live_calls.h"
#include "wagate/abi/api_book.h"
#include "wagate/abi/archive.h"
#include "wagate/abi/auth.h"
#include "wagate/abi/command.h"
#include "wagate/abi/control.h"
#include "wagate/abi/host.h"
#include "wagate/abi/http_client.h"
#include "wagate/abi/instances.h"
#include "wagate/log.h"

namespace wagate::api_rest {

class QrWaits;

// What the configuration says.
struct Options {
  bool websocket_enabled = true;
  bool expose_tokens = false;
  std::string client_name = "evolution";
  std::string version = "2.3.6";
  std::uint64_t max_body_bytes = 16 * 1024 * 1024;
  std::size_t max_calls = 1024;
  std::uint64_t max_media_bytes = 100 * 1024 * 1024;  // of a body that may carry a file, and of a fetched file
  std::uint32_t media_timeout_ms = 30'000;
  bool allow_private_media_urls = false;
  bool allow_private_webhooks = false;
  bool docs = true;
  bool manager = true;
  std::string errors_url;  // failed requests are posted there; empty: nowhere
};

// The reports of failed requests that are on their way.
struct ErrorReports {
  std::atomic<int> under_way{0};
};

// What every step of a call may use. One per unit; outlives all calls.
struct Surroundings {
  std::string unit;  // its name, for the authentication chain
  Options options;
  Logger log;
  abi::Access& access;
  abi::Clock& clock;
  abi::Commands& commands;
  abi::Executor& executor;
  abi::Instances& instances;
  abi::Runtime& runtime;
  std::shared_ptr<QrWaits> qr_waits;
  LiveCalls live_calls;
  abi::Archive* archive = nullptr;          // null: nothing is stored
  abi::HttpClient* http_client = nullptr;   // null: nothing can be fetched from elsewhere
  abi::Control* control = nullptr;          // null: this kernel cannot reload
  abi::InstanceSections* sections = nullptr;  // null: this kernel changes instances by name only
  abi::ApiBook* api_book = nullptr;         // null: this kernel does not know the routes of other units
  std::atomic<bool> missed_archive{false};  // the log has said so
  std::shared_ptr<ErrorReports> error_reports = std::make_shared<ErrorReports>();
};

}  // namespace wagate::api_rest
