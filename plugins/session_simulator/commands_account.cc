// The account and its contacts.
#include <charconv>
#include <utility>

#include "business.h"
#include "command_table.h"
#include "profile_picture.h"
#include "text.h"
#include "wagate/commands.h"

namespace wagate::session_simulator {
namespace {

constexpr std::size_t kMaxNumbers = 1'024;
constexpr std::size_t kMaxNameBytes = 100;
constexpr std::size_t kMaxAboutBytes = 556;

// Whoever has that JID, whether the account knows them or not.
Person person_of(Device& device, const std::string& jid) {
  const Cast& cast = device.world().cast();
  const std::size_t number = cast.number_of(jid);
  return number == kNobody ? make_stranger(jid) : cast.person(number);
}

void write_number(JsonWriter& json, Device& device, const std::string& jid) {
  json.begin_object().field("jid", jid);
  if (is_group(jid)) {
    const Group* group = device.world().cast().find_group(jid);
    json.field("exists", group != nullptr);
    if (group) json.field("name", group->subject);
  } else if (!is_direct(jid) || device.is_unknown(jid)) {
    json.field("exists", false);
  } else {
    const Person person = person_of(device, jid);
    json.field("exists", true).field("name", person.name).field("lid", person.lid);
  }
  json.end_object();
}

Action check_numbers(const Node& arguments) {
  std::vector<std::string> jids = arguments.jids("numbers", kMaxNumbers);
  return [jids = std::move(jids)](Device& device, const ReplyBox& reply) {
    Document result;
    JsonWriter json(result.json);
    json.begin_object().key("numbers").begin_array();
    for (const std::string& jid : jids) write_number(json, device, jid);
    json.end_array().end_object();
    device.answer(reply, std::move(result));
  };
}

Action fetch_picture(const Node& arguments) {
  const std::string jid = arguments.jid("jid");
  arguments.flag_or("preview", false);
  return [jid](Device& device, const ReplyBox& reply) {
    const Group* group = device.world().cast().find_group(jid);
    std::string url;
    if (group) url = group->picture;
    if (is_direct(jid) && !device.is_unknown(jid)) url = person_of(device, jid).picture;
    Document result;
    JsonWriter(result.json).begin_object().field_or_null("url", url).end_object();
    device.answer(reply, std::move(result));
  };
}

Action fetch_profile(const Node& arguments) {
  const std::string asked = arguments.has("jid") ? arguments.jid("jid") : "";
  return [asked](Device& device, const ReplyBox& reply) {
    const std::string jid = asked.empty() ? device.world().cast().owner.jid : asked;
    const bool exists = is_direct(jid) && !device.is_unknown(jid);
    Document result;
    JsonWriter json(result.json);
    json.begin_object().field("jid", jid).field("exists", exists);
    if (exists) {
      const Person person = person_of(device, jid);
      const bool own = person.jid == device.world().cast().owner.jid;
      json.field("name", person.name)
          .field_or_null("picture", person.picture)
          .field("status", own ? device.world().account().about : Account().about)
          .field("isBusiness", is_business(person));
      if (is_business(person)) {
        json.key("business");
        write_business_profile(json, person);
      }
    } else {
      json.field("isBusiness", false);
    }
    json.end_object();
    device.answer(reply, std::move(result));
  };
}

Action fetch_business_profile(const Node& arguments) {
  const std::string jid = arguments.jid("jid");
  return [jid](Device& device, const ReplyBox& reply) {
    Document result;
    JsonWriter json(result.json);
    if (is_direct(jid) && !device.is_unknown(jid)) {
      write_business_profile(json, person_of(device, jid));
    } else {
      json.begin_object().end_object();
    }
    device.answer(reply, std::move(result));
  };
}

// Products or collections, page by page. A cursor is the number of entries before the page.
Action fetch_shop(const Node& arguments, std::size_t (*count)(const Person&),
                  void (*write)(JsonWriter&, const Person&, std::size_t, std::size_t)) {
  const std::string jid = arguments.jid("jid");
  const auto limit = static_cast<std::size_t>(arguments.integer_or("limit", 1, 1'000, 10));
  const std::string cursor = arguments.text_or("cursor", "", 16);
  std::size_t first = 0;
  const auto parsed = std::from_chars(cursor.data(), cursor.data() + cursor.size(), first);
  if (!cursor.empty() && (parsed.ec != std::errc() || parsed.ptr != cursor.data() + cursor.size() || first > 100'000))
    refuse_argument("cursor is not one that was given out");
  return [=](Device& device, const ReplyBox& reply) {
    const bool exists = is_direct(jid) && !device.is_unknown(jid);
    Document result;
    JsonWriter json(result.json);
    json.begin_object().field("exists", exists);
    if (exists) {
      const Person person = person_of(device, jid);
      json.field("isBusiness", is_business(person)).field("name", person.name).key("items");
      write(json, person, first, limit);
      if (first + limit < count(person)) json.field("cursor", std::to_string(first + limit));
    } else {
      json.field("isBusiness", false).key("items").begin_array().end_array();
    }
    json.end_object();
    device.answer(reply, std::move(result));
  };
}

Action fetch_catalog(const Node& arguments) { return fetch_shop(arguments, catalog_size, write_catalog); }
Action fetch_collections(const Node& arguments) { return fetch_shop(arguments, collection_count, write_collections); }

Action block_contact(const Node& arguments) {
  const std::string jid = arguments.jid("jid");
  const bool block = arguments.flag("block");
  if (!is_direct(jid)) refuse_argument("jid is not that of a person");
  return [jid, block](Device& device, const ReplyBox& reply) {
    if (device.is_unknown(jid))
      throw Refusal{abi::StatusCode::invalid_argument, "not_on_whatsapp", "nobody has that number on WhatsApp"};
    constexpr std::size_t kMaxBlocked = 10'000;
    auto& blocked = device.world().account().blocked;
    const Person person = person_of(device, jid);
    if (block && blocked.size() >= kMaxBlocked)
      throw Refusal{abi::StatusCode::resource_exhausted, "too_many_blocked",
                    "the account has blocked 10000 contacts; unblock some first"};
    if (block) {
      blocked.insert(person.jid);
    } else {
      blocked.erase(person.jid);
    }
    device.keep_account();
    device.answer(reply);
  };
}

// Something about the own profile changes.
template <typename Change>
Action change_profile(Change change) {
  return [change = std::move(change)](Device& device, const ReplyBox& reply) {
    change(device.world());
    device.keep_account();
    device.answer(reply);
  };
}

Action set_profile_name(const Node& arguments) {
  const std::string name = arguments.text("name", kMaxNameBytes);
  if (name.empty()) refuse_argument("name is empty");
  return change_profile([name](World& world) { world.cast().owner.name = name; });
}

Action set_profile_status(const Node& arguments) {
  const std::string status = arguments.text("status", kMaxAboutBytes);
  return change_profile([status](World& world) { world.account().about = status; });
}

Action set_profile_picture(const Node& arguments) {
  const std::string url = read_profile_picture(arguments);
  return change_profile([url](World& world) { world.cast().owner.picture = url; });
}

Action remove_profile_picture(const Node&) {
  return change_profile([](World& world) { world.cast().owner.picture.clear(); });
}

Action fetch_privacy(const Node&) {
  return [](Device& device, const ReplyBox& reply) {
    const Privacy& privacy = device.world().account().privacy;
    Document result;
    JsonWriter(result.json)
        .begin_object()
        .field("readreceipts", privacy.readreceipts)
        .field("profile", privacy.profile)
        .field("status", privacy.status)
        .field("online", privacy.online)
        .field("last", privacy.last)
        .field("groupadd", privacy.groupadd)
        .end_object();
    device.answer(reply, std::move(result));
  };
}

Action set_privacy(const Node& arguments) {
  const auto audience = [&](const char* key) {
    return arguments.one_of(key, {"all", "contacts", "contact_blacklist", "none"});
  };
  Privacy privacy;
  privacy.readreceipts = arguments.one_of("readreceipts", {"all", "none"});
  privacy.profile = audience("profile");
  privacy.status = audience("status");
  privacy.online = arguments.one_of("online", {"all", "match_last_seen"});
  privacy.last = audience("last");
  privacy.groupadd = audience("groupadd");
  return change_profile([privacy](World& world) { world.account().privacy = privacy; });
}

constexpr CommandEntry kAccountCommands[] = {{commands::kCheckNumbers, check_numbers},
                                             {commands::kFetchPicture, fetch_picture},
                                             {commands::kFetchProfile, fetch_profile},
                                             {commands::kFetchBusinessProfile, fetch_business_profile},
                                             {commands::kFetchCatalog, fetch_catalog},
                                             {commands::kFetchCollections, fetch_collections},
                                             {commands::kBlockContact, block_contact},
                                             {commands::kSetProfileName, set_profile_name},
                                             {commands::kSetProfileStatus, set_profile_status},
                                             {commands::kSetProfilePicture, set_profile_picture},
                                             {commands::kRemoveProfilePicture, remove_profile_picture},
                                             {commands::kFetchPrivacy, fetch_privacy},
                                             {commands::kSetPrivacy, set_privacy}};

}  // namespace

CommandTable account_commands() { return kAccountCommands; }

}  // namespace wagate::session_simulator
