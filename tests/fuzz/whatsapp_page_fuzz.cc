// What texts and pages of strangers bring: addresses, tags, entities, charsets.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "preview/html_text.h"
#include "preview/page_facts.h"
#include "preview/web_address.h"
#include "wagate/utf8.h"

namespace {

using namespace wagate::session_whatsapp;
using wagate::is_utf8;

void must_be_so(bool truth) {
  if (!truth) std::abort();
}

// Nothing of it can become another header, another host or another scheme.
void must_be_safe(const WebAddress& address) {
  const std::string text = address.text();
  for (const char c : text) must_be_so(c > ' ' && c < '\x7F');
  must_be_so(address.scheme == "http" || address.scheme == "https");
  must_be_so(address.host.find_first_of("@/?#\\%") == std::string::npos && address.target.starts_with('/'));
  const auto again = WebAddress::parse(text);
  must_be_so(text.size() > WebAddress::kMaxLength || (again && again->text() == text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t line = bytes.find('\n');
  const std::string_view content_type = line == std::string_view::npos ? std::string_view() : bytes.substr(0, line);

  const PageFacts facts = read_page(bytes, content_type);
  must_be_so(is_utf8(facts.title) && facts.title.size() <= PageFacts::kMaxTitle);
  must_be_so(is_utf8(facts.description) && facts.description.size() <= PageFacts::kMaxDescription);
  must_be_so(is_utf8(facts.image) && facts.image.size() <= WebAddress::kMaxLength);
  for (const Charset charset : {Charset::unknown, Charset::utf8, Charset::western, Charset::other}) {
    const std::string text = plain_text(bytes, charset, 100);
    must_be_so(is_utf8(text) && text.size() <= 100 && text.find('\n') == std::string::npos);
  }

  const std::string_view found = first_address_in(bytes);
  must_be_so(found.empty() || WebAddress::parse(found));
  if (const auto address = WebAddress::parse(bytes)) must_be_safe(*address);
  static const WebAddress base = *WebAddress::parse("https://example.com/shop/page?x=1");
  if (const auto address = base.resolve(bytes)) must_be_safe(*address);
  if (const auto address = base.resolve(facts.image)) must_be_safe(*address);
  return 0;
}
