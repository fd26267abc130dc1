#include "kernel/route/document_omit.h"

#include <gtest/gtest.h>

namespace wagate {
namespace {

const std::set<std::string, std::less<>> kNames = {"thumb", "big"};

std::string without(std::string_view json) { return without_members(abi::DocumentRef(abi::StringRef(json)), kNames).json; }

TEST(WithoutMembers, LeavesThemOutAtAnyDepth) {
  EXPECT_EQ(without(R"({"a":1,"thumb":"x","b":{"big":[1,{"thumb":2}],"c":[{"big":null},{"d":true}]}})"),
            R"({"a":1,"b":{"c":[{},{"d":true}]}})");
  EXPECT_EQ(without(R"({"thumb":1})"), "{}");
  EXPECT_EQ(without(R"([{"big":1,"a":2},[],{},"x"])"), R"([{"a":2},[],{},"x"])");
}

TEST(WithoutMembers, LeavesValuesAndTextThatOnlyLooksLikeThemAlone) {
  EXPECT_EQ(without(R"({"a":"thumb","b":"\"thumb\":1","c\"thumb":2})"), R"({"a":"thumb","b":"\"thumb\":1","c\"thumb":2})");
  EXPECT_EQ(without("null"), "null");
  EXPECT_EQ(without("-1.5e3"), "-1.5e3");
}

TEST(WithoutMembers, DropsTheSpacesBetween) { EXPECT_EQ(without("{ \"a\" : 1 ,\n \"big\" : { } }"), "{\"a\":1}"); }

TEST(WithoutMembers, KeepsOnlyTheAttachmentsThatAreStillReferredTo) {
  Document document(std::string(R"({"thumb":{"_placeholder":true,"num":0},"a":[{"_placeholder":true,"num":2},{"_placeholder":true,"num":1}]})"));
  document.attachments = {"zero", "one", "two"};

  const Document left = without_members(DocumentView(document), kNames);

  EXPECT_EQ(left.json, R"({"a":[{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]})");
  EXPECT_EQ(left.attachments, (std::vector<std::string>{"two", "one"}));
}

TEST(WithoutMembers, EndsOnTextThatIsNotJson) {
  for (const char* text : {"{", "[\"", "{\"a\"", "{\"a\":", "}}}", "\\", "{\"a\":]", ":", "{\"thumb\":{\"", "\"\\"}) {
    EXPECT_LE(without(text).size(), std::string_view(text).size() + 2) << text;
  }
}

}  // namespace
}  // namespace wagate
