#include "preview/html_text.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "socket/ascii.h"
#include "wagate/utf8.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;
constexpr std::size_t kMaxEntityLength = 32;

// What Windows-1252 has at 0x80 to 0x9F; numeric entities of these values mean the same.
constexpr std::uint16_t kWindowsCharacters[32] = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,  //
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,    //
    0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,  //
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

// The names HTML 4 has for U+00A0 to U+00FF, in order.
constexpr std::string_view kLatinNames =
    "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute "
    "micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring "
    "AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml "
    "times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil "
    "egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash "
    "ugrave uacute ucirc uuml yacute thorn yuml";

struct NamedCharacter {
  std::string_view name;
  std::uint32_t code;
};
constexpr NamedCharacter kNamedCharacters[] = {
    {"amp", '&'},       {"lt", '<'},        {"gt", '>'},        {"quot", '"'},      {"apos", '\''},
    {"ndash", 0x2013},  {"mdash", 0x2014},  {"lsquo", 0x2018},  {"rsquo", 0x2019},  {"sbquo", 0x201A},
    {"ldquo", 0x201C},  {"rdquo", 0x201D},  {"bdquo", 0x201E},  {"bull", 0x2022},   {"hellip", 0x2026},
    {"lsaquo", 0x2039}, {"rsaquo", 0x203A}, {"euro", 0x20AC},   {"trade", 0x2122},  {"OElig", 0x0152},
    {"oelig", 0x0153},  {"Scaron", 0x0160}, {"scaron", 0x0161}, {"Yuml", 0x0178},   {"ensp", 0x2002},
    {"emsp", 0x2003},   {"thinsp", 0x2009}, {"zwnj", 0x200C},   {"zwj", 0x200D},    {"rarr", 0x2192},
};

void append_character(std::string& out, std::uint32_t code) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | code >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | code >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

std::uint32_t windows_character(std::uint32_t code) {
  return code >= 0x80 && code < 0xA0 ? kWindowsCharacters[code - 0x80] : code;
}

// "#233" or "#xE9".
std::optional<std::uint32_t> numbered_character(std::string_view text) {
  const bool is_hexadecimal = text.size() > 1 && lower_ascii(text[1]) == 'x';
  const std::string_view digits = text.substr(is_hexadecimal ? 2 : 1);
  if (digits.empty()) return std::nullopt;
  std::uint32_t code = 0;
  for (const char each : digits) {
    const char c = lower_ascii(each);
    const bool is_letter = is_hexadecimal && c >= 'a' && c <= 'f';
    if (!is_ascii_digit(c) && !is_letter) return std::nullopt;
    code = code * (is_hexadecimal ? 16 : 10) + static_cast<std::uint32_t>(is_letter ? c - 'a' + 10 : c - '0');
    code = std::min<std::uint32_t>(code, 0x110000);  // beyond all characters, however many digits follow
  }
  code = windows_character(code);
  const bool is_character = code != 0 && code < 0x110000 && (code < 0xD800 || code > 0xDFFF);
  return is_character ? code : kReplacement;
}

std::optional<std::uint32_t> named_character(std::string_view name) {
  for (const NamedCharacter& each : kNamedCharacters)
    if (each.name == name) return each.code;
  std::uint32_t code = 0xA0;
  for (std::string_view rest = kLatinNames; !rest.empty(); ++code) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (rest.substr(0, end) == name) return code;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return std::nullopt;
}

// The character an entity at the beginning of `html` stands for, and how long it is.
std::optional<std::uint32_t> entity_at(std::string_view html, std::size_t& length) {
  const std::size_t end = html.substr(0, kMaxEntityLength).find(';');
  if (end == std::string_view::npos || end < 2) return std::nullopt;
  length = end + 1;
  const std::string_view name = html.substr(1, end - 1);
  return name.front() == '#' ? numbered_character(name) : named_character(name);
}

// The length of the UTF-8 sequence at the beginning; 0 when there is none.
std::size_t sequence_at(std::string_view text) {
  for (const std::size_t length : {1, 2, 3, 4}) {
    if (length > text.size()) return 0;
    if (is_utf8(text.substr(0, length))) return length;
  }
  return 0;
}

// Characters one after the other: blanks become one space, and what nobody sees is left out.
class TextCollector {
 public:
  explicit TextCollector(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  void add(std::uint32_t code) {
    const bool is_space =
        code == ' ' || (code >= '\t' && code <= '\r') || code == 0xA0 || code == 0x2028 || code == 0x2029;
    if (is_space) {
      is_space_due_ = !text_.empty();
      return;
    }
    const bool is_control = code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xAD || code == 0xFEFF;
    if (is_control || is_full_) return;
    std::string added = is_space_due_ ? " " : "";
    append_character(added, code);
    is_full_ = text_.size() + added.size() > max_bytes_;
    if (!is_full_) text_ += added;
    is_space_due_ = false;
  }
  bool is_full() const { return is_full_; }
  std::string take() { return std::move(text_); }

 private:
  const std::size_t max_bytes_;
  std::string text_;
  bool is_space_due_ = false;
  bool is_full_ = false;
};

std::uint32_t character_of(std::string_view sequence) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(sequence[i])); };
  switch (sequence.size()) {
    case 1: return byte(0);
    case 2: return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
    case 3: return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    default: return (byte(0) & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
  }
}

}  // namespace

Charset charset_named(std::string_view name) {
  if (name.empty()) return Charset::unknown;
  for (const std::string_view each : {"utf-8", "utf8"})
    if (is_ascii_word(name, each)) return Charset::utf8;
  for (const std::string_view each :
       {"iso-8859-1", "iso8859-1", "latin1", "windows-1252", "cp1252", "us-ascii", "ascii"})
    if (is_ascii_word(name, each)) return Charset::western;
  return Charset::other;
}

std::string plain_text(std::string_view html, Charset charset, std::size_t max_bytes) {
  // What is valid UTF-8 and not ASCII alone is hardly ever anything else, whatever the page says.
  const bool is_valid = is_utf8(html);
  if (!is_valid && charset == Charset::other) return {};
  const bool is_western = !is_valid && charset != Charset::utf8;
  TextCollector out(max_bytes);
  while (!html.empty() && !out.is_full()) {
    std::size_t length = 1;
    std::optional<std::uint32_t> code;
    if (html.front() == '&') code = entity_at(html, length);
    if (!code && is_western) {
      length = 1;
      code = windows_character(static_cast<unsigned char>(html.front()));
    } else if (!code) {
      const std::size_t sequence = sequence_at(html);
      length = std::max<std::size_t>(sequence, 1);
      code = sequence == 0 ? kReplacement : character_of(html.substr(0, sequence));
    }
    out.add(*code);
    html.remove_prefix(length);
  }
  return out.take();
}

}  // namespace wagate::session_whatsapp
