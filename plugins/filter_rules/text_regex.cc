#include "text_regex.h"

#include <re2/re2.h>

#include <string>

#include "wagate/plugin.h"

namespace wagate::filter_rules {
namespace {

constexpr std::int64_t kMaxMemory = 1 << 20;  // of one expression, its caches included

}  // namespace

TextRegex::TextRegex(std::string_view pattern) {
  if (pattern.empty()) throw PluginError("it is empty, and an empty expression is found in every text");
  if (pattern.size() > kMaxPattern)
    throw PluginError("it has " + std::to_string(pattern.size()) + " bytes, the limit is " + std::to_string(kMaxPattern));
  re2::RE2::Options options;
  options.set_log_errors(false);  // they go into our own sentence instead of to stderr
  options.set_never_capture(true);
  options.set_max_mem(kMaxMemory);
  const auto regex = std::make_shared<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
  if (!regex->ok()) throw PluginError(regex->error());
  if (regex->ProgramSize() > kMaxProgram)
    throw PluginError("it is too complex: " + std::to_string(regex->ProgramSize()) +
                      " instructions when compiled, the limit is " + std::to_string(kMaxProgram));
  regex_ = regex;
}

bool TextRegex::found_in(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *regex_);
}

}  // namespace wagate::filter_rules
