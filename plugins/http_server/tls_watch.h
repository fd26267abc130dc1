#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include "tls_certificates.h"
#include "wagate/abi/host.h"
#include "wagate/log.h"

namespace wagate::http_server {

// Looks from time to time whether the files of the certificate have been renewed, as certbot and other
// tools do behind the gateway's back, and puts the new one to use.
class TlsWatch final : public std::enable_shared_from_this<TlsWatch> {
 public:
  TlsWatch(std::shared_ptr<TlsCertificates> certificates, std::int64_t every_ms, abi::Timers& timers, abi::Clock& clock,
           Logger log)
      : certificates_(std::move(certificates)), every_ms_(every_ms), timers_(timers), clock_(clock), log_(log) {}

  void start();

  // When it returns nothing of the watch runs any more.
  void stop();

 private:
  void schedule();
  void look();

  const std::shared_ptr<TlsCertificates> certificates_;
  const std::int64_t every_ms_;
  abi::Timers& timers_;
  abi::Clock& clock_;
  Logger log_;
  std::mutex mutex_;
  abi::TimerId timer_ = 0;
  bool is_stopped_ = false;
};

// Says in the log which certificate is in use now, and when it is about to expire.
void log_certificate(const Logger& log, std::string_view message, const TlsContext& context, abi::Clock& clock);

}  // namespace wagate::http_server
