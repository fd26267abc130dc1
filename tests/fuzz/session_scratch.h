#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "store/session_store.h"

// A session file of its own for a fuzz target, gone with the process. What a target writes it does not commit, so that
// every input finds the same file.
class SessionScratch {
 public:
  SessionScratch() {
    std::string pattern = (std::filesystem::temp_directory_path() / "wagate-fuzz-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) std::abort();
    folder_ = pattern;
    store_ = std::make_unique<wagate::session_whatsapp::SessionStore>((folder_ / "a.wa").string());
    account_.jid = "49151:7@s.whatsapp.net";
    account_.lid = "8877:7@lid";
    account_.push_name = "Shop";
  }
  ~SessionScratch() {
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  wagate::session_whatsapp::SessionStore& store() { return *store_; }
  const wagate::session_whatsapp::Account& account() const { return account_; }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<wagate::session_whatsapp::SessionStore> store_;
  wagate::session_whatsapp::Account account_;
};
