#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "utf8.h"
#include "websocket_decoder.h"

// Frames in one piece and the same frames cut anywhere must give the same messages and the same
// close code, and no message may break the promises of the decoder.
namespace {

using namespace wagate::http_server;

constexpr std::uint64_t kMaxMessage = 2000;

void require(bool holds) {
  if (!holds) std::abort();
}

struct Collector final : WebSocketSink {
  std::vector<std::string> found;

  bool on_data(std::string_view message, bool binary) override {
    require(message.size() <= kMaxMessage);
    require(binary || is_utf8(message));
    found.push_back((binary ? "B" : "T") + std::string(message));
    return true;
  }
  bool on_control(Opcode opcode, std::string_view payload) override {
    require(payload.size() <= kMaxControlPayload);
    if (opcode == Opcode::close) (void)parse_close_payload(payload);
    found.push_back(std::to_string(static_cast<int>(opcode)) + std::string(payload));
    return true;
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::size_t piece = 1 + data[0] % 32;
  const std::string input(reinterpret_cast<const char*>(data) + 1, size - 1);

  Collector whole;
  std::string bytes = input;
  WebSocketDecoder at_once(kMaxMessage);
  const std::uint16_t code = at_once.feed(bytes.data(), bytes.size(), whole);

  Collector cut;
  bytes = input;
  WebSocketDecoder in_pieces(kMaxMessage);
  std::uint16_t cut_code = 0;
  for (std::size_t at = 0; at < bytes.size() && cut_code == 0; at += piece) {
    cut_code = in_pieces.feed(bytes.data() + at, std::min(piece, bytes.size() - at), cut);
  }
  require(whole.found == cut.found);
  require(code == cut_code);
  return 0;
}
