#include "emoji.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <type_traits>
#include <utility>
#include <vector>

#include "wagate/utf8.h"

namespace wagate::api_rest {

namespace {

constexpr std::size_t kMaxBytes = 256;  // the longest sequence in use has 40

constexpr char32_t kJoiner = 0x200D;
constexpr char32_t kTextStyle = 0xFE0E;
constexpr char32_t kPictureStyle = 0xFE0F;
constexpr char32_t kKeycap = 0x20E3;
constexpr char32_t kBlackFlag = 0x1F3F4;
constexpr char32_t kLastTag = 0xE007F;

struct Range {
  char32_t first;
  char32_t last;
};

// Characters that can be shown as a picture (Extended_Pictographic of Unicode), without the flags'
// letters. The blocks from U+1F000 on are reserved for pictures as a whole.
constexpr Range kPictures[] = {
    {0x00A9, 0x00A9}, {0x00AE, 0x00AE}, {0x203C, 0x203C}, {0x2049, 0x2049},   {0x2122, 0x2122},   {0x2139, 0x2139},
    {0x2194, 0x2199}, {0x21A9, 0x21AA}, {0x231A, 0x231B}, {0x2328, 0x2328},   {0x23CF, 0x23CF},   {0x23E9, 0x23F3},
    {0x23F8, 0x23FA}, {0x24C2, 0x24C2}, {0x25AA, 0x25AB}, {0x25B6, 0x25B6},   {0x25C0, 0x25C0},   {0x25FB, 0x25FE},
    {0x2600, 0x2605}, {0x2607, 0x2612}, {0x2614, 0x2685}, {0x2690, 0x2705},   {0x2708, 0x2712},   {0x2714, 0x2714},
    {0x2716, 0x2716}, {0x271D, 0x271D}, {0x2721, 0x2721}, {0x2728, 0x2728},   {0x2733, 0x2734},   {0x2744, 0x2744},
    {0x2747, 0x2747}, {0x274C, 0x274C}, {0x274E, 0x274E}, {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2763, 0x2767},
    {0x2795, 0x2797}, {0x27A1, 0x27A1}, {0x27B0, 0x27B0}, {0x27BF, 0x27BF},   {0x2934, 0x2935},   {0x2B05, 0x2B07},
    {0x2B1B, 0x2B1C}, {0x2B50, 0x2B50}, {0x2B55, 0x2B55}, {0x3030, 0x3030},   {0x303D, 0x303D},   {0x3297, 0x3297},
    {0x3299, 0x3299}, {0x1F000, 0x1F0FF}, {0x1F10D, 0x1F10F}, {0x1F12F, 0x1F12F}, {0x1F16C, 0x1F171},
    {0x1F17E, 0x1F17F}, {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A}, {0x1F1AD, 0x1F1E5}, {0x1F201, 0x1F20F},
    {0x1F21A, 0x1F21A}, {0x1F22F, 0x1F22F}, {0x1F232, 0x1F23A}, {0x1F23C, 0x1F23F}, {0x1F249, 0x1F3FA},
    {0x1F400, 0x1F53D}, {0x1F546, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F774, 0x1F77F}, {0x1F7D5, 0x1F7FF},
    {0x1F80C, 0x1F80F}, {0x1F848, 0x1F84F}, {0x1F85A, 0x1F85F}, {0x1F888, 0x1F88F}, {0x1F8AE, 0x1F8FF},
    {0x1F90C, 0x1F93A}, {0x1F93C, 0x1F945}, {0x1F947, 0x1FAFF}, {0x1FC00, 0x1FFFD}};

bool is_picture(char32_t c) {
  return std::any_of(std::begin(kPictures), std::end(kPictures), [c](Range r) { return c >= r.first && c <= r.last; });
}
bool is_skin_tone(char32_t c) { return c >= 0x1F3FB && c <= 0x1F3FF; }
bool is_flag_letter(char32_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; }
bool is_key(char32_t c) { return (c >= '0' && c <= '9') || c == '#' || c == '*'; }
bool is_tag(char32_t c) { return c >= 0xE0020 && c <= 0xE007E; }

// The characters of a well-formed UTF-8 text.
std::vector<char32_t> characters_of(std::string_view text) {
  std::vector<char32_t> out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t c = length == 1 ? lead : lead & (0x7Fu >> length);
    for (std::size_t k = 1; k < length; ++k) c = c << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3Fu);
    out.push_back(c);
    i += length;
  }
  return out;
}

class Sequence {
 public:
  explicit Sequence(std::vector<char32_t> characters) : characters_(std::move(characters)) {}

  bool is_one_emoji() {
    if (take(is_flag_letter)) return take(is_flag_letter) && is_over();
    if (take(is_key)) {
      take(kPictureStyle);
      return take(kKeycap) && is_over();
    }
    do {
      if (!take_element()) return false;
    } while (take(kJoiner));
    return is_over();
  }

 private:
  bool take_element() {
    const bool is_flag = at_ < characters_.size() && characters_[at_] == kBlackFlag;
    if (!take(is_picture)) return false;
    if (!take(kTextStyle)) take(kPictureStyle);
    take(is_skin_tone);
    if (!is_flag || !take(is_tag)) return true;
    while (take(is_tag)) {
    }
    return take(kLastTag);
  }

  template <typename Kind>
  bool take(Kind kind) {
    if (at_ == characters_.size()) return false;
    bool fits = false;
    if constexpr (std::is_same_v<Kind, char32_t>) fits = characters_[at_] == kind;
    else fits = kind(characters_[at_]);
    if (fits) ++at_;
    return fits;
  }

  bool is_over() const { return at_ == characters_.size(); }

  std::vector<char32_t> characters_;
  std::size_t at_ = 0;
};

}  // namespace

bool is_one_emoji(std::string_view text) {
  return !text.empty() && text.size() <= kMaxBytes && is_utf8(text) && Sequence(characters_of(text)).is_one_emoji();
}

}  // namespace wagate::api_rest
