#include "kernel/app/terminal.h"

#include <gtest/gtest.h>

namespace wagate::app {
namespace {

TEST(Shown, KeepsTextAndReplacesControlCharacters) {
  EXPECT_EQ(shown("S\u00e3o \u2192 ok", 50), "S\u00e3o \u2192 ok");
  EXPECT_EQ(shown("a\x1b[2Jb\tc\x7f", 50), "a [2Jb c ");
}

TEST(Shown, CutsBetweenWholeCharacters) {
  EXPECT_EQ(shown("\u00e3\u00e3\u00e3", 2), "\u00e3\u00e3\u2026");
  EXPECT_EQ(shown("abc", 3), "abc");
}

TEST(Coloured, IsPlainWithoutColours) {
  EXPECT_EQ(coloured("x", Colour::red, false), "x");
  EXPECT_EQ(coloured("x", Colour::red, true), "\x1b[31mx\x1b[0m");
}

}  // namespace
}  // namespace wagate::app
