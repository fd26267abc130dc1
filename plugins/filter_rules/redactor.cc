#include "redactor.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "text_pattern.h"
#include "wagate/json_writer.h"

namespace wagate::filter_rules {
namespace {

using nlohmann::json;

constexpr std::size_t kShortestNumber = 5;  // digits; shorter texts that equal a number do so by chance

template <std::size_t kCount>
bool is_one_of(std::string_view key, const std::string_view (&keys)[kCount]) {
  return std::find(std::begin(keys), std::end(keys), key) != std::end(keys);
}

constexpr std::string_view kMediaLinks[] = {"url",          "directPath",   "mediaUrl",  "base64",          "thumbnailDirectPath",
                                            "thumbnailUrl", "staticUrl", "originalImageUrl"};
constexpr std::string_view kMediaBytes[] = {"mediaKey",        "fileSha256",       "fileEncSha256",     "jpegThumbnail",
                                            "thumbnail",       "pngThumbnail",     "thumbnailSha256",   "thumbnailEncSha256",
                                            "waveform",        "streamingSidecar", "firstFrameSidecar", "scansSidecar",
                                            "midQualityFileSha256"};
// Inside content these hold no words of anybody.
constexpr std::string_view kNoText[] = {
    "id",         "remoteJid",   "remoteJidAlt", "participant", "participantAlt", "stanzaId", "mentionedJid",
    "groupJid",   "type",        "mimetype",     "source",      "addressingMode", "status",   "messageType",
    "timestampMs", "senderTimestampMs", "pushName", "messageSecret", "senderKeyHash", "recipientKeyHash"};
// Outside of content these do.
constexpr std::string_view kAlwaysText[] = {"conversation", "text", "caption", "body"};
constexpr std::string_view kAuthors[] = {"participant", "participantAlt"};
constexpr std::string_view kDisplayNames[] = {"pushName", "notify", "verifiedBizName"};

bool opens_content(std::string_view key) {
  return key == "message" || key == "contextInfo" || key.ends_with("Message");
}

// Where in the document the parser is. Keeps the stack for both passes; the passes say what happens
// with values. False ends the parse.
class Walker : public nlohmann::json_sax<json> {
 public:
  bool null() override { return scalar("null"); }
  bool boolean(bool truth) override {
    if (truth && !stack_.empty() && key() == "_placeholder") stack_.back().placeholder = true;
    on_boolean(truth);
    return scalar(truth ? "true" : "false");
  }
  bool number_integer(number_integer_t number) override { return scalar(std::to_string(number)); }
  bool number_unsigned(number_unsigned_t number) override {
    if (!stack_.empty() && key() == "num") stack_.back().number = number;
    return scalar(std::to_string(number));
  }
  bool number_float(number_float_t, const string_t& as_written) override { return scalar(as_written); }
  bool string(string_t& value) override {
    on_text(value);
    return true;
  }
  bool binary(binary_t&) override { return false; }  // not in JSON text

  bool start_object(std::size_t) override {
    if (!push(true)) return false;
    if (at_record()) on_record_begin();
    on_begin('{');
    return true;
  }
  bool key(string_t& name) override {
    stack_.back().key = name;
    on_key(name);
    return true;
  }
  bool end_object() override {
    on_end('}');
    if (at_record()) on_record_end();
    stack_.pop_back();
    return true;
  }
  bool start_array(std::size_t) override {
    if (stack_.empty()) record_depth_ = 2;
    if (!push(false)) return false;
    on_begin('[');
    return true;
  }
  bool end_array() override {
    on_end(']');
    stack_.pop_back();
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

 protected:
  struct Frame {
    bool object = false;
    bool content = false;      // inside what somebody wrote or sent
    bool bookkeeping = false;  // inside messageContextInfo: keys of the protocol, not of media
    std::string opened_by;     // the key this object or array is the value of
    std::string key;           // the current key; in an array, the key of the array
    bool placeholder = false;
    std::uint64_t number = ~std::uint64_t{0};
  };

  virtual void on_scalar(std::string_view) {}
  virtual void on_boolean(bool) {}
  virtual void on_text(std::string&) {}
  virtual void on_key(const std::string&) {}
  virtual void on_begin(char) {}
  virtual void on_end(char) {}
  virtual void on_record_begin() {}
  virtual void on_record_end() {}

  std::string_view key() const { return stack_.empty() ? std::string_view() : std::string_view(stack_.back().key); }
  const Frame& top() const { return stack_.back(); }
  bool in_content() const { return !stack_.empty() && (stack_.back().content || opens_content(key())); }
  bool is_array_of_records() const { return record_depth_ == 2; }

  // Directly in a record, or in its `key`.
  bool at_record() const { return stack_.size() == record_depth_ && stack_.back().object; }
  bool at_identity() const {
    return at_record() || (stack_.size() == record_depth_ + 1 && stack_.back().object && stack_.back().opened_by == "key");
  }

 private:
  bool scalar(std::string_view text) {
    on_scalar(text);
    return true;
  }
  bool push(bool object) {
    if (stack_.size() == kMaxNesting) return false;
    Frame frame;
    frame.object = object;
    if (!stack_.empty()) {
      frame.content = in_content();
      frame.bookkeeping = stack_.back().bookkeeping || stack_.back().key == "messageContextInfo";
      frame.opened_by = stack_.back().key;
      if (!object) frame.key = stack_.back().key;
    }
    stack_.push_back(std::move(frame));
    return true;
  }

  std::vector<Frame> stack_;
  std::size_t record_depth_ = 1;
};

// The addresses of whoever wrote one record.
class Author {
 public:
  void add(std::string_view jid) {
    if (jid.empty()) return;
    names_.emplace_back(jid);
    if (const std::string_view user = jid_user(jid); user.size() >= kShortestNumber && user.size() < jid.size())
      names_.emplace_back(user);  // display names fall back to it
  }
  bool is(std::string_view text) const { return std::find(names_.begin(), names_.end(), text) != names_.end(); }

