#include "jid.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace wagate::api_rest {

namespace {

constexpr std::size_t kMaxNumber = 256;
constexpr std::string_view kUserSuffix = "@s.whatsapp.net";
constexpr std::string_view kGroupSuffix = "@g.us";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// "5511970000001:12@s.whatsapp.net" names one device of an account; messages go to the account.
std::string without_device(std::string_view number) {
  std::string out(number);
  for (std::size_t colon = out.find(':'); colon != std::string::npos; colon = out.find(':', colon + 1)) {
    std::size_t end = colon + 1;
    while (end < out.size() && is_digit(out[end])) ++end;
    if (end == colon + 1) continue;
    out.erase(colon, end - colon);
    break;
  }
  return out;
}

bool is_address(std::string_view text) {
  for (std::string_view suffix : {kGroupSuffix, kUserSuffix, std::string_view("@lid"), std::string_view("@broadcast")})
    if (text.find(suffix) != std::string_view::npos) return true;
  return false;
}

template <typename Predicate>
std::string keep_if(std::string_view text, Predicate&& predicate) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), predicate);
  return out;
}

// 52 and 54 with 13 digits: the third is a mobile prefix. 55 with 13 digits, 55 DD x XXXXXXXX: the
// ninth digit is not used in area codes from 31 on when the old number began with 7 or more.
std::string without_mobile_digit(std::string digits) {
  if (digits.size() != 13) return digits;
  if (digits.starts_with("52") || digits.starts_with("54")) return digits.erase(2, 1);
  if (!digits.starts_with("55")) return digits;
  const int area = (digits[2] - '0') * 10 + (digits[3] - '0');
  const bool is_kept = digits[5] < '7' || area < 31;
  return is_kept ? digits : digits.erase(4, 1);
}

}  // namespace

std::string to_jid(std::string_view number) {
  if (number.size() > kMaxNumber) return {};
  std::string text = without_device(number);
  if (is_address(text)) return std::any_of(text.begin(), text.end(), is_control) ? std::string() : text;

  text = keep_if(text, [](char c) { return !is_blank(c) && c != '+' && c != '(' && c != ')'; });
  text = text.substr(0, text.find_first_of(":@"));
  if (text.find('-') != std::string::npos && text.size() >= 24)
    return keep_if(text, [](char c) { return is_digit(c) || c == '-'; }).append(kGroupSuffix);

  std::string digits = keep_if(text, is_digit);
  if (digits.empty()) return {};
  if (digits.size() >= 18) return digits.append(kGroupSuffix);
  return without_mobile_digit(std::move(digits)).append(kUserSuffix);
}

bool is_phone_number(std::string_view text) {
  return text.size() <= 32 && text.find_first_not_of("0123456789+() -") == std::string_view::npos;
}

std::string digits_of(std::string_view text) { return keep_if(text, is_digit); }

}  // namespace wagate::api_rest
