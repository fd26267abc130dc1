#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wagate/abi/basic.h"

namespace wagate::session_simulator {

inline constexpr std::size_t kMaxTextBytes = 65'536;
inline constexpr std::size_t kMaxListEntries = 1'024;

// One object of a command's arguments. Every function throws a Refusal that names the member when it is not
// what it has to be; those with "_or" take the default for a member that is missing or null. A view into
// its Arguments.
class Node {
 public:
  bool has(const char* key) const;  // there and not null

  std::string text(const char* key, std::size_t max_bytes = kMaxTextBytes) const;
  std::string text_or(const char* key, std::string_view fallback, std::size_t max_bytes = kMaxTextBytes) const;
  std::string jid(const char* key) const;
  std::int64_t integer(const char* key, std::int64_t low, std::int64_t high) const;
  std::int64_t integer_or(const char* key, std::int64_t low, std::int64_t high, std::int64_t fallback) const;
  bool flag(const char* key) const;
  bool flag_or(const char* key, bool fallback) const;
  std::string one_of(const char* key, std::initializer_list<std::string_view> words) const;

  // A number as its JSON text: a coordinate goes through unchanged.
  std::string number_text(const char* key, double low, double high) const;

  Node object(const char* key) const;
  std::vector<Node> objects(const char* key, std::size_t max_entries) const;
  std::vector<std::string> texts(const char* key, std::size_t max_entries) const;
  std::vector<std::string> jids(const char* key, std::size_t max_entries) const;
  std::string bytes(const char* key) const;  // of the attachment the member stands for

  // The member's JSON text, "" when it is missing. Refuses attachments in it.
  std::string json_or(const char* key) const;

 private:
  friend class Arguments;
  friend struct Parsed;
  Node(const void* json, const struct Parsed* all) : json_(json), all_(all) {}

  const void* json_;
  const struct Parsed* all_;
};

// The arguments of one command. The document is borrowed for the object's life.
class Arguments {
 public:
  // Throws a Refusal when they are no JSON object.
  Arguments(std::string_view command, const abi::DocumentRef& document);
  ~Arguments();

  Node root() const;

 private:
  std::unique_ptr<struct Parsed> parsed_;
};

// Names a message.
struct MessageKey {
  std::string id;
  std::string chat;
  bool from_me = false;
  std::string participant;  // "" when not told
};
MessageKey read_key(const Node& parent, const char* name = "key");

// What every message may have besides its content.
struct ReplyOptions {
  std::int64_t delay_ms = 0;
  std::vector<std::string> mentions;
  bool mention_everyone = false;
  std::string quoted_id;  // empty: no quote
  bool quoted_from_me = false;
  std::string quoted_author;  // empty: not told
  std::string quoted_json;    // content of the quoted message, empty: not given
};
ReplyOptions read_reply_options(const Node& arguments);

// Where a record says that its file is. All three are the bytes themselves.
struct FileReference {
  std::string type;  // "imageMessage"
  std::string media_key;
  std::string sha256;
  std::string mimetype;
};
// Looks through the wrappers WhatsApp uses (view once, with caption, ephemeral).
FileReference read_file_reference(const Node& message);

}  // namespace wagate::session_simulator
