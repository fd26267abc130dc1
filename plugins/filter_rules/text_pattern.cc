#include "text_pattern.h"

#include <cstddef>

namespace wagate::filter_rules {

bool glob_matches(std::string_view glob, std::string_view text) {
  // On a mismatch only the last star needs to take one character more: what an earlier star could
  // have taken, the last one can take as well.
  std::size_t g = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_end = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      star_end = t;
    } else if (g < glob.size() && (glob[g] == '?' || glob[g] == text[t])) {
      ++g;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++star_end;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

bool TextPatterns::matches(std::string_view text) const {
  for (const std::string& pattern : patterns_) {
    switch (compare_) {
      case Compare::whole:
        if (glob_matches(pattern, text)) return true;
        break;
      case Compare::jid:
        if (glob_matches(pattern, pattern.find('@') == std::string::npos ? jid_user(text) : text)) return true;
        break;
      case Compare::part:
        if (text.find(pattern) != std::string_view::npos) return true;
        break;
    }
  }
  return false;
}

std::string_view jid_user(std::string_view jid) { return jid.substr(0, jid.find_first_of("@:")); }

bool is_person(std::string_view jid) {
  return !jid.empty() && !jid.ends_with("@g.us") && !jid.ends_with("@broadcast") && !jid.ends_with("@newsletter");
}

}  // namespace wagate::filter_rules
