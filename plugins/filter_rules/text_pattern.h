#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wagate::filter_rules {

// Whether `text` fits `glob`: `*` stands for any run of characters, `?` for one byte, everything
// else for itself. Takes at most glob.size() * text.size() steps.
bool glob_matches(std::string_view glob, std::string_view text);

// What a text has to look like: one of several words or globs.
class TextPatterns {
 public:
  // How a pattern is compared.
  enum class Compare {
    whole,  // with the whole text
    jid,    // with the whole JID, or with the part before "@" when the pattern has no "@"
    part,   // with any part of the text; no globs
  };

  TextPatterns() = default;
  TextPatterns(std::vector<std::string> patterns, Compare compare)
      : patterns_(std::move(patterns)), compare_(compare) {}

  // Nothing was asked for. matches() of an empty one is false.
  [[nodiscard]] bool empty() const { return patterns_.empty(); }

  [[nodiscard]] bool matches(std::string_view text) const;

 private:
  std::vector<std::string> patterns_;
  Compare compare_ = Compare::whole;
};

// The part of a JID that names somebody: "5511970000001" of "5511970000001:3@s.whatsapp.net".
std::string_view jid_user(std::string_view jid);

// Whether the JID names one person rather than a group, a broadcast list or a newsletter.
bool is_person(std::string_view jid);

}  // namespace wagate::filter_rules
