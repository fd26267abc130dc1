#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "body_reader.h"
#include "percent.h"
#include "request_head.h"

// A request in one piece and the same request cut in two must read the same.
namespace {

using wagate::http_server::BodyReader;
using wagate::http_server::HeadScanner;
using wagate::http_server::RequestHead;

constexpr std::size_t kMaxHead = 4096;
constexpr std::uint64_t kMaxBody = 65536;

void require(bool holds) {
  if (!holds) std::abort();
}

void check_body(BodyReader whole, BodyReader cut, std::string_view bytes, std::size_t at) {
  std::string whole_body, cut_body;
  whole.feed(bytes, whole_body);
  cut.feed(bytes.substr(0, at), cut_body);
  cut.feed(bytes.substr(at), cut_body);
  require(whole.state() == cut.state());
  require(whole_body.size() <= kMaxBody);
  if (whole.state() == BodyReader::State::complete) require(whole_body == cut_body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = size == 0 ? 0 : data[0] % size;

  HeadScanner whole, pieces;
  const auto found = whole.scan(bytes, kMaxHead);
  auto found_in_pieces = pieces.scan(bytes.substr(0, cut), kMaxHead);
  if (found_in_pieces == HeadScanner::Found::incomplete) found_in_pieces = pieces.scan(bytes, kMaxHead);
  require(found == found_in_pieces);
  if (found == HeadScanner::Found::complete) {
    require(whole.size() == pieces.size() && whole.size() <= size);
    RequestHead head;
    if (head.parse(bytes.substr(0, whole.size()), 50) == 0) {
      require(!head.method.empty() && !head.path.empty());
      require(!(head.chunked && head.content_length > 0));
      for (const auto& field : head.headers)
        require(field.value.view().find_first_of("\r\n") == std::string_view::npos);
      (void)wagate::http_server::parse_query(head.query, 50);
      (void)wagate::http_server::percent_decode(head.path, false);
      const std::string_view rest = bytes.substr(whole.size());
      const std::size_t rest_cut = rest.empty() ? 0 : cut % rest.size();
      const auto make = [&] {
        return head.chunked ? BodyReader::chunked(kMaxBody) : BodyReader::with_length(head.content_length, kMaxBody);
      };
      check_body(make(), make(), rest, rest_cut);
    }
  }
  check_body(BodyReader::chunked(kMaxBody), BodyReader::chunked(kMaxBody), bytes, cut);
  return 0;
}
