#include "render.h"

#include <gtest/gtest.h>

#include "wagate/document.h"

namespace wagate::transport_websocket {
namespace {

std::string rendered(const Document& document) {
  const DocumentView view(document);
  return render(view.ref());
}

TEST(Render, PutsBase64InPlaceOfAttachments) {
  Document document;
  document.json = "[" + document.attach("\x01\x02\x03\x04") + "," + document.attach("") + "]";
  document.json += document.json;

  EXPECT_EQ(rendered(document), R"(["AQIDBA==",""]["AQIDBA==",""])");
}

TEST(Render, LeavesTextWithoutAttachmentsAlone) {
  EXPECT_EQ(rendered(Document(R"({"_placeholder":true,"num":0})")), R"({"_placeholder":true,"num":0})");
  EXPECT_EQ(rendered(Document("")), "");
}

TEST(Render, LeavesPlaceholdersWithoutAnAttachmentAlone) {
  Document document;
  document.attach("x");
  for (const char* text : {R"([{"_placeholder":true,"num":1}])", R"([{"_placeholder":true,"num":}])", R"([{"_placeholder":true,"num":0)",
                           R"([{"_placeholder":true,"num":0,"a":1}])", R"([{"_placeholder":true,"num":99999999999}])",
                           R"(["{\"_placeholder\":true,\"num\":0}"])"}) {
    document.json = text;
    EXPECT_EQ(rendered(document), text);
  }
}

TEST(Render, CutsCloseReasonsAtWholeCharacters) {
  EXPECT_EQ(close_reason("short"), "short");
  EXPECT_EQ(close_reason(std::string(200, 'x')).size(), 123u);
  EXPECT_EQ(close_reason(std::string(122, 'x') + "\xe2\x82\xac").size(), 122u);
}

}  // namespace
}  // namespace wagate::transport_websocket
