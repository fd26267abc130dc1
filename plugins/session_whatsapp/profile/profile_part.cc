#include "profile/profile_part.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "chat/refusals.h"
#include "profile/account_settings.h"
#include "picture/session_pictures.h"
#include "profile/business.h"
#include "profile/pictures.h"
#include "store/transaction.h"
#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::string_view kWhoIsAsked = "jid has to be the JID of a person, such as 5511970000001@s.whatsapp.net";

bool is_account(const std::optional<Jid>& jid) { return jid && (jid->is_pn() || jid->is_lid()); }

void answer_result(const ReplyBox& reply, std::string json) {
  const Document document(std::move(json));
  reply.ok(DocumentView(document));
}

Wire::OnAnswer answer_done(const ReplyBox& reply) {
  return [reply](const Answer& answer) {
    if (!answer.ok()) return refuse(reply, answer);
    reply.ok({});
  };
}

}  // namespace

const ProfilePart::Entry ProfilePart::kEntries[] = {
    {commands::kCheckNumbers, &ProfilePart::check_numbers},
    {commands::kFetchPicture, &ProfilePart::fetch_picture},
    {commands::kFetchProfile, &ProfilePart::fetch_profile},
    {commands::kFetchBusinessProfile, &ProfilePart::fetch_business_profile},
    {commands::kFetchCatalog, &ProfilePart::fetch_catalog},
    {commands::kFetchCollections, &ProfilePart::fetch_collections},
    {commands::kBlockContact, &ProfilePart::block_contact},
    {commands::kSetProfileName, &ProfilePart::set_name},
    {commands::kSetProfileStatus, &ProfilePart::set_status},
    {commands::kSetProfilePicture, &ProfilePart::set_picture},
    {commands::kRemoveProfilePicture, &ProfilePart::remove_picture},
    {commands::kFetchPrivacy, &ProfilePart::fetch_privacy},
    {commands::kSetPrivacy, &ProfilePart::set_privacy},
};

bool ProfilePart::execute(std::string_view name, const Document& document, const ReplyBox& reply) {
  const auto entry = std::find_if(std::begin(kEntries), std::end(kEntries),
                                  [&](const Entry& candidate) { return candidate.name == name; });
  if (entry == std::end(kEntries)) return false;
  (this->*entry->handler)(Arguments(document), reply);
  return true;
}

Jid ProfilePart::own() const {
  const auto& account = place_.session.store.account();
  const auto jid = Jid::parse(account ? account->jid : std::string());
  return jid.value_or(Jid()).account();
}

std::string ProfilePart::shown(const Jid& jid) {
  const auto& account = place_.session.store.account();
  if (!account) return jid.text();
  Transaction work(place_.session.store);
  return Names(work, *account).shown(jid).jid;
}

void ProfilePart::learn(const CheckedNumber& who) {
  const auto& account = place_.session.store.account();
  const auto hidden = Jid::parse(who.lid);
  if (!account || !hidden) return;
  Transaction work(place_.session.store);
  Names(work, *account).learn(who.jid, *hidden);
  work.commit();
}

void ProfilePart::check_numbers(const Arguments& arguments, const ReplyBox& reply) {
  auto numbers = arguments.jids("numbers", kMaxNumbers);
  if (!numbers) return refuse_arguments(reply, "numbers has to be a list of at most 1024 JIDs");
  session_whatsapp::check_numbers(
      place_.session.wire, std::move(*numbers),
      [this, reply](const Answer& failure, const std::vector<CheckedNumber>& found) {
        if (!failure.ok()) return refuse(reply, failure);
        std::string json;
        JsonWriter writer(json);
        writer.begin_object().key("numbers").begin_array();
        for (const CheckedNumber& one : found) {
          learn(one);
          writer.begin_object().field("jid", one.jid.text()).field("exists", one.exists);
          if (!one.lid.empty()) writer.field("lid", one.lid);
          writer.end_object();
        }
        writer.end_array().end_object();
        answer_result(reply, std::move(json));
      });
}

