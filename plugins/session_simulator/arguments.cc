#include "arguments.h"

#include <limits>
#include <utility>

#include "arguments_json.h"
#include "refusal.h"
#include "wagate/base64.h"

namespace wagate::session_simulator {

namespace {

using ArgumentJson = nlohmann::ordered_json;

constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxJidBytes = 128;
constexpr std::int64_t kMaxDelayMs = 600'000;

// Null when the member is missing or null.
const ArgumentJson* member_of(const Node& node, const char* key) {
  const ArgumentJson& object = Parsed::of(node);
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

bool is_jid(const std::string& text) {
  const std::size_t at = text.find('@');
  return at != std::string::npos && at != 0 && text.size() <= kMaxJidBytes;
}

[[noreturn]] void refuse_member(const char* key, std::string_view what_it_has_to_be) {
  refuse_argument(std::string(key) + ' ' + std::string(what_it_has_to_be));
}

std::string text_from(const ArgumentJson& value, const char* key, std::size_t max_bytes) {
  if (!value.is_string()) refuse_member(key, "is not a text");
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() > max_bytes) refuse_member(key, "is longer than " + std::to_string(max_bytes) + " bytes");
  return text;
}

const ArgumentJson& list_of(const Node& node, const char* key, std::size_t max_entries) {
  const ArgumentJson* value = member_of(node, key);
  if (!value || !value->is_array()) refuse_member(key, "is not a list");
  if (value->size() > max_entries) refuse_member(key, "has more than " + std::to_string(max_entries) + " entries");
  return *value;
}

bool is_placeholder(const ArgumentJson& value) {
  const auto mark = value.find("_placeholder");
  return mark != value.end() && mark->is_boolean() && mark->get<bool>();
}

// Writing JSON recurses; text without attachments and of few levels is safe to write.
bool is_plain_json(const ArgumentJson& value, std::size_t depth = 0) {
  if (depth > kMaxDepth) return false;
  if (value.is_object() && is_placeholder(value)) return false;
  if (value.is_structured())
    for (const ArgumentJson& child : value)
      if (!is_plain_json(child, depth + 1)) return false;
  return true;
}

std::string written(const ArgumentJson& value) {
  return value.dump(-1, ' ', false, ArgumentJson::error_handler_t::replace);
}

// Applications know quoted texts as `conversation`.
std::string quoted_content(const Node& quoted) {
  const ArgumentJson* message = member_of(quoted, "message");
  if (!message || !message->is_object() || message->empty()) return {};
  if (!is_plain_json(*message)) refuse_argument("quoted.message holds binary attachments; leave them out");
  ArgumentJson out = *message;
  const auto extended = out.find("extendedTextMessage");
  if (extended != out.end()) {
    const auto text = extended->is_object() ? extended->find("text") : extended->end();
    const std::string plain = extended->is_object() && text != extended->end() && text->is_string()
                                  ? text->get<std::string>()
                                  : std::string();
    out.erase("extendedTextMessage");
    out["conversation"] = plain;
  }
  return written(out);
}

// The part of a message that has a media key, with its name; null when there is none.
const ArgumentJson* find_file(const ArgumentJson& message, std::string& type, std::size_t depth) {
  if (!message.is_object() || depth > 6) return nullptr;
  for (const auto& [name, content] : message.items()) {
    if (!content.is_object()) continue;
    if (content.contains("mediaKey")) {
      type = name;
      return &content;
    }
    if (const ArgumentJson* inner = find_file(content, type, depth + 1)) return inner;
  }
  return nullptr;
}

std::string decoded(const ArgumentJson& content, const char* key) {
  const auto found = content.find(key);
  if (found == content.end() || !found->is_string()) return {};
  return base64::decode(found->get_ref<const std::string&>()).value_or("");
}

}  // namespace

bool Node::has(const char* key) const { return member_of(*this, key) != nullptr; }

std::string Node::text(const char* key, std::size_t max_bytes) const {
  const ArgumentJson* value = member_of(*this, key);
  if (!value) refuse_member(key, "is not a text");
  return text_from(*value, key, max_bytes);
}

std::string Node::text_or(const char* key, std::string_view fallback, std::size_t max_bytes) const {
  return has(key) ? text(key, max_bytes) : std::string(fallback);
}

std::string Node::jid(const char* key) const {
  const ArgumentJson* value = member_of(*this, key);
  if (!value || !value->is_string() || !is_jid(value->get_ref<const std::string&>()))
    refuse_member(key, "is not a JID such as digits@s.whatsapp.net");
  return value->get<std::string>();
}

std::int64_t Node::integer(const char* key, std::int64_t low, std::int64_t high) const {
  const ArgumentJson* value = member_of(*this, key);
  const bool fits = value && value->is_number_integer() &&
                    !(value->is_number_unsigned() &&
                      value->get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()});
  if (!fits || value->get<std::int64_t>() < low || value->get<std::int64_t>() > high)
    refuse_member(key, "has to be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  return value->get<std::int64_t>();
}

std::int64_t Node::integer_or(const char* key, std::int64_t low, std::int64_t high, std::int64_t fallback) const {
  return has(key) ? integer(key, low, high) : fallback;
}

bool Node::flag(const char* key) const {
  const ArgumentJson* value = member_of(*this, key);
  if (!value || !value->is_boolean()) refuse_member(key, "has to be true or false");
  return value->get<bool>();
}

bool Node::flag_or(const char* key, bool fallback) const { return has(key) ? flag(key) : fallback; }

std::string Node::one_of(const char* key, std::initializer_list<std::string_view> words) const {
  const ArgumentJson* value = member_of(*this, key);
  std::string all;
  for (const std::string_view word : words) {
    if (value && value->is_string() && value->get_ref<const std::string&>() == word) return std::string(word);
    if (!all.empty()) all += ',';
    all += word;
  }
  refuse_member(key, "is not one of enum values: " + all);
}

std::string Node::number_text(const char* key, double low, double high) const {
  const ArgumentJson* value = member_of(*this, key);
  if (!value || !value->is_number() || !(value->get<double>() >= low && value->get<double>() <= high))
    refuse_member(key, "has to be a number from " + std::to_string(static_cast<std::int64_t>(low)) + " to " +
                           std::to_string(static_cast<std::int64_t>(high)));
  return written(*value);
}

Node Node::object(const char* key) const {
  const ArgumentJson* value = member_of(*this, key);
  if (!value || !value->is_object()) refuse_member(key, "is not an object");
  return Parsed::wrap(*value, all_);
}

std::vector<Node> Node::objects(const char* key, std::size_t max_entries) const {
  std::vector<Node> out;
  for (const ArgumentJson& entry : list_of(*this, key, max_entries)) {
    if (!entry.is_object()) refuse_member(key, "is not a list of objects");
    out.push_back(Parsed::wrap(entry, all_));
  }
  return out;
}

std::vector<std::string> Node::texts(const char* key, std::size_t max_entries) const {
  std::vector<std::string> out;
  for (const ArgumentJson& entry : list_of(*this, key, max_entries))
    out.push_back(text_from(entry, key, kMaxTextBytes));
  return out;
}

std::vector<std::string> Node::jids(const char* key, std::size_t max_entries) const {
  std::vector<std::string> out;
  for (const ArgumentJson& entry : list_of(*this, key, max_entries)) {
    if (!entry.is_string() || !is_jid(entry.get_ref<const std::string&>())) refuse_member(key, "is not a list of JIDs");
    out.push_back(entry.get<std::string>());
  }
  return out;
}

std::string Node::bytes(const char* key) const {
  const ArgumentJson* value = member_of(*this, key);
  if (!value || !value->is_object() || !is_placeholder(*value)) refuse_member(key, "is not a binary attachment");
  const auto number = value->find("num");
  const abi::DocumentRef& document = all_->document;
  if (number == value->end() || !number->is_number_unsigned() ||
      number->get<std::uint64_t>() >= document.attachment_count)
    refuse_member(key, "refers to a binary attachment that did not come with it");
  const abi::BytesRef& bytes = document.attachments[number->get<std::uint64_t>()];
  if (bytes.size == 0) refuse_member(key, "is empty");
  return std::string(reinterpret_cast<const char*>(bytes.data), static_cast<std::size_t>(bytes.size));
}

std::string Node::json_or(const char* key) const {
  const ArgumentJson* value = member_of(*this, key);
  if (!value) return {};
  if (!is_plain_json(*value)) refuse_member(key, "holds binary attachments or is nested deeper than 64 levels");
  return written(*value);
}

Arguments::Arguments(std::string_view command, const abi::DocumentRef& document)
    : parsed_(std::make_unique<Parsed>(Parsed{ArgumentJson::parse(document.json.view(), nullptr, false), document})) {
  // Errors are told without the text around them, which may be private.
  const std::string what = "the argument of " + std::string(command);
  if (parsed_->json.is_discarded()) refuse_argument(what + " is not JSON");
  if (!parsed_->json.is_object()) refuse_argument(what + " is not a JSON object");
}

Arguments::~Arguments() = default;

Node Arguments::root() const { return Parsed::wrap(parsed_->json, parsed_.get()); }

MessageKey read_key(const Node& parent, const char* name) {
  const Node key = parent.object(name);
  MessageKey out;
  out.id = key.text("id", 128);
  if (out.id.empty()) refuse_argument(std::string(name) + ".id is empty");
  out.chat = key.jid("remoteJid");
  out.from_me = key.flag_or("fromMe", false);
  out.participant = key.text_or("participant", "", 128);
  return out;
}

ReplyOptions read_reply_options(const Node& arguments) {
  ReplyOptions out;
  if (const ArgumentJson* delay = member_of(arguments, "delay")) {
    if (!delay->is_number_integer()) refuse_argument("Enter a value in milliseconds");
    if (!delay->is_number_unsigned() || delay->get<std::uint64_t>() > std::uint64_t{kMaxDelayMs})
      refuse_argument("delay has to be from 0 to 600000 milliseconds");
    out.delay_ms = delay->get<std::int64_t>();
  }
  if (arguments.has("mentioned")) out.mentions = arguments.jids("mentioned", kMaxListEntries);
  out.mention_everyone = arguments.flag_or("mentionsEveryOne", false);
  if (!arguments.has("quoted")) return out;

  const Node quoted = arguments.object("quoted");
  if (!quoted.has("key")) refuse_argument("quoted has no key.id");
  const Node key = quoted.object("key");
  out.quoted_id = key.text_or("id", "", 128);
  if (out.quoted_id.empty()) refuse_argument("quoted has no key.id");
  out.quoted_from_me = key.flag_or("fromMe", false);
  out.quoted_author = key.text_or("participant", "", 128);
  out.quoted_json = quoted_content(quoted);
  return out;
}

FileReference read_file_reference(const Node& message) {
  FileReference out;
  const ArgumentJson* content = find_file(Parsed::of(message), out.type, 0);
  if (!content) refuse_argument("message has no media");
  out.media_key = decoded(*content, "mediaKey");
  out.sha256 = decoded(*content, "fileSha256");
  const auto mimetype = content->find("mimetype");
  if (mimetype != content->end() && mimetype->is_string()) out.mimetype = mimetype->get<std::string>();
  if (out.media_key.empty()) refuse_argument("message has a mediaKey that is not base64 text");
  return out;
}

}  // namespace wagate::session_simulator
