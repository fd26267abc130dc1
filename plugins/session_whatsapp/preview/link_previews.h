#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message/link_preview.h"
#include "picture/session_pictures.h"
#include "preview/web_fetch.h"
#include "session/alarm.h"

namespace wagate::session_whatsapp {

// Makes the previews of links for the texts of one session.
//
//   previews.find(text, [this](const LinkPreview* preview) { send(text, preview); });
//
// A text never waits long for it: after three seconds it gets what is there by then, and nothing when that is nothing.
// What became of an address is remembered a while, because the same text often goes to many. Used on the lane; nothing
// is called after it is destroyed.
class LinkPreviews {
 public:
  static constexpr std::int64_t kPatienceMs = 3'000;
  static constexpr std::int64_t kRememberedMs = 300'000;
  static constexpr std::size_t kMaxRemembered = 16;
  static constexpr std::size_t kMaxSearches = 16;  // at a time; texts beyond go without
  static constexpr std::size_t kMaxPage = 262'144;
  static constexpr std::size_t kMaxImage = 2'097'152;
  static constexpr std::size_t kMaxThumbnail = 65'536;

  // Null: the text goes without preview.
  using OnPreview = std::function<void(const LinkPreview*)>;

  // All of it outlives the object.
  LinkPreviews(const Workplace& place, const PreviewAccess& access, std::string proxy, SessionPictures& pictures)
      : place_(place), access_(access), fetch_(place, access, std::move(proxy)), pictures_(pictures) {}

  ~LinkPreviews();

  // Calls `on_preview` once; at once when nothing has to be fetched.
  void find(std::string_view text, OnPreview on_preview);

 private:
  struct Search;
  struct Remembered {
    std::string url;
    std::optional<LinkPreview> preview;
    std::int64_t until_ms = 0;
  };

  void take_page(const std::shared_ptr<Search>& search, const std::optional<WebFetch::Page>& page);
  void take_image(const std::shared_ptr<Search>& search, std::optional<WebFetch::Page> image);
  void finish(const std::shared_ptr<Search>& search);

  const Workplace& place_;
  const PreviewAccess& access_;
  WebFetch fetch_;
  SessionPictures& pictures_;
  std::list<std::shared_ptr<Search>> searches_;
  std::deque<Remembered> remembered_;  // the oldest first
};

}  // namespace wagate::session_whatsapp