void ProfilePart::fetch_picture(const Arguments& arguments, const ReplyBox& reply) {
  const auto jid = arguments.jid("jid");
  if (!jid) return refuse_arguments(reply, "jid has to be a JID such as 5511970000001@s.whatsapp.net");
  session_whatsapp::fetch_picture(place_.session.wire, *jid, arguments.flag("preview").value_or(false),
                                  tokens_.for_question(*jid), [reply](const PictureAnswer& picture) {
                                    if (picture.kind == Answer::Kind::disconnected) return reply.not_connected();
                                    std::string json;
                                    JsonWriter(json).begin_object().field_or_null("url", picture.url).end_object();
                                    answer_result(reply, std::move(json));
                                  });
}

void ProfilePart::look_up(const Jid& jid, const ReplyBox& reply, std::function<void(const CheckedNumber&)> next) {
  session_whatsapp::check_numbers(
      place_.session.wire, {jid},
      [this, reply, next = std::move(next)](const Answer& failure, const std::vector<CheckedNumber>& found) {
        if (!failure.ok()) return refuse(reply, failure);
        learn(found.front());
        next(found.front());
      });
}

void ProfilePart::fetch_profile(const Arguments& arguments, const ReplyBox& reply) {
  const auto jid = arguments.has("jid") ? arguments.jid("jid") : std::optional<Jid>(own());
  if (!is_account(jid)) return refuse_arguments(reply, kWhoIsAsked);
  look_up(*jid, reply, [this, reply](const CheckedNumber& who) {
    if (who.exists) return describe(who, reply);
    std::string json;
    JsonWriter(json)
        .begin_object()
        .field("jid", who.asked.text())
        .field("exists", false)
        .field("isBusiness", false)
        .end_object();
    answer_result(reply, std::move(json));
  });
}

void ProfilePart::describe(const CheckedNumber& who, const ReplyBox& reply) {
  session_whatsapp::fetch_picture(
      place_.session.wire, who.jid, false, tokens_.for_question(who.jid),
      [this, who, reply](const PictureAnswer& picture) {
        if (picture.kind == Answer::Kind::disconnected) return reply.not_connected();
        fetch_business(place_.session.wire, who.jid,
                       [this, who, reply, url = picture.url](const Answer& answer, const std::string& business) {
                         const auto& account = place_.session.store.account();
                         if (answer.kind == Answer::Kind::disconnected || !account) return reply.not_connected();
                         std::string json;
                         JsonWriter writer(json);
                         writer.begin_object().field("jid", shown(who.jid)).field("exists", true);
                         if (who.jid == own() && !account->push_name.empty()) writer.field("name", account->push_name);
                         writer.field_or_null("picture", url);
                         if (!who.about.empty()) writer.field("status", who.about);
                         writer.field("isBusiness", !business.empty());
                         if (!business.empty()) writer.field_raw("business", business);
                         writer.end_object();
                         answer_result(reply, std::move(json));
                       });
      });
}

void ProfilePart::fetch_business_profile(const Arguments& arguments, const ReplyBox& reply) {
  const auto jid = arguments.jid("jid");
  if (!is_account(jid)) return refuse_arguments(reply, kWhoIsAsked);
  fetch_business(place_.session.wire, *jid, [reply](const Answer& answer, const std::string& business) {
    if (!answer.ok()) return refuse(reply, answer);
    answer_result(reply, business.empty() ? "{}" : business);
  });
}

void ProfilePart::fetch_catalog(const Arguments& arguments, const ReplyBox& reply) {
  fetch_shop(arguments, reply, true);
}

void ProfilePart::fetch_collections(const Arguments& arguments, const ReplyBox& reply) {
  fetch_shop(arguments, reply, false);
}

void ProfilePart::fetch_shop(const Arguments& arguments, const ReplyBox& reply, bool is_catalog) {
  const auto jid = arguments.jid("jid");
  const std::int64_t limit = std::clamp<std::int64_t>(arguments.integer("limit").value_or(10), 1, kMaxItemsInPage);
  const std::string cursor = arguments.text("cursor");
  if (!is_account(jid)) return refuse_arguments(reply, kWhoIsAsked);
  if (cursor.size() > kMaxCursorBytes) return refuse_arguments(reply, "cursor is not one that was given out");
  const auto tell = [reply](bool exists, bool is_business, const ShopPage& page) {
    std::string json;
    JsonWriter writer(json);
    writer.begin_object()
        .field("exists", exists)
        .field("isBusiness", is_business)
        .field_raw("items", page.items);
    if (!page.cursor.empty()) writer.field("cursor", page.cursor);
    writer.end_object();
    answer_result(reply, std::move(json));
  };
  look_up(*jid, reply, [this, reply, limit, cursor, is_catalog, tell](const CheckedNumber& who) {
    if (!who.exists) return tell(false, false, {});
    fetch_business(place_.session.wire, who.jid, [=, this](const Answer& asked, const std::string& business) {
      if (!asked.ok()) return refuse(reply, asked);
      if (business.empty()) return tell(true, false, {});
      const auto take_page = [reply, tell](const Answer& answer, const ShopPage& page) {
        if (!answer.ok()) return refuse(reply, answer);
        tell(true, true, page);
      };
      if (is_catalog) {
        fetch_products(place_.session.wire, who.jid, limit, cursor, take_page);
      } else {
        session_whatsapp::fetch_collections(place_.session.wire, who.jid, limit, take_page);
      }
    });
  });
}

