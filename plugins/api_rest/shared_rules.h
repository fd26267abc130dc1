#pragma once

#include "validation.h"
#include "wagate/events/catalog.h"

// Rules that the bodies of several families have in common.
namespace wagate::api_rest {

// The names that a selection may hold, in the order of the catalogue.
inline constexpr const char* kEventNames[] = {
#define WAGATE_NAME(name, wire, config) config,
    WAGATE_EVENT_CATALOG(WAGATE_NAME)
#undef WAGATE_NAME
};
inline constexpr const char* kEventSynonyms[] = {"GROUPS_UPDATE"};  // what "groups.update" would derive to
inline constexpr Rule kEventName = {.type = Type::text, .one_of = kEventNames, .also = kEventSynonyms};

inline constexpr const char* kPresences[] = {"unavailable", "available", "composing", "recording", "paused"};

// Who a message or a question is about: a number or a JID.
inline constexpr Rule kNumber = {
    .name = "number", .type = Type::text, .required = true, .says = "Invalid format",
    .about = "A phone number with its country code, the id of a group, or a WhatsApp address."};

// How long a chat shows that somebody types.
inline constexpr Rule kDelay = {
    .name = "delay", .type = Type::integer, .says = "Enter a value in milliseconds", .at_least = 0, .at_most = 600000,
    .about = "Shows for so many milliseconds that somebody types, then sends; the answer waits for it."};

}  // namespace wagate::api_rest
