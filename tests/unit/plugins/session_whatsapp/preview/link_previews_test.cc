// From a text to the preview of its link: what is fetched, how long a text waits, and what goes wrong without harm.
#include "preview/link_previews.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "../chat/part_fixture.h"
#include "picture/jpeg.h"
#include "wagate/testing/fake_http_client.h"

namespace wagate::session_whatsapp {
namespace {

using wagate::testing::FakeHttpClient;

constexpr const char* kUrl = "https://example.com/shop/bread";
constexpr const char* kPage =
    "<title>Bread</title><meta name=description content=fresh><meta property=og:image content='../bread.jpg'>";

std::string jpeg() {
  Picture picture{400, 200, {}, 400, 200};
  picture.pixels.assign(std::size_t{400} * 200 * 3, 128);
  return encode_jpeg(picture, 80);
}

class Previews : public testing::PartTest {
 protected:
  struct Told {
    int times = 0;
    std::optional<LinkPreview> preview;
  };

  std::shared_ptr<Told> find(std::string_view text) {
    const auto told = std::make_shared<Told>();
    previews->find(text, [told](const LinkPreview* preview) {
      ++told->times;
      told->preview = preview ? std::optional(*preview) : std::nullopt;
    });
    settle();
    return told;
  }
  void answer(const FakeHttpClient::Answer& answer) {
    ASSERT_TRUE(http.answer(answer));
    settle();
  }
  void redirect(const std::string& to) { answer({302, {{"location", to}}, {}}); }

