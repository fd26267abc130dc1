#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "wagate/abi/event.h"

namespace wagate {

// Writes what applications receive, by appending text around the document of the provider:
//
//   {"event":...,"instance":...,"data":...,"server_url":...,"date_time":...,"sender":...,"apikey":...}
//
// server_url is left out when it is not configured, sender until the account is known; apikey is
// null or the instance's token. No JSON is parsed and no tree is built.
class EnvelopeWriter {
 public:
  struct Options {
    std::string server_url;
    bool local_date_time = false;  // the wall clock of the machine, as Evolution API 2.3 writes it
  };

  explicit EnvelopeWriter(Options options);

  // Replaces `out`. `token` empty: null. Any thread.
  void write(std::string& out, std::string_view event, const abi::EventMeta& meta, std::string_view document,
             std::string_view token) const;

 private:
  std::string server_url_field_;  // ,"server_url":"..." or empty
  bool local_date_time_;
};

}  // namespace wagate
