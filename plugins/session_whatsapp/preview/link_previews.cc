#include "preview/link_previews.h"

#include <algorithm>
#include <utility>

#include "preview/page_facts.h"
#include "preview/web_address.h"

namespace wagate::session_whatsapp {

// One address on its way from the text to the preview. Texts with the same address wait for the same search.
struct LinkPreviews::Search {
  explicit Search(const Workplace& place) : patience(place) {}

  LinkPreview preview;  // without a title there is none
  std::vector<OnPreview> waiting;
  std::int64_t until_ms = 0;
  Alarm patience;
  bool is_over = false;
};

LinkPreviews::~LinkPreviews() {
  // Parts of a search may be with the client and at the desk for a while.
  for (const auto& search : searches_) {
    search->is_over = true;
    search->patience.cancel();
    search->waiting.clear();
  }
}

void LinkPreviews::find(std::string_view text, OnPreview on_preview) {
  const std::string url(first_address_in(text));
  const auto address = WebAddress::parse(url);
  if (!access_.http || !address) return on_preview(nullptr);
  std::erase_if(remembered_, [now = place_.now_ms()](const Remembered& each) { return each.until_ms <= now; });
  const auto known = std::find_if(remembered_.begin(), remembered_.end(),
                                  [&](const Remembered& each) { return each.url == url; });
  if (known != remembered_.end()) {
    const auto preview = known->preview;  // what is called may change the list
    return on_preview(preview ? &*preview : nullptr);
  }
  for (const auto& search : searches_)
    if (search->preview.url == url) return search->waiting.push_back(std::move(on_preview));
  if (searches_.size() >= kMaxSearches) return on_preview(nullptr);

  const auto search = std::make_shared<Search>(place_);
  search->preview.url = url;
  search->waiting.push_back(std::move(on_preview));
  search->until_ms = place_.now_ms() + kPatienceMs;
  search->patience.set(kPatienceMs, [this, search = std::weak_ptr<Search>(search)] {
    if (const auto one = search.lock()) finish(one);
  });
  searches_.push_back(search);
  fetch_.fetch(*address, {kMaxPage, true, search->until_ms},
               [this, search](const std::optional<WebFetch::Page>& page) { take_page(search, page); });
}

void LinkPreviews::take_page(const std::shared_ptr<Search>& search, const std::optional<WebFetch::Page>& page) {
  if (search->is_over) return;
  if (!page) return finish(search);
  const PageFacts facts = read_page(page->body, page->content_type);
  search->preview.title = facts.title;
  search->preview.description = facts.description;
  const auto image = page->address.resolve(facts.image);
  if (facts.title.empty() || !image) return finish(search);
  fetch_.fetch(*image, {kMaxImage, false, search->until_ms},
               [this, search](std::optional<WebFetch::Page> found) { take_image(search, std::move(found)); });
}

void LinkPreviews::take_image(const std::shared_ptr<Search>& search, std::optional<WebFetch::Page> image) {
  if (search->is_over) return;
  if (!image) return finish(search);
  pictures_.thumbnail(std::move(image->body), kLinkThumbnailWidth,
                      [this, search](const std::string&, std::optional<Thumbnail> thumbnail) {
                        if (search->is_over) return;
                        if (thumbnail && thumbnail->jpeg.size() <= kMaxThumbnail)
                          search->preview.thumbnail = std::move(thumbnail->jpeg);
                        finish(search);
                      });
}

void LinkPreviews::finish(const std::shared_ptr<Search>& search) {
  search->is_over = true;
  search->patience.cancel();
  searches_.remove(search);
  const bool is_found = !search->preview.title.empty();
  if (remembered_.size() >= kMaxRemembered) remembered_.pop_front();
  remembered_.push_back({search->preview.url, is_found ? std::optional(search->preview) : std::nullopt,
                         place_.now_ms() + kRememberedMs});
  for (const OnPreview& on_preview : search->waiting) on_preview(is_found ? &search->preview : nullptr);
  search->waiting.clear();
}

}  // namespace wagate::session_whatsapp
