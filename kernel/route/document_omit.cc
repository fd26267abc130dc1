#include "kernel/route/document_omit.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace wagate {

namespace {

constexpr std::string_view kPlaceholder = R"({"_placeholder":true,"num":)";

// Walks over JSON text and copies what is wanted. No tree is built; the depth is a counter, so no input
// can exhaust the stack.
class OmittingCopy {
 public:
  OmittingCopy(const abi::DocumentRef& document, const std::set<std::string, std::less<>>& names)
      : text_(document.json), document_(document), names_(names), renumbered_(document.attachment_count, kUnused) {}

  Document run() {
    out_.json.reserve(text_.size());
    std::vector<char> open;       // '{' or '[' of every level
    std::vector<bool> has_value;  // something was written on that level
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (is_space(c) || c == ',') {  // a comma is written when something follows
        ++at_;
        continue;
      }
      if (c == '}' || c == ']') {
        if (!open.empty()) {
          open.pop_back();
          has_value.pop_back();
        }
        out_.json += c;
        ++at_;
        continue;
      }
      if (c == '"' && !open.empty() && open.back() == '{') {
        const std::string_view name = string_at(at_);
        const std::size_t value = after_colon(at_ + name.size());
        if (value != kUnused) {
          if (name.size() >= 2 && names_.contains(name.substr(1, name.size() - 2))) {
            at_ = after_value(value);
            continue;
          }
          separate(has_value);
          out_.json.append(name).append(":");
          at_ = value;
          copy_value_or_open(open, has_value);
          continue;
        }
      }
      separate(has_value);
      copy_value_or_open(open, has_value);
    }
    return std::move(out_);
  }

 private:
  static constexpr std::size_t kUnused = static_cast<std::size_t>(-1);

  static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

  void separate(std::vector<bool>& has_value) {
    if (has_value.empty()) return;
    if (has_value.back()) out_.json += ',';
    has_value.back() = true;
  }

  // Where the value of a member begins; kUnused when no colon follows.
  std::size_t after_colon(std::size_t at) const {
    while (at < text_.size() && is_space(text_[at])) ++at;
    return at < text_.size() && text_[at] == ':' ? at + 1 : kUnused;
  }

  // The value at at_: a scalar is copied, a bracket opens a level.
  void copy_value_or_open(std::vector<char>& open, std::vector<bool>& has_value) {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    if (at_ >= text_.size()) return;
    const char c = text_[at_];
    if (c == '{' || c == '[') {
      if (c == '{' && text_.substr(at_).starts_with(kPlaceholder) && copy_placeholder()) return;
      open.push_back(c);
      has_value.push_back(false);
      out_.json += c;
      ++at_;
      return;
    }
    const std::size_t end = c == '"' ? at_ + string_at(at_).size() : scalar_end(at_);
    if (end == at_) {  // not JSON
      ++at_;
      return;
    }
    out_.json.append(text_.substr(at_, end - at_));
    at_ = end;
  }

  // With its quotes; to the end of the text when it is not closed.
  std::string_view string_at(std::size_t begin) const {
    std::size_t end = begin + 1;
    while (end < text_.size() && text_[end] != '"') end += text_[end] == '\\' ? 2 : 1;
    end = end < text_.size() ? end + 1 : text_.size();
    return text_.substr(begin, end - begin);
  }

  std::size_t scalar_end(std::size_t begin) const {
    std::size_t end = begin;
    while (end < text_.size() && text_[end] != ',' && text_[end] != '}' && text_[end] != ']' && !is_space(text_[end])) ++end;
    return end;
  }

  std::size_t after_value(std::size_t begin) const {
    std::size_t at = begin;
    while (at < text_.size() && is_space(text_[at])) ++at;
    if (at >= text_.size()) return at;
    if (text_[at] == '"') return at + string_at(at).size();
    if (text_[at] != '{' && text_[at] != '[') return scalar_end(at);
    std::size_t depth = 0;
    while (at < text_.size()) {
      const char c = text_[at];
      if (c == '"') {
        at += string_at(at).size();
        continue;
      }
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && --depth == 0) return at + 1;
      ++at;
    }
    return at;
  }

  // False when it is none of the document's.
  bool copy_placeholder() {
    std::size_t end = at_ + kPlaceholder.size();
    std::uint64_t index = 0;
    const std::size_t digits = end;
    while (end < text_.size() && end - digits < 9 && text_[end] >= '0' && text_[end] <= '9')
      index = index * 10 + static_cast<std::uint64_t>(text_[end++] - '0');
    if (end == digits || end >= text_.size() || text_[end] != '}' || index >= document_.attachment_count) return false;
    if (renumbered_[index] == kUnused) {
      renumbered_[index] = out_.attachments.size();
      const abi::BytesRef& bytes = document_.attachments[index];
      out_.attachments.emplace_back(reinterpret_cast<const char*>(bytes.data), bytes.size);
    }
    out_.json.append(kPlaceholder).append(std::to_string(renumbered_[index])).append("}");
    at_ = end + 1;
    return true;
  }

  const std::string_view text_;
  const abi::DocumentRef& document_;
  const std::set<std::string, std::less<>>& names_;
  std::vector<std::size_t> renumbered_;
  std::size_t at_ = 0;
  Document out_;
};

}  // namespace

Document without_members(const abi::DocumentRef& document, const std::set<std::string, std::less<>>& names) {
  return OmittingCopy(document, names).run();
}

}  // namespace wagate
