#include "sending/checked_arguments.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "sending/refusal.h"

namespace wagate::session_whatsapp {

using ArgumentJson = nlohmann::json;

constexpr int kMaxArgumentDepth = 64;

struct CheckedArguments::Tree {
  ArgumentJson root;
};

namespace {

const ArgumentJson& as_json(const void* node) { return *static_cast<const ArgumentJson*>(node); }

// Null when it is missing or null.
const ArgumentJson* argument_member(const void* node, const char* name) {
  const ArgumentJson& object = as_json(node);
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

const ArgumentJson& needed_member(const void* node, const char* name) {
  if (const ArgumentJson* member = argument_member(node, name)) return *member;
  refuse_argument(std::string(name) + " is missing");
}

std::string checked_text(const ArgumentJson& value, const char* name, std::size_t max_bytes) {
  if (!value.is_string()) refuse_argument(std::string(name) + " has to be text");
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() > max_bytes)
    refuse_argument(std::string(name) + " is longer than " + std::to_string(max_bytes) + " bytes");
  return text;
}

std::int64_t checked_integer(const ArgumentJson& value, const char* name, std::int64_t low, std::int64_t high) {
  // What does not fit in 63 bits is beyond every limit.
  const bool fits = value.is_number_integer() &&
                    !(value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(high));
  const std::int64_t number = fits ? value.get<std::int64_t>() : high;
  if (!fits || number < low || number > high)
    refuse_argument(std::string(name) + " has to be a whole number between " + std::to_string(low) + " and " +
                    std::to_string(high));
  return number;
}

const ArgumentJson& checked_list(const ArgumentJson& value, const char* name, std::size_t max_count) {
  if (!value.is_array()) refuse_argument(std::string(name) + " has to be a list");
  if (value.size() > max_count)
    refuse_argument(std::string(name) + " has more than " + std::to_string(max_count) + " entries");
  return value;
}

}  // namespace

CheckedArguments::CheckedArguments(const Document& document) : node_(nullptr), document_(&document) {
  // What is nested deeper is left out: nothing asks for it, and writing it again would need the stack.
  const auto keeps = [](int depth, ArgumentJson::parse_event_t, ArgumentJson&) { return depth <= kMaxArgumentDepth; };
  auto tree = std::make_shared<Tree>(Tree{ArgumentJson::parse(document.json, keeps, false)});
  if (!tree->root.is_object()) refuse_argument("the arguments have to be a JSON object");
  node_ = &tree->root;
  tree_ = std::move(tree);
}

bool CheckedArguments::has(const char* name) const { return argument_member(node_, name) != nullptr; }

std::string CheckedArguments::text(const char* name, std::size_t max_bytes) const {
  std::string text = checked_text(needed_member(node_, name), name, max_bytes);
  if (text.empty()) refuse_argument(std::string(name) + " must not be empty");
  return text;
}

std::string CheckedArguments::text_or(const char* name, const std::string& fallback, std::size_t max_bytes) const {
  const ArgumentJson* member = argument_member(node_, name);
  return member ? checked_text(*member, name, max_bytes) : fallback;
}

bool CheckedArguments::flag_or(const char* name, bool fallback) const {
  const ArgumentJson* member = argument_member(node_, name);
  if (!member) return fallback;
  if (!member->is_boolean()) refuse_argument(std::string(name) + " has to be true or false");
  return member->get<bool>();
}

double CheckedArguments::number(const char* name, double low, double high) const {
  const ArgumentJson& member = needed_member(node_, name);
  const double number = member.is_number() ? member.get<double>() : high + 1;
  if (!(number >= low && number <= high))
    refuse_argument(std::string(name) + " has to be a number between " + std::to_string(static_cast<int>(low)) +
                    " and " + std::to_string(static_cast<int>(high)));
  return number;
}

std::int64_t CheckedArguments::integer(const char* name, std::int64_t low, std::int64_t high) const {
  return checked_integer(needed_member(node_, name), name, low, high);
}

std::int64_t CheckedArguments::integer_or(const char* name, std::int64_t low, std::int64_t high,
                                           std::int64_t fallback) const {
  const ArgumentJson* member = argument_member(node_, name);
  return member ? checked_integer(*member, name, low, high) : fallback;
}

std::string CheckedArguments::one_of(const char* name, std::initializer_list<std::string_view> words) const {
  std::string word = text(name, 64);
  if (std::find(words.begin(), words.end(), word) != words.end()) return word;
  std::string sentence = std::string(name) + " has to be one of";
  for (const std::string_view each : words) sentence += " " + std::string(each);
  refuse_argument(sentence);
}

Jid CheckedArguments::jid(const char* name) const {
  const auto jid = Jid::parse(text(name, 128));
  if (!jid || jid->user.empty())
    refuse_argument(std::string(name) + " has to be a JID such as 5511970000001@s.whatsapp.net");
  return jid->account();
}

CheckedArguments CheckedArguments::object(const char* name) const {
  const ArgumentJson& member = needed_member(node_, name);
  if (!member.is_object()) refuse_argument(std::string(name) + " has to be an object");
  return {tree_, &member, document_};
}

std::vector<CheckedArguments> CheckedArguments::objects(const char* name, std::size_t max_count) const {
  std::vector<CheckedArguments> out;
  for (const ArgumentJson& each : checked_list(needed_member(node_, name), name, max_count)) {
    if (!each.is_object()) refuse_argument("the entries of " + std::string(name) + " have to be objects");
    out.push_back(CheckedArguments(tree_, &each, document_));
  }
  return out;
}

std::vector<std::string> CheckedArguments::texts(const char* name, std::size_t max_count) const {
  std::vector<std::string> out;
  for (const ArgumentJson& each : checked_list(needed_member(node_, name), name, max_count))
    out.push_back(checked_text(each, name, kMaxText));
  return out;
}

std::string CheckedArguments::bytes(const char* name, std::size_t max_bytes) const {
  const ArgumentJson& member = needed_member(node_, name);
  const auto number = member.is_object() ? member.find("num") : member.end();
  const bool is_placeholder = member.is_object() && member.contains("_placeholder") && number != member.end() &&
                              number->is_number_unsigned() &&
                              number->get<std::uint64_t>() < document_->attachments.size();
  if (!is_placeholder) refuse_argument(std::string(name) + " has to stand for an attachment of the command");
  const std::string& attachment = document_->attachments[number->get<std::size_t>()];
  if (attachment.empty()) refuse_argument(std::string(name) + " has no bytes");
  if (attachment.size() > max_bytes)
    refuse_argument(std::string(name) + " is larger than " + std::to_string(max_bytes / 1'048'576) + " MiB");
  return attachment;
}

std::string CheckedArguments::json_or_nothing(const char* name) const {
  const ArgumentJson* member = argument_member(node_, name);
  return member ? member->dump(-1, ' ', false, ArgumentJson::error_handler_t::replace) : std::string();
}

}  // namespace wagate::session_whatsapp
