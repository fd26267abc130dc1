#include "history/history_stream.h"

#include <zlib.h>

#include <algorithm>

#include "message/wire_reader.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kInflateStep = 256u << 10;
constexpr std::size_t kFeedStep = 1u << 20;

// Fields of HistorySync.
constexpr std::uint32_t kConversations = 2;
constexpr std::uint32_t kStories = 3;
constexpr std::uint32_t kProgress = 6;
constexpr std::uint32_t kPushNames = 7;
constexpr std::uint32_t kNamePairs = 15;
constexpr std::uint32_t kSalt = 19;

// How long the field at the front is, 0 when it is not complete. False for what is no field.
bool measure_field(std::string_view bytes, std::size_t& size) {
  size = 0;
  std::string_view rest = bytes;
  std::uint64_t tag = 0;
  if (!WireReader::take_varint(rest, tag)) return rest.size() < 10;
  std::uint64_t length = 0;
  switch (tag & 7) {
    case 0: {
      std::uint64_t ignored = 0;
      if (!WireReader::take_varint(rest, ignored)) return rest.size() < 10;
      break;
    }
    case 1:
      length = 8;
      break;
    case 5:
      length = 4;
      break;
    case 2:
      if (!WireReader::take_varint(rest, length)) return rest.size() < 10;
      break;
    default:
      return false;
  }
  if (length > HistoryStream::kMaxPart) return false;
  if (rest.size() < length) return true;
  size = bytes.size() - rest.size() + static_cast<std::size_t>(length);
  return true;
}

}  // namespace

void HistoryStream::End::operator()(z_stream_s* stream) const noexcept {
  inflateEnd(stream);
  delete stream;
}

HistoryStream::HistoryStream(HistoryParts& parts) : parts_(parts), inflater_(new z_stream{}) {
  if (inflateInit(inflater_.get()) != Z_OK) error_ = HistoryError::not_compressed;
}

HistoryStream::~HistoryStream() = default;

HistoryError HistoryStream::feed(std::string_view compressed) {
  while (error_ == HistoryError::none && !compressed.empty() && !ended_) {
    const std::string_view step = compressed.substr(0, kFeedStep);
    compressed.remove_prefix(step.size());
    // zlib does not write through next_in; its type is older than const.
    inflater_->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(step.data()));
    inflater_->avail_in = static_cast<uInt>(step.size());
    bool more = true;
    while (error_ == HistoryError::none && more) {
      const std::size_t before = pending_.size();
      pending_.resize(before + kInflateStep);
      inflater_->next_out = reinterpret_cast<Bytef*>(pending_.data() + before);
      inflater_->avail_out = static_cast<uInt>(kInflateStep);
      const int result = inflate(inflater_.get(), Z_NO_FLUSH);
      const std::size_t made = kInflateStep - inflater_->avail_out;
      pending_.resize(before + made);
      inflated_ += made;
      ended_ = result == Z_STREAM_END;
      more = !ended_ && inflater_->avail_out == 0;
      if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
        error_ = HistoryError::not_compressed;
      } else if (inflated_ > kMaxInflated) {
        error_ = HistoryError::too_large;
      } else {
        error_ = take_fields();
      }
    }
  }
  return error_;
}

HistoryError HistoryStream::take_fields() {
  std::string_view rest = pending_;
  std::size_t size = 0;
  while (!rest.empty()) {
    if (!measure_field(rest, size)) return HistoryError::malformed;
    if (size == 0) break;
    WireReader field(rest.substr(0, size));
    if (!field.next()) return HistoryError::malformed;
    take_field(field.number(), field.bytes(), field.value());
    rest.remove_prefix(size);
  }
  pending_.erase(0, pending_.size() - rest.size());
  return pending_.size() > kMaxPart + 32 ? HistoryError::too_large : HistoryError::none;
}

void HistoryStream::take_field(std::uint32_t number, std::string_view bytes, std::uint64_t value) {
  switch (number) {
    case kConversations:
      return parts_.on_conversation(bytes);
    case kStories:
      return parts_.on_story(bytes);
    case kProgress:
      return parts_.on_progress(static_cast<std::uint32_t>(std::min<std::uint64_t>(value, 100)));
    case kPushNames:
      return parts_.on_push_name(bytes_field(bytes, 1), bytes_field(bytes, 2));
    case kNamePairs:
      return parts_.on_names(bytes_field(bytes, 1), bytes_field(bytes, 2));
    case kSalt:
      return parts_.on_nct_salt(bytes);
    default:
      return;
  }
}

HistoryError HistoryStream::finish() {
  if (error_ == HistoryError::none && (!ended_ || !pending_.empty())) error_ = HistoryError::truncated;
  return error_;
}

}  // namespace wagate::session_whatsapp
