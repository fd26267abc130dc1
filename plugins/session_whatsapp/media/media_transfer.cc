#include "media/media_transfer.h"

namespace wagate::session_whatsapp {

std::string_view to_word(MediaFailure failure) {
  switch (failure) {
    case MediaFailure::none: return "none";
    case MediaFailure::no_client: return "no_client";
    case MediaFailure::not_connected: return "not_connected";
    case MediaFailure::gone: return "gone";
    case MediaFailure::refused: return "refused";
    case MediaFailure::unreachable: return "unreachable";
    case MediaFailure::too_large: return "too_large";
    case MediaFailure::damaged: return "damaged";
    case MediaFailure::not_kept: return "not_kept";
  }
  return {};
}

bool may_pass(MediaFailure failure) {
  return failure == MediaFailure::not_connected || failure == MediaFailure::unreachable ||
         failure == MediaFailure::no_client || failure == MediaFailure::not_kept;
}

std::string_view sentence_of(MediaFailure failure) {
  switch (failure) {
    case MediaFailure::none: return {};
    case MediaFailure::no_client:
      return "Media cannot be carried, because no unit offers wagate.http_client/1; configure the plugin http_client";
    case MediaFailure::not_connected: return "The instance is not connected";
    case MediaFailure::gone: return "WhatsApp has the file no more";
    case MediaFailure::refused: return "WhatsApp's media hosts refused the file, or media_hosts allows none of them";
    case MediaFailure::unreachable: return "No media host of WhatsApp answered; try again";
    case MediaFailure::too_large: return "The file is larger than 100 MiB";
    case MediaFailure::damaged: return "The file is not the one the message names, and is not handed on";
    case MediaFailure::not_kept: return "The gateway's disk did not take the file; make room in its state directory";
  }
  return {};
}

}  // namespace wagate::session_whatsapp
