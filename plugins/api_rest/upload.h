#pragma once

#include <string>
#include <string_view>

namespace wagate::api_rest {

// The file of a multipart form; the bytes are a view into the body of its call.
struct Upload {
  std::string_view bytes;
  std::string content_type;
  std::string file_name;

  bool is_there() const { return !bytes.empty(); }
};

}  // namespace wagate::api_rest
