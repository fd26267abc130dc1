#include "tls_watch.h"

#include <stdexcept>

#include "wagate/task.h"

namespace wagate::http_server {

namespace {

constexpr std::int64_t kDayMs = 24 * 3600 * 1000;
constexpr std::int64_t kSoonDays = 7;

}  // namespace

void TlsWatch::start() {
  std::lock_guard lock(mutex_);
  schedule();
}

void TlsWatch::stop() {
  std::lock_guard lock(mutex_);
  is_stopped_ = true;
  timers_.cancel(timer_);
}

void TlsWatch::schedule() {
  timer_ = timers_.after(every_ms_, make_task([self = shared_from_this()] { self->look(); }));
}

void TlsWatch::look() {
  std::lock_guard lock(mutex_);
  if (is_stopped_) return;
  try {
    if (certificates_->renew()) log_certificate(log_, "certificate renewed", *certificates_->current(), clock_);
  } catch (const std::exception& failure) {
    log_.warn("certificate files changed but are not usable, the old certificate stays in use",
              {{"problem", failure.what()}});
  }
  schedule();
}

void log_certificate(const Logger& log, std::string_view message, const TlsContext& context, abi::Clock& clock) {
  log.info(message, {{"file", context.file()}, {"expires", context.expires()}, {"sha256", context.fingerprint()}});
  const std::int64_t left_ms = context.expires_ms() - clock.unix_ms();
  if (left_ms <= 0) {
    log.warn("the certificate has expired, clients will refuse it; renew it",
             {{"file", context.file()}, {"expires", context.expires()}});
  } else if (left_ms < kSoonDays * kDayMs) {
    log.warn("the certificate expires soon; renew it", {{"file", context.file()}, {"expires", context.expires()}});
  }
}

}  // namespace wagate::http_server
