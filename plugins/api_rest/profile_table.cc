#include "handlers.h"
#include "route_tables.h"
#include "shared_rules.h"
#include "table_words.h"

namespace wagate::api_rest {

namespace {

constexpr const char* kProfileAllOrNone[] = {"all", "none"};
constexpr const char* kProfileAudiences[] = {"all", "contacts", "contact_blacklist", "none"};
constexpr const char* kProfileOnline[] = {"all", "match_last_seen"};

constexpr Rule kProfileBusiness[] = {kNumber};
constexpr Rule kProfile[] = {{.name = "number", .type = Type::text, .says = "Invalid format"}};
constexpr Rule kProfileName[] = {{.name = "name", .type = Type::text, .required = true, .not_empty = true}};
constexpr Rule kProfileStatus[] = {{.name = "status", .type = Type::text, .required = true}};
constexpr Rule kProfilePicture[] = {{.name = "picture", .type = Type::text, .required = true}};
constexpr Rule kProfilePrivacy[] = {
    {.name = "readreceipts", .type = Type::text, .required = true, .one_of = kProfileAllOrNone},
    {.name = "profile", .type = Type::text, .required = true, .one_of = kProfileAudiences},
    {.name = "status", .type = Type::text, .required = true, .one_of = kProfileAudiences},
    {.name = "online", .type = Type::text, .required = true, .one_of = kProfileOnline},
    {.name = "last", .type = Type::text, .required = true, .one_of = kProfileAudiences},
    {.name = "groupadd", .type = Type::text, .required = true, .one_of = kProfileAudiences},
};

}  // namespace

std::span<const Route> profile_table() {
  using namespace words;
  static constexpr Route kRoutes[] = {
      {"POST", "/chat/fetchBusinessProfile/{instance}", instance, kCommand, kProfileBusiness, fetch_business_profile,
       200, "Answers what a business shows of itself."},
      {"POST", "/chat/fetchProfile/{instance}", instance, kCommand, kProfile, fetch_profile, 200,
       "Answers what a number shows of itself; without a number, the account's own."},
      {"POST", "/chat/updateProfileName/{instance}", instance, kCommand, kProfileName, update_profile_name, 200,
       "Sets the name of the account."},
      {"POST", "/chat/updateProfileStatus/{instance}", instance, kCommand, kProfileStatus, update_profile_status, 200,
       "Sets the about text of the account."},
      {"POST", "/chat/updateProfilePicture/{instance}", instance, kCommand, kProfilePicture, update_profile_picture,
       200, "Sets the picture of the account, from a URL or base64."},
      {"DELETE", "/chat/removeProfilePicture/{instance}", instance, kCommand, kNoBody, remove_profile_picture, 200,
       "Removes the picture of the account."},
      {"GET", "/chat/fetchPrivacySettings/{instance}", instance, kCommand, kNoBody, fetch_privacy_settings, 200,
       "Answers who may see what of the account."},
      {"POST", "/chat/updatePrivacySettings/{instance}", instance, kCommand, kProfilePrivacy, update_privacy_settings,
       201, "Chooses who may see what of the account."},
  };
  return kRoutes;
}

}  // namespace wagate::api_rest
