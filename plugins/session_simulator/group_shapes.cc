// The shapes about groups; declared in shapes.h.
#include "groups.h"
#include "shapes.h"
#include "text.h"

namespace wagate::session_simulator {
namespace {

void write_group_member(JsonWriter& json, const Person& person, std::string_view admin) {
  json.begin_object()
      .field("id", person.lid)
      .field("phoneNumber", person.jid)
      .field_or_null("admin", admin)
      .end_object();
}

Happening of_group(CatalogEvent event, const Group& group) {
  Happening out;
  out.event = event;
  out.facts.chat = group.jid;
  out.facts.count = 1;
  return out;
}

}  // namespace

void write_group(JsonWriter& json, const Group& group, const Cast& cast, bool with_picture) {
  const Person& creator = cast.person(group.creator);
  const std::size_t subject_by = group.subject_by == kNobody ? group.creator : group.subject_by;
  json.begin_object()
      .field("id", group.jid)
      .field("addressingMode", "lid")
      .field("subject", group.subject)
      .field("subjectOwner", cast.person(subject_by).lid)
      .field("subjectTime", group.subject_at > 0 ? group.subject_at : group.created_at);
  if (with_picture) json.field_or_null("pictureUrl", group.picture);
  json.field("size", static_cast<std::uint64_t>(group.members.size()))
      .field("creation", group.created_at)
      .field("owner", creator.lid)
      .field("ownerPn", creator.jid);
  if (!group.description.empty()) json.field("desc", group.description).field("descId", group.description_id);
  json.field("restrict", group.locked)
      .field("announce", group.announce)
      .field("isCommunity", false)
      .field("isCommunityAnnounce", false)
      .field("joinApprovalMode", false)
      .field("memberAddMode", true);
  if (group.expiration > 0) json.field("ephemeralDuration", group.expiration);
  json.key("participants").begin_array();
  for (const Member& member : group.members) {
    const bool created = member.person == group.creator;
    write_group_member(json, cast.person(member.person), created ? "superadmin" : member.admin ? "admin" : "");
  }
  json.end_array().end_object();
}

Happening groups_upsert(const std::vector<const Group*>& groups, const Cast& cast) {
  Happening out;
  out.event = CatalogEvent::groups_upsert;
  out.facts.count = static_cast<std::int64_t>(groups.size());
  if (!groups.empty()) out.facts.chat = groups.front()->jid;
  JsonWriter json(out.document.json);
  json.begin_array();
  for (const Group* group : groups) write_group(json, *group, cast, false);
  json.end_array();
  return out;
}

Happening group_update(const Group& group, GroupChange change, const Person& author) {
  Happening out = of_group(CatalogEvent::groups_update, group);
  out.facts.sender = author.lid;
  JsonWriter json(out.document.json);
  json.begin_array().begin_object().field("id", group.jid);
  switch (change) {
    case GroupChange::subject:
      json.field("subject", group.subject);
      break;
    case GroupChange::description:
      json.field("desc", group.description).field("descId", group.description_id);
      break;
    case GroupChange::announce:
      json.field("announce", group.announce);
      break;
    case GroupChange::locked:
      json.field("restrict", group.locked);
      break;
    case GroupChange::invite:
      json.field("inviteCode", invite_code(group));
      break;
    case GroupChange::expiration:
      json.field("ephemeralDuration", group.expiration);
      break;
  }
  json.field("author", author.lid).field("authorPn", author.jid).end_object().end_array();
  return out;
}

Happening participants_update(const Group& group, const Person& author, const std::vector<ChangedMember>& members,
                              std::string_view action) {
  Happening out = of_group(CatalogEvent::group_participants_update, group);
  out.facts.sender = author.lid;
  out.facts.action = action;
  JsonWriter json(out.document.json);
  json.begin_object()
      .field("id", group.jid)
      .field("author", author.lid)
      .field("authorPn", author.jid)
      .key("participants")
      .begin_array();
  for (const ChangedMember& member : members) write_group_member(json, *member.person, member.admin ? "admin" : "");
  json.end_array().field("action", action).key("participantsData").begin_array();
  for (const ChangedMember& member : members)
    json.begin_object()
        .field("jid", member.person->lid)
        .field("phoneNumber", member.person->jid)
        .field("name", member.person->name)
        .end_object();
  json.end_array().end_object();
  return out;
}

}  // namespace wagate::session_simulator
