#include "preview/page_facts.h"

#include <gtest/gtest.h>

#include <string>

#include "preview/html_text.h"
#include "wagate/utf8.h"

namespace wagate::session_whatsapp {
namespace {

TEST(ReadPage, PrefersWhatIsMeantForPreviews) {
  const PageFacts facts = read_page(R"(<!doctype html><html><head>
    <title>Plain title</title>
    <meta name="description" content="Plain description">
    <META PROPERTY='og:title' CONTENT='The &quot;best&quot; bread &amp; more'>
    <meta content="Baked
        daily" property=og:description />
    <meta property="og:image" content="/bread.jpg?a=1&amp;b=2"></head>)",
                                    "text/html; charset=utf-8");

  EXPECT_EQ(facts.title, "The \"best\" bread & more");
  EXPECT_EQ(facts.description, "Baked daily");
  EXPECT_EQ(facts.image, "/bread.jpg?a=1&b=2");
}

TEST(ReadPage, TakesWhatEveryPageHas) {
  const PageFacts facts = read_page("<title lang=pt>\n P&atilde;o &#8211; <b>Loja</b></title><meta name=Description content='&#x41;b'>", "");
  EXPECT_EQ(facts.title, "Pão – <b>Loja</b>");
  EXPECT_EQ(facts.description, "Ab");
  EXPECT_EQ(facts.image, "");
}

TEST(ReadPage, TakesTheFirstOfSeveral) {
  const PageFacts facts = read_page(
      "<meta property=og:title content=first><meta property=og:title content=second>"
      "<meta property=og:image content=a.png><meta property=og:image content=b.png><title>x</title><svg><title>icon</title>", "");
  EXPECT_EQ(facts.title, "first");
  EXPECT_EQ(facts.image, "a.png");
}

TEST(ReadPage, PassesOverCommentsScriptsAndStyles) {
  const PageFacts facts = read_page(
      "<!-- <title>comment</title> --><script>var a = '<title>script</title>';</script>"
      "<style><title>style</title></style><title>page</title>", "");
  EXPECT_EQ(facts.title, "page");
}

TEST(ReadPage, SurvivesPagesThatEndAnywhere) {
  const std::string page =
      "<html><!-- c --><script src='a'>x</script><meta property=\"og:title\" content=\"A &amp; B\"><title>T</title><p a=b c='d'>";
  for (std::size_t length = 0; length <= page.size(); ++length) {
    const PageFacts facts = read_page(std::string_view(page).substr(0, length), "");
    EXPECT_TRUE(facts.title.empty() || facts.title == "T" || facts.title.starts_with("A")) << facts.title;
  }
  EXPECT_EQ(read_page("", "text/html").title, "");
}

TEST(ReadPage, ReadsTheCharsetsOfOldPages) {
  constexpr const char* kTitle = "<title>P\xE3o \x96 R$\xA0" "1</title>";
  EXPECT_EQ(read_page(kTitle, "text/html; charset=ISO-8859-1").title, "Pão – R$ 1");
  EXPECT_EQ(read_page(kTitle, "").title, "Pão – R$ 1");
  EXPECT_EQ(read_page(std::string("<meta charset='windows-1252'>") + kTitle, "").title, "Pão – R$ 1");
  EXPECT_EQ(read_page(std::string("<meta http-equiv=Content-Type content='text/html; charset=latin1'>") + kTitle, "").title, "Pão – R$ 1");
  EXPECT_EQ(read_page(kTitle, "text/html; charset=\"utf-8\"").title, "P\xEF\xBF\xBDo \xEF\xBF\xBD R$\xEF\xBF\xBD" "1");
  EXPECT_EQ(read_page(kTitle, "text/html; charset=shift_jis").title, "") << "not guessed";
  EXPECT_EQ(read_page("<title>日本</title>", "text/html; charset=shift_jis").title, "日本") << "UTF-8 after all";
}

TEST(PlainText, IsAlwaysShortAndValid) {
  const auto text = [](std::string_view html, std::size_t limit = 100) { return plain_text(html, Charset::utf8, limit); };
  EXPECT_EQ(text("&#0;&#xD800;&#x110000;&#99999999999;"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(text("&#150;"), "–") << "as browsers read it";
  EXPECT_EQ(text("& &; &unknown; &amp &#; &#x; &#12a;"), "& &; &unknown; &amp &#; &#x; &#12a;");
  EXPECT_EQ(text("a\x01\x7F\xC2\x85 \n\t b\xC2\xAD"), "a b");
  EXPECT_EQ(text("äöü", 5), "äö") << "no half characters";
  EXPECT_EQ(text("😀😀", 7), "😀");
  EXPECT_TRUE(is_utf8(text("\xF0\x9F\x98" "a\xC3")));
}

}  // namespace
}  // namespace wagate::session_whatsapp