  FakeHttpClient http;
  PreviewAccess access{&http, {"intranet.corp", "127.0.0.1:8080"}};
  std::optional<LinkPreviews> previews{std::in_place, place.session.place, access, "", pictures};
};

TEST_F(Previews, ALinkIsShownWithTitleDescriptionAndPicture) {
  const auto told = find(std::string("look: ") + kUrl + "!");
  EXPECT_EQ(told->times, 0);
  EXPECT_EQ(http.last().url, kUrl);
  EXPECT_EQ(http.last().flags & abi::kMayReachPrivate, 0u);
  EXPECT_EQ(http.last().timeout_ms, 3'000u);

  answer({200, {{"content-type", "text/html"}}, kPage});
  EXPECT_EQ(http.last().url, "https://example.com/shop/../bread.jpg");
  answer({200, {{"content-type", "image/jpeg"}}, jpeg()});

  ASSERT_EQ(told->times, 1);
  ASSERT_TRUE(told->preview);
  EXPECT_EQ(told->preview->url, kUrl);
  EXPECT_EQ(told->preview->title, "Bread");
  EXPECT_EQ(told->preview->description, "fresh");
  EXPECT_TRUE(told->preview->thumbnail.starts_with("\xFF\xD8\xFF"));
}

TEST_F(Previews, ATextWithoutLinkDoesNotWait) {
  const auto told = find("no link");
  EXPECT_EQ(told->times, 1);
  EXPECT_FALSE(told->preview);
  EXPECT_TRUE(http.requests().empty());
}

TEST_F(Previews, WithoutPictureTheRestIsShown) {
  const auto told = find(kUrl);
  answer({200, {}, kPage});
  answer({200, {}, "no picture"});

  ASSERT_TRUE(told->preview);
  EXPECT_EQ(told->preview->title, "Bread");
  EXPECT_EQ(told->preview->thumbnail, "");
}

TEST_F(Previews, WhateverGoesWrongTheTextGoesWithoutPreview) {
  const auto missing = find("https://example.com/1");
  answer({404, {}, kPage});
  const auto unreachable = find("https://example.com/2");
  http.fail(abi::StatusCode::permission_denied, "the address may not be reached");
  settle();
  const auto nameless = find("https://example.com/3");
  answer({200, {}, "<meta name=description content=x>"});
  for (const auto& told : {missing, unreachable, nameless}) {
    EXPECT_EQ(told->times, 1);
    EXPECT_FALSE(told->preview);
  }
}

TEST_F(Previews, ALongPageIsCutAndALongPictureLeftOut) {
  const auto told = find(kUrl);
  answer({200, {{"content-type", "text/html"}}, kPage + std::string(LinkPreviews::kMaxPage, ' ')});
  answer({200, {}, jpeg() + std::string(LinkPreviews::kMaxImage, ' ')});

  ASSERT_TRUE(told->preview);
  EXPECT_EQ(told->preview->title, "Bread");
  EXPECT_EQ(told->preview->thumbnail, "");
}

TEST_F(Previews, AfterThreeSecondsTheTextGoesWithWhatIsThere) {
  const auto nothing = find("https://slow.example/");
  const auto title = find(kUrl);
  ASSERT_TRUE(http.answer({200, {}, kPage}, kUrl));
  settle();

  host.time().advance(LinkPreviews::kPatienceMs);
  settle();

  EXPECT_EQ(nothing->times, 1);
  EXPECT_FALSE(nothing->preview);
  ASSERT_EQ(title->times, 1);
  EXPECT_EQ(title->preview->title, "Bread");
  while (http.answer({200, {}, kPage})) settle();
  EXPECT_EQ(nothing->times, 1) << "what comes late is of no use";
  EXPECT_EQ(title->times, 1);
}

TEST_F(Previews, PageAndPictureShareTheThreeSeconds) {
  find(kUrl);
  host.time().advance(2'000);
  answer({200, {}, kPage});
  EXPECT_EQ(http.last().timeout_ms, 1'000u);
}

TEST_F(Previews, RedirectsAreFollowedThreeTimesAndEachIsLookedAt) {
  const auto told = find("http://example.com/");
  redirect("https://example.com/1");
  redirect("/2");
  redirect("//other.example/3");
  EXPECT_EQ(http.last().url, "https://other.example/3");
  redirect("/4");
  EXPECT_EQ(told->times, 1);
  EXPECT_FALSE(told->preview);

  const auto downgraded = find(kUrl);
  redirect("http://example.com/shop");
  EXPECT_EQ(downgraded->times, 1);
  const auto elsewhere = find("https://example.com/file");
  redirect("file:///etc/passwd");
  EXPECT_EQ(elsewhere->times, 1);
  EXPECT_EQ(http.waiting(), 0u);
}

TEST_F(Previews, OnlyHostsThatAreNamedMayLieOnThisNetwork) {
  const auto is_private = [&](std::string_view url) {
    find(url);
    return (http.last().flags & abi::kMayReachPrivate) != 0 && http.last().url == url;
  };
  EXPECT_TRUE(is_private("http://intranet.corp:9000/wiki"));
  EXPECT_TRUE(is_private("http://127.0.0.1:8080/"));
  EXPECT_FALSE(is_private("http://127.0.0.1:8081/"));
  EXPECT_FALSE(is_private("https://example.com/"));
  find("http://intranet.corp/out");
  ASSERT_TRUE(http.answer({302, {{"location", "http://10.0.0.1/"}}, {}}, "http://intranet.corp/out"));
  settle();
  EXPECT_EQ(http.last().url, "http://10.0.0.1/");
  EXPECT_EQ(http.last().flags & abi::kMayReachPrivate, 0u) << "a redirect leads no further than a link";
}

TEST_F(Previews, TextsWithTheSameLinkShareASearchAndItsResult) {
  const auto first = find(kUrl);
  const auto second = find(std::string("again ") + kUrl);
  answer({200, {}, "<title>Bread</title>"});
  EXPECT_TRUE(first->preview && second->preview);
  EXPECT_TRUE(find(kUrl)->preview);
  EXPECT_EQ(http.requests().size(), 1u);

  host.time().advance(LinkPreviews::kRememberedMs);
  find(kUrl);
  EXPECT_EQ(http.requests().size(), 2u) << "pages change";
}

TEST_F(Previews, SixteenLinksAreFetchedAtATime) {
  for (std::size_t i = 0; i < LinkPreviews::kMaxSearches; ++i) find(kUrl + std::to_string(i));
  const auto told = find(kUrl);
  EXPECT_EQ(told->times, 1);
  EXPECT_EQ(http.waiting(), LinkPreviews::kMaxSearches);
}

TEST_F(Previews, NobodyIsToldAfterTheSessionIsGone) {
  const auto told = find(kUrl);

  previews.reset();

  http.answer({200, {}, kPage});
  host.time().advance(LinkPreviews::kPatienceMs);
  settle();
  EXPECT_EQ(told->times, 0);
}

}  // namespace
}  // namespace wagate::session_whatsapp
