#include "groups/group_metadata.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMaxMembersWritten = 4'096;

std::string other_name(const Node& participant, const Jid& jid, Names& names) {
  const auto told = Jid::parse(participant.attribute(jid.is_lid() ? "phone_number" : "lid"));
  if (told && !told->user.empty() && told->server == (jid.is_lid() ? kPnServer : kLidServer))
    return told->account().text();
  const Jid known = names.other(jid.account());
  return known.user.empty() ? std::string() : known.text();
}

void write_told_text(JsonWriter& json, std::string_view field, std::string_view text) {
  if (!text.empty()) json.field(field, text);
}

void write_told_number(JsonWriter& json, std::string_view field, const Node& node, std::string_view attribute) {
  if (const auto number = node.number(attribute)) json.field(field, *number);
}

void write_description(JsonWriter& json, const Node& description, Names& names) {
  const Node* body = description.child("body");
  if (!body) return;
  json.field("desc", body->data());
  write_told_text(json, "descId", description.attribute("id"));
  write_account(json, "descOwner", "descOwnerPn", description.attribute("participant"), names);
  write_told_number(json, "descTime", description, "t");
}

std::size_t count_members(const Node& group) {
  std::size_t count = 0;
  for (const Node& child : group.children()) count += child.is("participant") ? 1 : 0;
  return count;
}

}  // namespace

std::optional<Jid> jid_of_group(const Node& group) {
  std::string text(group.attribute("id"));
  if (text.empty()) text = group.attribute("jid");
  if (text.find('@') == std::string::npos) text += "@" + std::string(kGroupServer);
  auto jid = Jid::parse(text);
  return jid && jid->is_group() && !jid->user.empty() ? jid : std::nullopt;
}

void learn_members(const Node& list, Names& names) {
  for (const Node& child : list.children()) {
    const auto jid = Jid::parse(child.attribute("jid"));
    if (!child.is("participant") || !jid) continue;
    for (const std::string_view attribute : {"phone_number", "lid"})
      if (const auto other = Jid::parse(child.attribute(attribute))) names.learn(jid->account(), other->account());
  }
}

void write_account(JsonWriter& json, std::string_view field, std::string_view number_field, std::string_view text,
                   Names& names) {
  const auto jid = Jid::parse(text);
  if (!jid || jid->user.empty()) return;
  json.field(field, jid->account().text());
  const Jid number = jid->is_lid() ? names.other(jid->account()) : Jid();
  if (!number.user.empty()) json.field(number_field, number.text());
}

void write_member(JsonWriter& json, const Node& participant, Names& names, std::string_view rank) {
  const auto jid = Jid::parse(participant.attribute("jid"));
  if (!jid || jid->user.empty()) return;
  json.begin_object().field("id", jid->account().text());
  const std::string other = other_name(participant, *jid, names);
  if (!other.empty()) json.field(jid->is_lid() ? "phoneNumber" : "lid", other);
  json.field_or_null("admin", rank).end_object();
}

void write_group(JsonWriter& json, const Jid& id, const Node& group, Names& names, const GroupExtras& extras) {
  json.begin_object()
      .field("id", id.text())
      .field("addressingMode", group.attribute("addressing_mode") == "lid" ? "lid" : "pn")
      .field("subject", group.attribute("subject"));
  write_account(json, "subjectOwner", "subjectOwnerPn", group.attribute("s_o"), names);
  write_told_number(json, "subjectTime", group, "s_t");
  if (extras.picture_url) json.field_or_null("pictureUrl", *extras.picture_url);
  json.field("size", group.number("size").value_or(static_cast<std::int64_t>(count_members(group))));
  write_told_number(json, "creation", group, "creation");
  write_account(json, "owner", "ownerPn", group.attribute("creator"), names);
  write_told_text(json, "owner_country_code", group.attribute("creator_country_code"));
  if (const Node* description = group.child("description")) write_description(json, *description, names);
  const Node* parent = group.child("linked_parent");
  if (parent) write_told_text(json, "linkedParent", parent->attribute("jid"));
  const Node* add_mode = group.child("member_add_mode");
  json.field("restrict", group.child("locked") != nullptr)
      .field("announce", group.child("announcement") != nullptr)
      .field("isCommunity", group.child("parent") != nullptr)
      .field("isCommunityAnnounce", group.child("default_sub_group") != nullptr)
      .field("joinApprovalMode", group.child("membership_approval_mode") != nullptr)
      .field("memberAddMode", add_mode != nullptr && add_mode->data() == "all_member_add");
  const Node* ephemeral = group.child("ephemeral");
  if (ephemeral) write_told_number(json, "ephemeralDuration", *ephemeral, "expiration");
  json.key("participants").begin_array();
  std::size_t written = 0;
  for (const Node& child : group.children())
    if (child.is("participant") && ++written <= kMaxMembersWritten)
      write_member(json, child, names, child.attribute("type"));
  json.end_array();
  write_account(json, "author", "authorPn", extras.author, names);
  json.end_object();
}

}  // namespace wagate::session_whatsapp
