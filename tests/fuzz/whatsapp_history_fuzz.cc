// A history as the phone, or whoever has its keys, may send it: whatever it holds, in whatever pieces it comes, the
// events are JSON arrays of bounded size, and the same ones.
#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "history/history_batch.h"
#include "history/history_stream.h"
#include "session_scratch.h"

namespace {

using namespace wagate::session_whatsapp;

void must(bool truth) {
  if (!truth) __builtin_trap();
}

SessionScratch& scratch() {
  static SessionScratch made;
  return made;
}

std::string squeezed(std::string_view bytes) {
  uLongf size = compressBound(bytes.size());
  std::string out(size, '\0');
  compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), 1);
  out.resize(size);
  return out;
}

struct Outcome {
  HistoryError error = HistoryError::none;
  std::string text;  // of all events
};

Outcome read(std::string_view file, std::size_t piece) {
  static const InstanceName kInstance;
  Transaction work(scratch().store());
  HistoryBatch batch(kInstance, true);
  batch.begin(work, scratch().account());
  HistoryStream stream(batch);
  Outcome out;
  std::vector<HistoryEvent> events;
  const auto take = [&](std::vector<HistoryEvent> more) {
    for (HistoryEvent& event : more) events.push_back(std::move(event));
  };
  for (std::size_t at = 0; at < file.size() && out.error == HistoryError::none; at += piece) {
    out.error = stream.feed(file.substr(at, piece));
    take(batch.take_full());
  }
  if (out.error == HistoryError::none) out.error = stream.finish();
  take(batch.take_all());
  for (const HistoryEvent& event : events) {
    const auto json = nlohmann::json::parse(event.document.json, nullptr, false);
    must(json.is_array() && json.size() == static_cast<std::size_t>(event.count) && event.count > 0);
    must(event.count <= HistoryBatch::kMaxEntries);
    for (std::size_t i = 0; i < event.document.attachments.size(); ++i)
      must(event.document.json.find("\"num\":" + std::to_string(i) + "}") != std::string::npos);
    out.text += event.document.json;
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  static_cast<void>(read(input, input.size() + 1));

  const std::string file = squeezed(input);
  const Outcome whole = read(file, file.size());
  const Outcome pieces = read(file, 7);
  must(whole.error == pieces.error);
  must(whole.text == pieces.text);
  return 0;
}
