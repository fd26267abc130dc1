#include "body_reader.h"

#include <algorithm>

namespace wagate::http_server {

BodyReader BodyReader::with_length(std::uint64_t length, std::uint64_t max_bytes) {
  BodyReader reader(max_bytes);
  reader.remaining_ = length;
  if (length > max_bytes)
    reader.state_ = State::too_large;
  else if (length == 0)
    reader.state_ = State::complete;
  return reader;
}

BodyReader BodyReader::chunked(std::uint64_t max_bytes) {
  BodyReader reader(max_bytes);
  reader.stage_ = Stage::size;
  return reader;
}

std::size_t BodyReader::feed(std::string_view data, std::string& body) {
  std::size_t at = 0;
  while (at < data.size() && state_ == State::reading) {
    if (stage_ == Stage::length || stage_ == Stage::data) {
      const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, data.size() - at));
      body.append(data.substr(at, piece));
      at += piece;
      remaining_ -= piece;
      if (remaining_ > 0) break;
      if (stage_ == Stage::length)
        state_ = State::complete;
      else
        stage_ = Stage::data_cr;
    } else {
      step(data[at++], body);
    }
  }
  return at;
}

void BodyReader::take_size_char(char c) {
  std::uint64_t digit = 0;
  if (c >= '0' && c <= '9')
    digit = static_cast<std::uint64_t>(c - '0');
  else if (c >= 'a' && c <= 'f')
    digit = static_cast<std::uint64_t>(c - 'a') + 10;
  else if (c >= 'A' && c <= 'F')
    digit = static_cast<std::uint64_t>(c - 'A') + 10;
  else
    return fail();
  if (++digits_ > 15) return fail();
  remaining_ = remaining_ << 4 | digit;
}

void BodyReader::end_size_line(const std::string& body) {
  digits_ = 0;
  if (remaining_ == 0) {
    stage_ = Stage::trailer;
    line_is_empty_ = true;
    overhead_ = 0;
    return;
  }
  if (remaining_ > max_bytes_ - std::min<std::uint64_t>(max_bytes_, body.size())) state_ = State::too_large;
  stage_ = Stage::data;
}

void BodyReader::step(char c, const std::string& body) {
  switch (stage_) {
    case Stage::size:
      if (c == '\r' && digits_ > 0)
        stage_ = Stage::size_lf;
      else if (c == ';' && digits_ > 0)
        stage_ = Stage::extension;
      else
        take_size_char(c);
      return;
    case Stage::extension:
      if (c == '\r')
        stage_ = Stage::size_lf;
      else if (c == '\n' || c == '\0' || ++overhead_ > kMaxOverhead)
        fail();
      return;
    case Stage::size_lf:
      if (c != '\n') return fail();
      return end_size_line(body);
    case Stage::data_cr:
      if (c != '\r') return fail();
      stage_ = Stage::data_lf;
      return;
    case Stage::data_lf:
      if (c != '\n') return fail();
      stage_ = Stage::size;
      remaining_ = 0;
      return;
    case Stage::trailer:
      if (c == '\r')
        stage_ = Stage::trailer_lf;
      else if (c == '\n' || c == '\0' || ++overhead_ > kMaxOverhead)
        fail();
      else
        line_is_empty_ = false;
      return;
    case Stage::trailer_lf:
      if (c != '\n') return fail();
      if (line_is_empty_) state_ = State::complete;
      line_is_empty_ = true;
      stage_ = Stage::trailer;
      return;
    case Stage::length:
    case Stage::data:
      return;
  }
}

}  // namespace wagate::http_server
