#include "wagate/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace wagate {

TEST(Utf8, AcceptsEveryLengthAndBoundary) {
  for (const char* text : {"", "plain ascii of more than eight bytes", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80",
                           "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "1234567\xe2\x82\xac"})
    EXPECT_TRUE(is_utf8(text)) << text;
}

TEST(Utf8, RefusesOverlongFormsSurrogatesAndCutSequences) {
  for (const char* text : {"\x80", "\xc0\x80", "\xc1\xbf", "\xc2", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xe2\x82", "\xf0\x8f\xbf\xbf",
                           "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "12345678\xc3", "\xf0\x9f\x98"})
    EXPECT_FALSE(is_utf8(text));
}

}  // namespace wagate
