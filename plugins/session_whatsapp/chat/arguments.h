#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "message/message_record.h"
#include "node/jid.h"
#include "wagate/document.h"

namespace wagate::session_whatsapp {

// Reads the arguments of a command. A member that is missing or of another type reads as nothing, so a command checks
// what it cannot do without.
class Arguments {
 public:
  // `document` outlives the object.
  explicit Arguments(const Document& document);
  ~Arguments();

  bool has(const char* name) const;
  std::string text(const char* name) const;
  std::optional<bool> flag(const char* name) const;
  std::optional<std::int64_t> integer(const char* name) const;

  // Without device. Nothing for text that is no JID or names nobody.
  std::optional<Jid> jid(const char* name) const;

  // In the order given, each once, at most `limit`; nothing when the list is longer or holds something else.
  std::optional<std::vector<Jid>> jids(const char* name, std::size_t limit) const;

  // Keys of messages: id, remoteJid, fromMe and participant. Nothing when the list is longer than `limit` or holds what
  // is none.
  std::optional<std::vector<MessageKey>> keys(const char* name, std::size_t limit) const;

  // The bytes a placeholder stands for, or null.
  const std::string* bytes(const char* name) const;

 private:
  struct Root;

  const Document& document_;
  const std::unique_ptr<const Root> root_;
};

}  // namespace wagate::session_whatsapp
