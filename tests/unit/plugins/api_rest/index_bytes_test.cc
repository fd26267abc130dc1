#include "index_bytes.h"

#include <gtest/gtest.h>

#include "wagate/document.h"

namespace wagate::api_rest {
namespace {

std::string rendered(const std::string& json, std::vector<std::string> attachments) {
  Document document(json);
  document.attachments = std::move(attachments);
  return with_index_bytes(DocumentView(document));
}

TEST(IndexBytes, StandInTheirPlaces) {
  EXPECT_EQ(rendered(R"({"a":{"_placeholder":true,"num":1},"b":[{"_placeholder":true,"num":0}],"c":1})",
                     {std::string("\x0c\xff", 2), std::string("\0", 1)}),
            R"({"a":{"0":0},"b":[{"0":12,"1":255}],"c":1})");
}

TEST(IndexBytes, OfNothingAreAnEmptyObject) { EXPECT_EQ(rendered(R"([{"_placeholder":true,"num":0}])", {""}), "[{}]"); }

TEST(IndexBytes, LeaveADocumentWithoutAttachmentsAlone) {
  EXPECT_EQ(rendered(R"({"text":"{\"_placeholder\":true,\"num\":0}"})", {}),
            R"({"text":"{\"_placeholder\":true,\"num\":0}"})");
}

TEST(IndexBytes, AreNotMadeFromATextThatLooksLikeAPlaceholder) {
  const std::string json = R"({"text":"{\"_placeholder\":true,\"num\":0}"})";

  EXPECT_EQ(rendered(json, {"x"}), json);
}

TEST(IndexBytes, LeavePlaceholdersOfNoAttachmentAlone) {
  const std::string json =
      R"([{"_placeholder":true,"num":7},{"_placeholder":true,"num":99999999999999999999},{"_placeholder":true,"num":)";

  EXPECT_EQ(rendered(json, {"x"}), json);
}

}  // namespace
}  // namespace wagate::api_rest
