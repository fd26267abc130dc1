#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "tls_context.h"

namespace wagate::http_server {

// The certificate that new connections get. It can be replaced while the server runs: connections
// keep the one they began with. Every member may be called from any thread.
class TlsCertificates {
 public:
  struct Files {
    std::string certificate;
    std::string private_key;
    bool operator==(const Files&) const = default;
  };

  // A certificate that has been read and is not in use yet.
  class Loaded {
   public:
    // Throws std::runtime_error with a sentence that names the file and what to do.
    explicit Loaded(Files files);

    const TlsContext& context() const { return *context_; }

   private:
    friend class TlsCertificates;
    Files files_;
    std::string seen_;  // what the files looked like before they were read
    std::shared_ptr<const TlsContext> context_;
  };

  explicit TlsCertificates(Loaded first) : now_(std::move(first)), looked_at_(now_.seen_) {}

  std::shared_ptr<const TlsContext> current() const;

  void use(Loaded next);

  // Looks at the files and reads them again if they have changed since they were last looked at.
  // Returns whether the certificate is a new one. Throws like Loaded; the old one stays in use, and
  // the same files are not tried again before they change.
  bool renew();

 private:
  mutable std::mutex mutex_;
  Loaded now_;             // guarded by mutex_
  std::string looked_at_;  // guarded by mutex_
};

}  // namespace wagate::http_server
