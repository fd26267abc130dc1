#include "card_numbers.h"

namespace {

constexpr std::size_t kShortest = 13;
constexpr std::size_t kLongest = 19;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A run of digits with single separators between them.
struct Run {
  std::size_t end = 0;
  std::string digits;
};

Run run_at(std::string_view text, std::size_t begin) {
  Run run;
  std::size_t i = begin;
  while (i < text.size()) {
    if (is_digit(text[i])) {
      run.digits += text[i++];
      run.end = i;
    } else if ((text[i] == ' ' || text[i] == '-') && i + 1 < text.size() && is_digit(text[i + 1])) {
      ++i;
    } else {
      break;
    }
  }
  return run;
}

bool has_right_check_digit(std::string_view digits) {
  unsigned sum = 0;
  bool twice = false;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    unsigned value = static_cast<unsigned>(*digit - '0');
    if (twice) value = value * 2 > 9 ? value * 2 - 9 : value * 2;
    sum += value;
    twice = !twice;
  }
  return sum % 10 == 0;
}

}  // namespace

std::string mask_card_numbers(std::string_view text, std::size_t keep_last) {
  std::string masked(text);
  std::size_t i = 0;
  while (i < text.size()) {
    if (!is_digit(text[i])) {
      ++i;
      continue;
    }
    const Run run = run_at(text, i);
    const bool card = run.digits.size() >= kShortest && run.digits.size() <= kLongest && has_right_check_digit(run.digits);
    std::size_t left = card ? run.digits.size() - keep_last : 0;
    for (; i < run.end; ++i) {
      if (left == 0 || !is_digit(text[i])) continue;
      masked[i] = '*';
      --left;
    }
  }
  return masked;
}
