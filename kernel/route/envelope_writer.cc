#include "kernel/route/envelope_writer.h"

#include <cstring>

#include "kernel/core/time_format.h"
#include "wagate/json_writer.h"

namespace wagate {

namespace {

// The time of the last event written by this thread: events come many to a second, and only the
// milliseconds of the text differ then.
struct TimeText {
  std::int64_t second = -1;
  bool local = false;
  char text[kIsoTimeSize] = {};
};

constexpr std::size_t kMillisecondsAt = 20;  // 2026-03-02T14:11:07.412Z

void append_time(std::string& out, std::int64_t unix_ms, bool local) {
  static thread_local TimeText last;
  const std::int64_t second = unix_ms / 1000;
  if (unix_ms < 0 || last.second != second || last.local != local) {
    if (local) {
      write_iso_local(last.text, unix_ms);
    } else {
      write_iso_utc(last.text, unix_ms);
    }
    last.second = unix_ms < 0 ? -1 : second;
    last.local = local;
  } else {
    const auto ms = static_cast<int>(unix_ms % 1000);
    last.text[kMillisecondsAt] = static_cast<char>('0' + ms / 100);
    last.text[kMillisecondsAt + 1] = static_cast<char>('0' + ms / 10 % 10);
    last.text[kMillisecondsAt + 2] = static_cast<char>('0' + ms % 10);
  }
  out.append(last.text, kIsoTimeSize);
}

}  // namespace

EnvelopeWriter::EnvelopeWriter(Options options) : local_date_time_(options.local_date_time) {
  if (options.server_url.empty()) return;
  server_url_field_ = ",\"server_url\":";
  JsonWriter::append_quoted(server_url_field_, options.server_url);
}

void EnvelopeWriter::write(std::string& out, std::string_view event, const abi::EventMeta& meta,
                           std::string_view document, std::string_view token) const {
  out.clear();
  out.reserve(document.size() + server_url_field_.size() + event.size() + meta.instance_name.size + meta.sender.size +
              token.size() + 160);
  out += "{\"event\":";
  JsonWriter::append_quoted(out, event);
  out += ",\"instance\":";
  JsonWriter::append_quoted(out, meta.instance_name);
  out += ",\"data\":";
  out += document.empty() ? std::string_view("null") : document;
  out += server_url_field_;
  out += ",\"date_time\":\"";
  append_time(out, meta.at_ms, local_date_time_);
  out += '"';
  if (!meta.sender.empty()) {
    out += ",\"sender\":";
    JsonWriter::append_quoted(out, meta.sender);
  }
  out += ",\"apikey\":";
  if (token.empty()) {
    out += "null";
  } else {
    JsonWriter::append_quoted(out, token);
  }
  out += '}';
}

}  // namespace wagate