// Accounts are blocked by their hidden id, with their number beside it.
void ProfilePart::block_contact(const Arguments& arguments, const ReplyBox& reply) {
  const auto jid = arguments.jid("jid");
  const auto block = arguments.flag("block");
  if (!is_account(jid)) return refuse_arguments(reply, kWhoIsAsked);
  if (!block) return refuse_arguments(reply, "block has to be true or false");
  look_up(*jid, reply, [this, reply, block = *block](const CheckedNumber& who) {
    if (!who.exists)
      return reply.fail(abi::StatusCode::invalid_argument, "not_on_whatsapp", "nobody has that number on WhatsApp");
    Jid account = who.jid;
    Jid number = who.jid;
    if (const auto& own_account = place_.session.store.account()) {
      Transaction work(place_.session.store);
      const Jid other = Names(work, *own_account).other(who.jid);
      if (!other.user.empty()) (who.jid.is_lid() ? number : account) = other;
    }
    set_blocked(place_.session.wire, account, number, block, answer_done(reply));
  });
}

void ProfilePart::set_name(const Arguments& arguments, const ReplyBox& reply) {
  const std::string name = arguments.text("name");
  if (name.empty() || name.size() > kMaxNameBytes)
    return refuse_arguments(reply, "name has to have between 1 and 100 bytes");
  set_name_(name, reply);
}

void ProfilePart::set_status(const Arguments& arguments, const ReplyBox& reply) {
  std::string status = arguments.text("status");
  if (status.size() > kMaxAboutBytes) return refuse_arguments(reply, "status may have at most 556 bytes");
  set_about(place_.session.wire, std::move(status), answer_done(reply));
}

void ProfilePart::set_picture(const Arguments& arguments, const ReplyBox& reply) {
  const std::string* picture = arguments.bytes("picture");
  if (!picture) return refuse_arguments(reply, "picture has to be bytes");
  place_.pictures->profile_picture(*picture, [this, reply](const ProfilePicture& made) {
    if (made.error != PictureError::none) return refuse_picture(reply, made.error);
    session_whatsapp::set_picture(place_.session.wire, std::nullopt, made.jpeg, answer_done(reply));
  });
}

void ProfilePart::remove_picture(const Arguments&, const ReplyBox& reply) {
  session_whatsapp::set_picture(place_.session.wire, std::nullopt, {}, answer_done(reply));
}

void ProfilePart::fetch_privacy(const Arguments&, const ReplyBox& reply) {
  session_whatsapp::fetch_privacy(
      place_.session.wire, [reply](const Answer& answer, const std::map<std::string, std::string>& values) {
        if (!answer.ok()) return refuse(reply, answer);
        std::string json;
        JsonWriter writer(json);
        writer.begin_object();
        for (const std::string_view name : kPrivacyNames)
          if (const auto found = values.find(std::string(name)); found != values.end())
            writer.field(name, found->second);
        writer.end_object();
        answer_result(reply, std::move(json));
      });
}

void ProfilePart::set_privacy(const Arguments& arguments, const ReplyBox& reply) {
  std::map<std::string, std::string> values;
  for (const std::string_view name : kPrivacyNames) {
    std::string value = arguments.text(name.data());
    if (!is_privacy_value(name, value))
      return refuse_arguments(reply, "the object has to set readreceipts, profile, status, online, last and groupadd, "
                                     "each to a value WhatsApp knows for it");
    values.emplace(name, std::move(value));
  }
  session_whatsapp::set_privacy(place_.session.wire, std::move(values), answer_done(reply));
}

}  // namespace wagate::session_whatsapp
