#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct z_stream_s;

namespace wagate::session_whatsapp {

// What a history holds, part by part. Wire forms are borrowed for the call.
class HistoryParts {
 public:
  // Wire form of a Conversation.
  virtual void on_conversation(std::string_view conversation) = 0;
  // Wire form of a WebMessageInfo: a story.
  virtual void on_story(std::string_view message) = 0;
  virtual void on_push_name(std::string_view jid, std::string_view name) = 0;
  virtual void on_names(std::string_view pn_jid, std::string_view lid_jid) = 0;
  virtual void on_nct_salt(std::string_view salt) = 0;
  // 0 to 100, as far as the phone has sent.
  virtual void on_progress(std::uint32_t progress) = 0;

 protected:
  ~HistoryParts() = default;
};

enum class HistoryError : std::uint8_t {
  none,
  not_compressed,  // no zlib stream, or a broken one
  too_large,       // inflates to more than any history, or one part does
  malformed,
  truncated,
};

// Reads a history as it arrives, compressed, without ever holding more than one conversation.
//
//   HistoryStream stream(parts);
//   while (read(piece) && stream.feed(piece) == HistoryError::none) {}
//   error = stream.finish();
class HistoryStream {
 public:
  static constexpr std::uint64_t kMaxInflated = std::uint64_t{2} << 30;
  static constexpr std::size_t kMaxPart = 64u << 20;

  explicit HistoryStream(HistoryParts& parts);
  HistoryStream(const HistoryStream&) = delete;
  HistoryStream& operator=(const HistoryStream&) = delete;
  ~HistoryStream();

  // After the first error nothing is read any more.
  HistoryError feed(std::string_view compressed);
  HistoryError finish();

 private:
  struct End {
    void operator()(z_stream_s* stream) const noexcept;
  };

  HistoryError take_fields();
  void take_field(std::uint32_t number, std::string_view bytes, std::uint64_t value);

  HistoryParts& parts_;
  std::unique_ptr<z_stream_s, End> inflater_;
  std::string pending_;  // inflated, not a whole field yet
  std::uint64_t inflated_ = 0;
  bool ended_ = false;
  HistoryError error_ = HistoryError::none;
};

}  // namespace wagate::session_whatsapp
