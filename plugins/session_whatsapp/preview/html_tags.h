#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wagate::session_whatsapp {

// One opening tag.
struct HtmlTag {
  std::string name;  // lower case
  std::vector<std::pair<std::string, std::string_view>> attributes;  // names in lower case, values as they stand there

  // Empty when the tag does not have it.
  std::string_view attribute(std::string_view wanted) const;
};

// Goes through a page from opening tag to opening tag. Comments, closing tags and the content of scripts and styles are
// passed over.
//
//   HtmlTags tags(page);
//   while (tags.next()) {
//     if (tags.tag().name == "title") title = tags.text_until("title");
//   }
class HtmlTags {
 public:
  static constexpr std::size_t kMaxAttributes = 64;  // of one tag; further ones are passed over

  // The page outlives it.
  explicit HtmlTags(std::string_view html) : rest_(html) {}

  // False at the end of the page.
  bool next();
  const HtmlTag& tag() const { return tag_; }

  // Everything up to the closing tag of that name, or to the end; goes on behind it.
  std::string_view text_until(std::string_view name);

 private:
  void read_attributes();
  std::string_view read_value();

  std::string_view rest_;
  HtmlTag tag_;
};

}  // namespace wagate::session_whatsapp
