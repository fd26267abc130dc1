#include "preview/html_tags.h"

#include <algorithm>

#include "socket/ascii.h"

namespace wagate::session_whatsapp {
namespace {

void skip_blanks(std::string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
}

// What stands before the first of `ends`, or everything; it is taken off `text`.
std::string_view take_until(std::string_view& text, std::string_view ends) {
  const std::size_t end = std::min(text.find_first_of(ends), text.size());
  const std::string_view out = text.substr(0, end);
  text.remove_prefix(end);
  return out;
}

}  // namespace

std::string_view HtmlTag::attribute(std::string_view wanted) const {
  for (const auto& [key, value] : attributes)
    if (key == wanted) return value;
  return {};
}

bool HtmlTags::next() {
  while (true) {
    const std::size_t open = rest_.find('<');
    if (open == std::string_view::npos) {
      rest_ = {};
      return false;
    }
    rest_.remove_prefix(open + 1);
    if (rest_.starts_with("!--")) {
      const std::size_t end = rest_.find("-->", 3);
      rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 3);
    } else if (!rest_.empty() && is_ascii_letter(rest_.front())) {
      break;
    }
  }
  tag_.name = lowered_ascii(take_until(rest_, " \t\n\r\f/>"));
  tag_.attributes.clear();
  read_attributes();
  if (tag_.name == "script" || tag_.name == "style") text_until(tag_.name);
  return true;
}

void HtmlTags::read_attributes() {
  while (true) {
    while (!rest_.empty() && (is_blank(rest_.front()) || rest_.front() == '/')) rest_.remove_prefix(1);
    if (rest_.empty()) return;
    if (rest_.front() == '>') {
      rest_.remove_prefix(1);
      return;
    }
    const std::string_view before = rest_;
    std::string key = lowered_ascii(take_until(rest_, " \t\n\r\f/>="));
    skip_blanks(rest_);
    std::string_view value;
    if (rest_.starts_with('=')) value = read_value();
    if (tag_.attributes.size() < kMaxAttributes && !key.empty()) tag_.attributes.emplace_back(std::move(key), value);
    if (rest_.size() == before.size()) rest_.remove_prefix(1);  // nothing that could be read: go on behind it
  }
}

std::string_view HtmlTags::read_value() {
  rest_.remove_prefix(1);
  skip_blanks(rest_);
  if (rest_.empty()) return {};
  const char quote = rest_.front();
  if (quote != '"' && quote != '\'') return take_until(rest_, " \t\n\r\f>");
  rest_.remove_prefix(1);
  const std::string_view value = take_until(rest_, std::string_view(&quote, 1));
  if (!rest_.empty()) rest_.remove_prefix(1);
  return value;
}

std::string_view HtmlTags::text_until(std::string_view name) {
  const std::string_view text = rest_;
  for (std::size_t at = text.find("</"); at != std::string_view::npos; at = text.find("</", at + 2)) {
    if (!begins_with_word(text.substr(at + 2), name)) continue;
    const std::size_t end = text.find('>', at);
    rest_.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return text.substr(0, at);
  }
  rest_ = {};
  return text;
}

}  // namespace wagate::session_whatsapp
