#include "wagate/abi/basic.h"

#include <gtest/gtest.h>

#include "wagate/document.h"

namespace wagate {
namespace {

TEST(ErrorOut, CutsLongTextAtAWholeCharacter) {
  abi::ErrorOut error;
  error.set(std::string(abi::ErrorOut::kCapacity - 2, 'a') + "€");

  EXPECT_EQ(error.view(), std::string(abi::ErrorOut::kCapacity - 2, 'a'));
  EXPECT_EQ(error.text[error.text_size], '\0');
}

TEST(ErrorOut, KeepsTextThatFits) {
  abi::ErrorOut error;

  EXPECT_EQ(abi::fail(error, abi::StatusCode::not_found, "no such thing"), abi::StatusCode::not_found);
  EXPECT_EQ(error.view(), "no such thing");
}

TEST(StringRef, OfNothingIsEmpty) {
  EXPECT_TRUE(abi::StringRef().empty());
  EXPECT_EQ(abi::StringRef().view(), "");
  EXPECT_EQ(abi::StringRef(std::string("x")), "x");
}

TEST(Document, NumbersAttachmentsAsPlaceholders) {
  Document document;
  document.json = "[" + document.attach("one");
  document.json += "," + document.attach("") + "]";

  EXPECT_EQ(document.json, R"([{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])");
  const DocumentView view(document);
  const Document copy(view.ref());
  EXPECT_EQ(copy.attachments, (std::vector<std::string>{"one", ""}));
}

}  // namespace
}  // namespace wagate
