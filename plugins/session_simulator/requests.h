#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "happening.h"
#include "wagate/abi/basic.h"

// What others ask of the simulator, read from JSON. Every function returns false and writes one sentence into
// `problem` when the text is not what it has to be.
namespace wagate::session_simulator {

inline constexpr std::size_t kMaxStanzaDepth = 32;
inline constexpr std::size_t kMaxStanzaNodes = 10'000;
inline constexpr std::size_t kMaxEventsPerRequest = 10'000;
inline constexpr double kMaxLoadSeconds = 600;

// Arguments of send_text.
struct TextRequest {
  std::string jid;
  std::string text;
  std::int64_t delay_ms = 0;
  std::vector<std::string> mentions;
  bool mention_everyone = false;
  std::string quoted_id;  // empty: no quote
  bool quoted_from_me = false;
  std::string quoted_author;  // empty: not told
  std::string quoted_json;    // content of the quoted message, empty: not given
};
[[nodiscard]] bool read_text_request(const abi::DocumentRef& arguments, TextRequest& out, std::string& problem);

// Arguments of send_node: a stanza whose bytes are written as {"$bytes":"<base64>"}.
struct Stanza {
  std::string json;
  std::string tag;
  std::string type;  // attribute, empty when absent
  std::string to;    // attribute, empty when absent
};
[[nodiscard]] bool read_stanza(const abi::DocumentRef& arguments, Stanza& out, std::string& problem);

// Arguments of set_presence.
[[nodiscard]] bool read_presence(const abi::DocumentRef& arguments, std::string& presence, std::string& problem);

// Body of POST /simulator/{instance}/events: one event or a list. Facts are taken from the data where they can
// be found.
[[nodiscard]] bool read_events(std::string_view body, std::vector<Happening>& out, std::string& problem);

// Body of POST /simulator/{instance}/load.
struct LoadRequest {
  CatalogEvent event = CatalogEvent::messages_upsert;
  double rate = 0;          // events per second; 0: as fast as the bus takes them
  std::size_t size = 512;   // bytes of each event's data
  std::uint64_t count = 0;  // 0: no limit but time
  double seconds = 0;       // 0: until the count is reached, at most kMaxLoadSeconds
};
[[nodiscard]] bool read_load_request(std::string_view body, LoadRequest& out, std::string& problem);

}  // namespace wagate::session_simulator
