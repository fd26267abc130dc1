#pragma once

#include <string>
#include <utility>
#include <vector>

#include "wagate/abi/basic.h"

namespace wagate {

// A document that owns its bytes: JSON text and the attachments its placeholders number.
struct Document {
  std::string json;
  std::vector<std::string> attachments;

  Document() = default;
  explicit Document(std::string text) : json(std::move(text)) {}
  explicit Document(const abi::DocumentRef& borrowed) : json(borrowed.json.str()) {
    attachments.reserve(borrowed.attachment_count);
    for (std::uint64_t i = 0; i < borrowed.attachment_count; ++i)
      attachments.emplace_back(reinterpret_cast<const char*>(borrowed.attachments[i].data),
                               borrowed.attachments[i].size);
  }

  // Adds an attachment and returns the placeholder that stands for it in the JSON text.
  std::string attach(std::string bytes) {
    attachments.push_back(std::move(bytes));
    return "{\"_placeholder\":true,\"num\":" + std::to_string(attachments.size() - 1) + "}";
  }
};

// A borrowed view of a Document. Keeps the list of attachment views that a DocumentRef points to,
// so it must outlive the calls it is passed to.
class DocumentView {
 public:
  explicit DocumentView(const Document& document) : json_(document.json) {
    views_.reserve(document.attachments.size());
    for (const std::string& bytes : document.attachments)
      views_.emplace_back(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  }

  abi::DocumentRef ref() const { return {json_, views_.data(), views_.size()}; }
  operator abi::DocumentRef() const { return ref(); }  // NOLINT

 private:
  abi::StringRef json_;
  std::vector<abi::BytesRef> views_;
};

}  // namespace wagate
