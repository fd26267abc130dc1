#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "node/jid.h"
#include "wagate/document.h"

namespace wagate::session_whatsapp {

// Reads the arguments of a command. What is missing, of another type or too long is refused in a sentence that names
// it; "or" members may be missing or null.
//
//   const CheckedArguments arguments(document);
//   letter.chat = arguments.jid("number");
//   for (const CheckedArguments& row : arguments.objects("rows", 256)) ...
class CheckedArguments {
 public:
  static constexpr std::size_t kMaxText = 65'536;

  // The document is borrowed for the object's life, also for that of parts of it.
  explicit CheckedArguments(const Document& document);

  bool has(const char* name) const;
  std::string text(const char* name, std::size_t max_bytes = kMaxText) const;  // not empty
  std::string text_or(const char* name, const std::string& fallback, std::size_t max_bytes = kMaxText) const;
  bool flag_or(const char* name, bool fallback) const;
  double number(const char* name, double low, double high) const;
  std::int64_t integer(const char* name, std::int64_t low, std::int64_t high) const;
  std::int64_t integer_or(const char* name, std::int64_t low, std::int64_t high, std::int64_t fallback) const;
  std::string one_of(const char* name, std::initializer_list<std::string_view> words) const;

  // Without device; names an account, a group or the stories.
  Jid jid(const char* name) const;

  CheckedArguments object(const char* name) const;
  std::vector<CheckedArguments> objects(const char* name, std::size_t max_count) const;
  std::vector<std::string> texts(const char* name, std::size_t max_count) const;

  // The bytes of the attachment the member stands for; not empty.
  std::string bytes(const char* name, std::size_t max_bytes) const;

  // The member's JSON text; empty when it is missing.
  std::string json_or_nothing(const char* name) const;
  const Document& document() const { return *document_; }

 private:
  struct Tree;

  CheckedArguments(std::shared_ptr<const Tree> tree, const void* node, const Document* document)
      : tree_(std::move(tree)), node_(node), document_(document) {}

  std::shared_ptr<const Tree> tree_;
  const void* node_;  // in the tree
  const Document* document_;
};

}  // namespace wagate::session_whatsapp
