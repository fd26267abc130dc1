#include "preview/page_facts.h"

#include <algorithm>

#include "preview/html_tags.h"
#include "preview/html_text.h"
#include "preview/web_address.h"
#include "socket/ascii.h"

namespace wagate::session_whatsapp {
namespace {

// The word behind "charset=", quoted or not.
std::string_view charset_word(std::string_view text) {
  constexpr std::string_view kKey = "charset=";
  const auto same = [](char a, char b) { return lower_ascii(a) == b; };
  const auto found = std::search(text.begin(), text.end(), kKey.begin(), kKey.end(), same);
  if (found == text.end()) return {};
  text.remove_prefix(static_cast<std::size_t>(found - text.begin()) + kKey.size());
  while (!text.empty() && (is_blank(text.front()) || text.front() == '"' || text.front() == '\''))
    text.remove_prefix(1);
  return text.substr(0, std::min(text.find_first_of(" \t\r\n;\"'/>"), text.size()));
}

// Pieces of the page, the first of each kind. They become texts at the end, when the charset is known.
struct PagePieces {
  std::string_view og_title, og_description, og_image, title, description;

  static void keep(std::string_view& piece, std::string_view found) {
    if (piece.empty()) piece = found;
  }

  void take_meta(const HtmlTag& tag) {
    const std::string_view content = tag.attribute("content");
    for (const std::string_view key : {tag.attribute("property"), tag.attribute("name")}) {
      if (is_ascii_word(key, "og:title")) keep(og_title, content);
      if (is_ascii_word(key, "og:description")) keep(og_description, content);
      if (is_ascii_word(key, "og:image") || is_ascii_word(key, "og:image:url")) keep(og_image, content);
      if (is_ascii_word(key, "description")) keep(description, content);
    }
  }
};

}  // namespace

PageFacts read_page(std::string_view html, std::string_view content_type) {
  PagePieces pieces;
  std::string_view charset = charset_word(content_type);
  HtmlTags tags(html);
  while (tags.next()) {
    const HtmlTag& tag = tags.tag();
    if (tag.name == "title") PagePieces::keep(pieces.title, tags.text_until("title"));
    if (tag.name != "meta") continue;
    pieces.take_meta(tag);
    if (charset.empty()) charset = tag.attribute("charset");
    if (charset.empty() && is_ascii_word(tag.attribute("http-equiv"), "content-type"))
      charset = charset_word(tag.attribute("content"));
  }
  const Charset known = charset_named(charset);
  const auto text = [&](std::string_view first, std::string_view second, std::size_t limit) {
    std::string out = plain_text(first, known, limit);
    return out.empty() ? plain_text(second, known, limit) : out;
  };
  PageFacts facts;
  facts.title = text(pieces.og_title, pieces.title, PageFacts::kMaxTitle);
  facts.description = text(pieces.og_description, pieces.description, PageFacts::kMaxDescription);
  facts.image = plain_text(pieces.og_image, known, WebAddress::kMaxLength);
  return facts;
}

}  // namespace wagate::session_whatsapp
