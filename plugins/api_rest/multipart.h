#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// multipart/form-data (RFC 7578) over a body that is there as a whole. Nothing is copied but names.
namespace wagate::api_rest {

// One part; `data` is a view into the body.
struct FormPart {
  std::string name;
  std::string file_name;     // empty when the part is no file
  bool is_file = false;      // it has a file name, or says that it is something else than text
  std::string content_type;  // as sent; may be empty
  std::string_view data;
};

inline constexpr std::size_t kMaxParts = 100;
inline constexpr std::size_t kMaxPartHeaderBytes = 8192;    // of one part
inline constexpr std::size_t kMaxFieldBytes = 1024 * 1024;  // of a part that is no file

bool is_multipart(std::string_view content_type);

// Splits `body` at the boundary that `content_type` names. Returns what is wrong, empty when nothing is.
std::string read_multipart(std::string_view content_type, std::string_view body, std::vector<FormPart>& parts);

}  // namespace wagate::api_rest
