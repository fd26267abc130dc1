#include <algorithm>

#include "group_requests.h"
#include "handlers.h"
#include "route_tables.h"
#include "table_words.h"

namespace wagate::api_rest {

namespace {

constexpr Pattern kGroupAddress = {"^[\\d-]+@g.us$", [](std::string_view text) {
                                     const std::string_view number = text.substr(0, text.find('@'));
                                     return text.ends_with("@g.us") && number.size() + 5 == text.size() &&
                                            !number.empty() && number.size() <= 64 &&
                                            number.find_first_not_of("0123456789-") == std::string_view::npos;
                                   }};
constexpr Pattern kGroupInvite = {"^[a-zA-Z0-9]{22}$", [](std::string_view text) {
                                    return text.size() == 22 && std::all_of(text.begin(), text.end(), [](char c) {
                                             return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                                                    (c >= 'A' && c <= 'Z');
                                           });
                                  }};

constexpr const char* kGroupTruths[] = {"true", "false"};
constexpr const char* kGroupMemberActions[] = {"add", "remove", "promote", "demote"};
constexpr const char* kGroupSettingActions[] = {"announcement", "not_announcement", "locked", "unlocked"};
constexpr std::int64_t kGroupExpirations[] = {0, 86400, 604800, 7776000};

constexpr Rule kGroupJid = {.name = "groupJid", .type = Type::text, .required = true, .pattern = &kGroupAddress};
constexpr Rule kGroupParticipant = {.type = Type::text,
                               .says = "\"participants\" must be an array of numeric strings",
                               .pattern = &kHasDigit,
                               .min_length = 10};
constexpr Rule kGroupInvited = {.type = Type::text,
                           .says = "\"numbers\" must be an array of numeric strings",
                           .pattern = &kHasDigit,
                           .min_length = 10};
constexpr Rule kGroupParticipants = {.name = "participants",
                                     .type = Type::array,
                                     .required = true,
                                     .min_items = 1,
                                     .unique = true,
                                     .items = &kGroupParticipant};

constexpr Rule kGroupCreate[] = {
    {.name = "subject", .type = Type::text, .required = true, .not_empty = true},
    {.name = "description", .type = Type::text, .not_empty = true},
    {.name = "promoteParticipants", .type = Type::boolean},
    kGroupParticipants,
};
constexpr Rule kGroup[] = {kGroupJid};
constexpr Rule kGroupSubject[] = {kGroupJid,
                                  {.name = "subject", .type = Type::text, .required = true, .min_length = 1}};
constexpr Rule kGroupDescription[] = {kGroupJid, {.name = "description", .type = Type::text, .required = true}};
constexpr Rule kGroupPicture[] = {kGroupJid, {.name = "image", .type = Type::text, .required = true, .min_length = 1}};
constexpr Rule kGroupWithParticipants[] = {
    {.name = "getParticipants", .type = Type::text, .required = true, .one_of = kGroupTruths},
};
constexpr Rule kGroupInviteCode[] = {
    {.name = "inviteCode", .type = Type::text, .required = true, .pattern = &kGroupInvite},
};
constexpr Rule kGroupSendInvite[] = {
    kGroupJid,
    {.name = "description", .type = Type::text, .required = true},
    {.name = "numbers", .type = Type::array, .required = true, .min_items = 1, .unique = true, .items = &kGroupInvited},
};
constexpr Rule kGroupUpdateParticipant[] = {
    kGroupJid,
    {.name = "action", .type = Type::text, .required = true, .one_of = kGroupMemberActions},
    kGroupParticipants,
};
constexpr Rule kGroupUpdateSetting[] = {
    kGroupJid,
    {.name = "action", .type = Type::text, .required = true, .one_of = kGroupSettingActions},
};
constexpr Rule kGroupEphemeral[] = {
    kGroupJid,
    {.name = "expiration", .type = Type::number, .required = true, .one_of_numbers = kGroupExpirations},
};

constexpr QueryField kGroupQuery[] = {{"groupJid", "The group, when the body does not name it."}};
constexpr QueryField kGroupParticipantsQuery[] = {{"getParticipants", "Whether to list who is in each group.", true}};
constexpr QueryField kGroupInviteQuery[] = {
    {"inviteCode", "The 22 letters and digits at the end of an invitation link.", true}};

constexpr Route of_group(Route route) {
  return route.with_preparation(name_group).with_query(kGroupQuery).with_refusal(Refusal::properties);
}
constexpr Route of_invite(Route route) {
  return route.with_preparation(name_invite).with_query(kGroupInviteQuery).with_refusal(Refusal::properties);
}

}  // namespace

std::span<const Route> group_table() {
  using namespace words;
  static constexpr Route kRoutes[] = {
      Route{"POST", "/group/create/{instance}", instance, kCommand, kGroupCreate, create_group, 201,
            "Creates a group; numbers that are not on WhatsApp are left out."}
          .with_refusal(Refusal::properties),
      of_group({"POST", "/group/updateGroupSubject/{instance}", instance, kCommand, kGroupSubject, update_group_subject,
                201, "Renames a group."}),
      of_group({"POST", "/group/updateGroupPicture/{instance}", instance, kCommand, kGroupPicture, update_group_picture,
                201, "Sets the picture of a group, from a URL or base64."}),
      of_group({"POST", "/group/updateGroupDescription/{instance}", instance, kCommand, kGroupDescription,
                update_group_description, 201, "Sets the description of a group."}),
      of_group({"GET", "/group/findGroupInfos/{instance}", instance, kCommand, kGroup, find_group_infos, 200,
                "Answers what is known of a group."}),
      Route{"GET", "/group/fetchAllGroups/{instance}", instance, kCommand, kGroupWithParticipants, fetch_all_groups,
            200, "Lists the groups that the account is in."}
          .with_preparation(choose_participants)
          .with_query(kGroupParticipantsQuery)
          .with_refusal(Refusal::properties),
      of_group({"GET", "/group/participants/{instance}", instance, kCommand, kGroup, group_participants, 200,
                "Lists who is in a group."}),
      of_group({"GET", "/group/inviteCode/{instance}", instance, kCommand, kGroup, group_invite_code, 200,
                "Answers the invitation link of a group."}),
      of_invite({"GET", "/group/inviteInfo/{instance}", instance, kCommand, kGroupInviteCode, group_invite_info, 200,
                 "Answers which group an invitation leads to."}),
      of_invite({"GET", "/group/acceptInviteCode/{instance}", instance, kCommand, kGroupInviteCode, accept_invite_code,
                 200, "Joins the group of an invitation."}),
      of_group({"POST", "/group/sendInvite/{instance}", instance, kCommand, kGroupSendInvite, send_group_invite, 200,
                "Sends the invitation link of a group to numbers."}),
      of_group({"POST", "/group/revokeInviteCode/{instance}", instance, kCommand, kGroup, revoke_invite_code, 201,
                "Makes the invitation link of a group invalid and answers a new one."}),
      of_group({"POST", "/group/updateParticipant/{instance}", instance, kCommand, kGroupUpdateParticipant,
                update_group_participants, 201, "Adds, removes, promotes or demotes members of a group."}),
      of_group({"POST", "/group/updateSetting/{instance}", instance, kCommand, kGroupUpdateSetting,
                update_group_setting, 201, "Chooses who may write in a group and who may change it."}),
      of_group({"POST", "/group/toggleEphemeral/{instance}", instance, kCommand, kGroupEphemeral, toggle_ephemeral, 201,
                "Chooses after how many seconds messages of a group disappear; 0 is never."}),
      of_group(
          {"DELETE", "/group/leaveGroup/{instance}", instance, kCommand, kGroup, leave_group, 200, "Leaves a group."}),
  };
  return kRoutes;
}

}  // namespace wagate::api_rest
