#include "chat/arguments.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace wagate::session_whatsapp {

struct Arguments::Root {
  nlohmann::json json;

  // Null when there is no such member.
  const nlohmann::json* member(const char* name) const {
    if (!json.is_object()) return nullptr;
    const auto found = json.find(name);
    return found == json.end() || found->is_null() ? nullptr : &*found;
  }
};

namespace {

constexpr std::size_t kLongestKeyText = 256;

// Empty unless it is a text of a bearable length.
std::string short_text_in(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return {};
  const auto& text = found->get_ref<const std::string&>();
  return text.size() <= kLongestKeyText ? text : std::string();
}

std::optional<Jid> account_named(const std::string& text) {
  const auto jid = Jid::parse(text);
  if (!jid || jid->user.empty()) return std::nullopt;
  return jid->account();
}

}  // namespace

Arguments::Arguments(const Document& document)
    : document_(document),
      root_(std::make_unique<const Root>(Root{nlohmann::json::parse(document.json, nullptr, false)})) {}

Arguments::~Arguments() = default;

bool Arguments::has(const char* name) const { return root_->member(name) != nullptr; }

std::string Arguments::text(const char* name) const {
  const auto* member = root_->member(name);
  return member && member->is_string() ? member->get<std::string>() : std::string();
}

std::optional<bool> Arguments::flag(const char* name) const {
  const auto* member = root_->member(name);
  if (!member || !member->is_boolean()) return std::nullopt;
  return member->get<bool>();
}

std::optional<std::int64_t> Arguments::integer(const char* name) const {
  const auto* member = root_->member(name);
  if (!member || !member->is_number_integer()) return std::nullopt;
  return member->get<std::int64_t>();
}

std::optional<Jid> Arguments::jid(const char* name) const { return account_named(text(name)); }

std::optional<std::vector<Jid>> Arguments::jids(const char* name, std::size_t limit) const {
  const auto* member = root_->member(name);
  if (!member || !member->is_array() || member->size() > limit) return std::nullopt;
  std::vector<Jid> out;
  for (const auto& each : *member) {
    const auto jid = each.is_string() ? account_named(each.get<std::string>()) : std::nullopt;
    if (!jid) return std::nullopt;
    if (std::find(out.begin(), out.end(), *jid) == out.end()) out.push_back(*jid);
  }
  return out;
}

std::optional<std::vector<MessageKey>> Arguments::keys(const char* name, std::size_t limit) const {
  const auto* member = root_->member(name);
  if (!member || !member->is_array() || member->size() > limit) return std::nullopt;
  std::vector<MessageKey> out;
  for (const auto& each : *member) {
    if (!each.is_object()) return std::nullopt;
    MessageKey key;
    key.id = short_text_in(each, "id");
    key.chat = short_text_in(each, "remoteJid");
    key.participant = short_text_in(each, "participant");
    const auto from_me = each.find("fromMe");
    key.from_me = from_me != each.end() && from_me->is_boolean() && from_me->get<bool>();
    if (key.id.empty() || !account_named(key.chat)) return std::nullopt;
    out.push_back(std::move(key));
  }
  return out;
}

const std::string* Arguments::bytes(const char* name) const {
  const auto* member = root_->member(name);
  if (!member || !member->is_object() || !member->contains("_placeholder")) return nullptr;
  const auto number = member->find("num");
  if (number == member->end() || !number->is_number_unsigned()) return nullptr;
  const auto index = number->get<std::uint64_t>();
  return index < document_.attachments.size() ? &document_.attachments[index] : nullptr;
}

}  // namespace wagate::session_whatsapp
