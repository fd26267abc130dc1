#include "sending/media_refusal.h"

namespace wagate::session_whatsapp {

void refuse_media(const ReplyBox& reply, MediaFailure failure) {
  const std::string_view sentence = sentence_of(failure);
  switch (failure) {
    case MediaFailure::none:
    case MediaFailure::not_connected: return reply.not_connected();
    case MediaFailure::no_client:
      return reply.fail(abi::StatusCode::failed_precondition, "no_http_client", sentence);
    case MediaFailure::gone: return reply.fail(abi::StatusCode::failed_precondition, "media_gone", sentence);
    case MediaFailure::refused: return reply.fail(abi::StatusCode::permission_denied, "media_refused", sentence);
    case MediaFailure::unreachable: return reply.fail(abi::StatusCode::unavailable, "no_answer", sentence);
    case MediaFailure::too_large: return reply.fail(abi::StatusCode::invalid_argument, "media_too_large", sentence);
    case MediaFailure::not_kept: return reply.fail(abi::StatusCode::resource_exhausted, "disk_full", sentence);
    case MediaFailure::damaged: return reply.fail(abi::StatusCode::failed_precondition, "media_damaged", sentence);
  }
}

}  // namespace wagate::session_whatsapp
