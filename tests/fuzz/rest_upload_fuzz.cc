// A multipart form of any shape: it is read or refused with a sentence, no part lies outside the body,
// and its fields fit into the rules of every route that takes a file.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "body.h"
#include "emoji.h"
#include "media_types.h"
#include "multipart.h"
#include "routes.h"
#include "vcard.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wagate::api_rest;
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  // The first line is the header, the rest the body; without one, a usual header.
  const std::size_t line = text.find('\n');
  const std::string_view own_type = line == std::string_view::npos ? std::string_view() : text.substr(0, line);
  for (const std::string_view type : {own_type, std::string_view("multipart/form-data; boundary=x")}) {
    const std::string_view body = type == own_type ? text.substr(line + 1) : text;
    std::vector<FormPart> parts;
    if (!read_multipart(type, body, parts).empty()) continue;
    for (const FormPart& part : parts)
      if (!part.data.empty() && (part.data.data() < body.data() || part.data.end() > body.end())) std::abort();

    Json fields;
    Upload file;
    if (!read_upload(type, body, fields, file).empty()) continue;
    for (const Route& route : routes()) {
      if (!route.takes_file) continue;
      Json fitted = fields;
      fit_texts(route.rules, fitted);
      (void)find_violations(route.rules, fitted);
    }
  }

  (void)is_one_emoji(text);
  (void)type_of_bytes(text);
  (void)type_of_name(text);
  const std::string card = write_vcard({std::string(text), std::string(text), "1@s.whatsapp.net", "", "", ""});
  std::size_t lines = 0;
  for (const char c : card) lines += c == '\n';
  if (lines != 6) std::abort();  // no value added one
  return 0;
}