 private:
  std::vector<std::string> names_;
};

// First pass: who wrote each record.
class AuthorFinder final : public Walker {
 public:
  explicit AuthorFinder(const Facts& facts) : facts_(facts) {}

  std::vector<Author> take() { return std::move(authors_); }

 private:
  void on_record_begin() override { record_ = Record(); }
  void on_text(std::string& value) override {
    if (!at_identity()) return;
    if (key() == "remoteJid") record_.chat = value;
    else if (key() == "remoteJidAlt") record_.chat_alt = value;
    else if (is_one_of(key(), kAuthors)) record_.author.add(value);
  }
  void on_boolean(bool truth) override {
    if (at_identity() && key() == "fromMe") record_.incoming = !truth;
  }
  void on_record_end() override {
    // An edit names the message it changes from its author's point of view, so the facts know better.
    const bool facts_know = !is_array_of_records() && facts_.direction != Direction::unknown;
    const bool from_a_person = facts_know ? facts_.from_a_person() : record_.incoming && is_person(record_.chat);
    if (from_a_person) {
      record_.author.add(record_.chat);
      record_.author.add(record_.chat_alt);
    }
    if (facts_know && facts_.direction == Direction::in) {
      if (is_person(facts_.sender)) record_.author.add(facts_.sender);
      if (is_person(facts_.chat)) record_.author.add(facts_.chat);
    }
    authors_.push_back(std::move(record_.author));
  }

  struct Record {
    std::string chat;
    std::string chat_alt;
    bool incoming = false;
    Author author;
  };

  const Facts& facts_;
  Record record_;
  std::vector<Author> authors_;
};

// Second pass: writes the document anew.
class Rewriter final : public Walker {
 public:
  Rewriter(std::uint32_t hidden, std::vector<Author> authors, const abi::DocumentRef& original, RedactedDocument& out)
      : hidden_(hidden), authors_(std::move(authors)), out_(out), writer_(out.json) {
    out_.json.reserve(original.json.size);
    out_.attachments.assign(original.attachments, original.attachments + original.attachment_count);
  }

 private:
  void on_scalar(std::string_view text) override { writer_.raw(text); }
  void on_key(const std::string& name) override { writer_.key(name); }
  void on_begin(char bracket) override { bracket == '{' ? writer_.begin_object() : writer_.begin_array(); }
  void on_end(char bracket) override {
    if (bracket == ']') {
      writer_.end_array();
      return;
    }
    writer_.end_object();
    if (top().placeholder && (hidden_ & kHideMedia) && top().content && !top().bookkeeping) empty_attachment(top().number);
  }
  void on_record_begin() override { ++record_; }

  void on_text(std::string& value) override {
    const std::string_view shown = replacement(value);
    if (shown != value) out_.changed = true;
    writer_.value(shown);
  }

  std::string_view replacement(std::string_view value) const {
    if (value.empty()) return value;
    const bool link = is_one_of(key(), kMediaLinks);
    const bool bytes = is_one_of(key(), kMediaBytes);
    if ((hidden_ & kHideMedia) && in_content()) {
      if (bytes) return {};  // text that stands for bytes: still readable, as no bytes
      if (link) return kRedacted;
    }
    if ((hidden_ & kHideSender) && (is_one_of(key(), kAuthors) || is_author(value))) return kRedacted;
    if ((hidden_ & kHidePushName) && is_one_of(key(), kDisplayNames)) return kRedacted;
    if (hidden_ & kHideText) {
      if (is_one_of(key(), kAlwaysText)) return kRedacted;
      if (in_content() && !link && !bytes && !is_one_of(key(), kNoText)) return kRedacted;
    }
    return value;
  }

  bool is_author(std::string_view value) const {
    return record_ > 0 && record_ <= authors_.size() && authors_[record_ - 1].is(value);
  }

  void empty_attachment(std::uint64_t number) {
    static constexpr std::uint8_t kNothing = 0;  // an address for the empty attachment
    if (number >= out_.attachments.size() || out_.attachments[number].size == 0) return;
    out_.attachments[number] = abi::BytesRef(&kNothing, 0);
    out_.changed = true;
  }

  std::uint32_t hidden_;
  std::vector<Author> authors_;
  std::size_t record_ = 0;  // of the record the parser is in, from 1
  RedactedDocument& out_;
  JsonWriter writer_;
};

bool walk(std::string_view text, Walker& walker) { return json::sax_parse(text.begin(), text.end(), &walker); }

}  // namespace

std::optional<RedactedDocument> redact_document(const abi::DocumentRef& document, std::uint32_t hidden,
                                                const Facts& facts) {
  const std::string_view text = document.json;
  std::vector<Author> authors;
  if (hidden & kHideSender) {
    AuthorFinder finder(facts);
    if (!walk(text, finder)) return std::nullopt;
    authors = finder.take();
  }
  std::optional<RedactedDocument> redacted(std::in_place);
  Rewriter rewriter(hidden, std::move(authors), document, *redacted);
  if (!walk(text, rewriter)) return std::nullopt;
  return redacted;
}

}  // namespace wagate::filter_rules
