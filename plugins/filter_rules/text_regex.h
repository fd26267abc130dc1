#pragma once

#include <memory>
#include <string_view>

namespace re2 {
class RE2;
}

namespace wagate::filter_rules {

// A compiled regular expression (RE2), or none.
//
// Message texts come from strangers, so a search must not depend on how clever they are: RE2 takes
// time linear in the text, the size of the compiled program is limited here, and the caller limits
// the text. Back references and look-around, which need backtracking, do not exist.
class TextRegex {
 public:
  static constexpr std::size_t kMaxPattern = 1024;  // bytes
  static constexpr int kMaxProgram = 4000;          // instructions; (?i)(lottery|casino) has 30

  TextRegex() = default;

  // Throws PluginError with what is wrong in one clause: "missing ): (abc".
  explicit TextRegex(std::string_view pattern);

  [[nodiscard]] bool empty() const { return !regex_; }

  // Whether it is found anywhere in the text. Not to be called on an empty one. [any]
  [[nodiscard]] bool found_in(std::string_view text) const;

 private:
  std::shared_ptr<const re2::RE2> regex_;  // shared: rules are copied while they are read
};

}  // namespace wagate::filter_rules
