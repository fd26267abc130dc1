#include "tls_certificates.h"

#include <sys/stat.h>

#include <utility>

namespace wagate::http_server {

namespace {

// Differs when a file was written, replaced, or reached through another link than before.
std::string look_of(const std::string& file) {
  struct stat found{};
  if (::stat(file.c_str(), &found) != 0) return "missing;";
  std::string look;
  for (const auto part : {static_cast<long long>(found.st_dev), static_cast<long long>(found.st_ino),
                          static_cast<long long>(found.st_size), static_cast<long long>(found.st_mtim.tv_sec),
                          static_cast<long long>(found.st_mtim.tv_nsec), static_cast<long long>(found.st_ctim.tv_sec),
                          static_cast<long long>(found.st_ctim.tv_nsec)}) {
    look += std::to_string(part) + " ";
  }
  return look + ";";
}

std::string look_of(const TlsCertificates::Files& files) {
  return look_of(files.certificate) + look_of(files.private_key);
}

}  // namespace

TlsCertificates::Loaded::Loaded(Files files)
    : files_(std::move(files)),
      seen_(look_of(files_)),
      context_(std::make_shared<TlsContext>(files_.certificate, files_.private_key)) {}

std::shared_ptr<const TlsContext> TlsCertificates::current() const {
  std::lock_guard lock(mutex_);
  return now_.context_;
}

void TlsCertificates::use(Loaded next) {
  std::lock_guard lock(mutex_);
  looked_at_ = next.seen_;
  now_ = std::move(next);
}

bool TlsCertificates::renew() {
  Files files;
  {
    std::lock_guard lock(mutex_);
    const std::string look = look_of(now_.files_);
    if (look == looked_at_) return false;
    looked_at_ = look;
    files = now_.files_;
  }
  Loaded next(files);
  std::lock_guard lock(mutex_);
  if (now_.files_ != files) return false;  // other files were chosen meanwhile
  const bool is_new = next.context().fingerprint() != now_.context().fingerprint();
  looked_at_ = next.seen_;
  now_ = std::move(next);
  return is_new;
}

}  // namespace wagate::http_server
