#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wagate {

// The candidate that `word` is most likely a misspelling of; empty when none is near.
std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates);

// `did you mean "listen"?`, or, when nothing is near, `<what>: a, b, c`.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates, std::string_view what);

// "a, b, c"; "none" when empty.
std::string join_words(const std::vector<std::string>& words);

}  // namespace wagate
