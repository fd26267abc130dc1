#include "session/stream_end.h"

namespace wagate::session_whatsapp {
namespace {

using Then = StreamEnd::Then;

struct Refusal {
  std::int64_t code;
  Then then;
  std::string_view word;
};

// What the numbers of <failure reason> mean. Numbers that are not listed are the server's trouble.
constexpr Refusal kRefusals[] = {
    {401, Then::forget, "logged_out"},         {402, Then::stop, "banned_for_a_time"},
    {403, Then::forget, "account_locked"},     {405, Then::stop, "client_too_old"},
    {406, Then::forget, "account_banned"},     {409, Then::stop, "client_refused"},
    {413, Then::stop, "account_unsupported"},  {414, Then::stop, "account_unsupported"},
    {415, Then::stop, "client_unknown"},       {418, Then::stop, "client_unknown"},
    {500, Then::wait, "server_trouble"},       {501, Then::wait, "server_trouble"},
    {503, Then::wait, "server_unavailable"},
};

}  // namespace

StreamEnd read_stream_error(const Node& error) {
  if (const Node* conflict = error.child("conflict")) {
    if (conflict->attribute("type") == "device_removed") return {Then::forget, 401, "device_removed"};
    if (conflict->attribute("type") == "replaced") return {Then::stop, 440, "replaced"};
    return {Then::wait, error.number("code").value_or(500), "conflict"};
  }
  const std::int64_t code = error.number("code").value_or(500);
  if (code == 515) return {Then::reconnect, 515, "restart_required"};
  if (code == 503) return {Then::wait, 503, "server_unavailable"};
  if (error.child("ack")) return {Then::wait, code, "stanza_refused"};
  if (error.child("xml-not-well-formed")) return {Then::wait, code, "stanza_not_well_formed"};
  return {Then::wait, code, "stream_error"};
}

StreamEnd read_failure(const Node& failure) {
  const std::int64_t code = failure.number("reason").value_or(500);
  for (const Refusal& refusal : kRefusals) {
    if (refusal.code != code) continue;
    StreamEnd end{refusal.then, code, refusal.word};
    if (code == 402) end.expires_in_s = failure.number("expire").value_or(0);
    return end;
  }
  return {Then::wait, code, "login_refused"};
}

}  // namespace wagate::session_whatsapp
