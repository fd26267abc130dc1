#include "chat/refusals.h"

#include <string>

namespace wagate::session_whatsapp {

void refuse_arguments(const ReplyBox& reply, std::string_view sentence) {
  reply.fail(abi::StatusCode::invalid_argument, "bad_request", sentence);
}

void refuse(const ReplyBox& reply, const Answer& answer) {
  if (answer.kind == Answer::Kind::disconnected) return reply.not_connected();
  if (answer.kind != Answer::Kind::error)
    return reply.fail(abi::StatusCode::unavailable, "no_answer", "WhatsApp did not answer within a minute; try again");
  const std::int64_t code = answer.error_code();
  if (code == 401 || code == 403)
    return reply.fail(abi::StatusCode::permission_denied, "not_authorized", "WhatsApp does not allow the account that");
  if (code == 429)
    return reply.fail(abi::StatusCode::resource_exhausted, "too_many_requests",
                      "WhatsApp wants fewer such requests; wait before you try again");
  if (code >= 500)
    return reply.fail(abi::StatusCode::unavailable, "refused",
                      "WhatsApp could not do that (code " + std::to_string(code) + "); try again later");
  reply.fail(abi::StatusCode::invalid_argument, "refused", "WhatsApp refused that with code " + std::to_string(code));
}

void refuse_about_group(const ReplyBox& reply, const Answer& answer, bool is_change) {
  const std::int64_t code = answer.kind == Answer::Kind::error ? answer.error_code() : 0;
  const bool is_no_group = code == 404 || code == 406 || code == 410 || (code == 403 && !is_change);
  if (is_no_group)
    return reply.fail(abi::StatusCode::not_found, "group_not_found",
                      "there is no such group, or the account is not in it");
  refuse(reply, answer);
}

}  // namespace wagate::session_whatsapp
