#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace wagate::session_whatsapp {

// What a mutation is about: ["label_jid", "7", "5511...@s.whatsapp.net"].
class MutationIndex {
 public:
  // Empty for text that is no JSON array of texts.
  static MutationIndex read(std::string_view json);
  static std::string write(std::initializer_list<std::string_view> parts);

  bool is(std::string_view action) const { return !parts_.empty() && parts_[0] == action; }
  // Empty when there is none.
  std::string_view part(std::size_t number) const { return number < parts_.size() ? parts_[number] : std::string_view(); }

 private:
  std::vector<std::string> parts_;
};

}  // namespace wagate::session_whatsapp
