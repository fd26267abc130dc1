#include "calls/call_news.h"

#include "session/close_report.h"
#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kLongestCallId = 128;
constexpr std::int64_t kLatestSecond = 253'402'300'799;  // the end of the year 9999

std::string_view status_of_call(const Node& action) {
  const std::string_view tag = action.tag();
  if (tag == "offer" || tag == "offer_notice") return "offer";
  if (tag == "accept") return "accept";
  if (tag == "reject") return "reject";
  if (tag == "terminate") return action.attribute("reason") == "timeout" ? "timeout" : "terminate";
  if (tag == "preaccept" || tag == "ringing") return "ringing";
  return {};
}

}  // namespace

std::optional<CallNews> read_call(const Node& call) {
  const auto chat = Jid::parse(call.attribute("from"));
  if (!chat || chat->user.empty() || call.children().empty()) return std::nullopt;
  const Node& action = call.children().front();
  CallNews news;
  news.id = action.attribute("call-id");
  if (news.id.empty() || news.id.size() > kLongestCallId) return std::nullopt;
  news.chat = chat->account();
  const auto creator = Jid::parse(action.attribute("call-creator"));
  const bool has_creator = creator && !creator->user.empty();
  news.caller = has_creator ? creator->account() : news.chat;
  news.caller_device = has_creator ? creator->text() : chat->text();
  if (const auto number = Jid::parse(action.attribute("caller_pn")); number && number->is_pn())
    news.number = number->account();
  news.status = status_of_call(action);
  news.is_offline = call.has_attribute("offline");
  news.is_video = action.child("video") != nullptr || action.attribute("media") == "video";
  const auto group = Jid::parse(action.attribute("group-jid"));
  if (group && group->is_group()) news.group = group->text();
  news.is_group = !news.group.empty() || action.attribute("type") == "group";
  news.at = call.number("t").value_or(0);
  if (news.at < 0 || news.at > kLatestSecond) news.at = 0;
  return news;
}

std::string call_document(const CallNews& news, const std::string& from) {
  std::string out;
  JsonWriter json(out);
  json.begin_object()
      .field("chatId", news.chat.text())
      .field("from", from)
      .field("id", news.id)
      .field("date", iso_time(news.at * 1'000))
      .field("offline", news.is_offline)
      .field("status", news.status)
      .field("isVideo", news.is_video)
      .field("isGroup", news.is_group);
  if (!news.group.empty()) json.field("groupJid", news.group);
  json.end_object();
  return out;
}

}  // namespace wagate::session_whatsapp
