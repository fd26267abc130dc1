// The stream of a connection, cut in different places: the frames must be the same, and the first of them is fed to
// the handshake as the server's hello.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "noise/client_handshake.h"
#include "noise/frames.h"

namespace {

using namespace wagate::session_whatsapp;

struct Cut {
  std::vector<std::string> frames;
  bool broken = false;
};

Cut cut(std::string_view stream, std::size_t step) {
  FrameReader reader(4096);
  Cut out;
  for (std::size_t at = 0; at < stream.size(); at += step) {
    reader.append(stream.substr(at, step));
    while (auto frame = reader.next()) out.frames.push_back(std::move(*frame));
  }
  out.broken = reader.is_broken();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const KeyPair pair = KeyPair::generate();
  const std::string_view stream(reinterpret_cast<const char*>(data), size);
  const Cut whole = cut(stream, size == 0 ? 1 : size);
  for (const std::size_t step : {std::size_t{1}, std::size_t{3}, std::size_t{64}}) {
    const Cut pieces = cut(stream, step);
    if (pieces.frames != whole.frames || pieces.broken != whole.broken) std::abort();
  }
  if (whole.frames.empty()) return 0;

  ClientHandshake handshake(pair, pair.pub, pair);
  (void)handshake.hello();
  if (handshake.answer(whole.frames.front(), "payload", 0).error == HandshakeError::none) std::abort();
  return 0;
}
