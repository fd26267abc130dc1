#include "profile_picture.h"

#include "media.h"
#include "prng.h"
#include "refusal.h"

namespace wagate::session_simulator {

std::string read_profile_picture(const Node& arguments) {
  constexpr std::size_t kMaxBytes = 16 * 1'048'576;
  const std::string bytes = arguments.bytes("picture");
  if (bytes.size() > kMaxBytes) refuse_argument("picture is larger than 16 MiB");
  if (!look_at(bytes).mimetype.starts_with("image/")) refuse_argument("picture is not an image");
  Prng choices(Prng::derive(4, sha256(bytes)));
  return "https://pps.whatsapp.net/v/t61.24694-24/" + choices.digits(15) + "_n.jpg?oe=" + choices.upper_hex(8);
}

}  // namespace wagate::session_simulator
