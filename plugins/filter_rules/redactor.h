#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rule.h"
#include "wagate/document.h"
#include "wagate/events/catalog.h"

namespace wagate::filter_rules {

namespace detail {
constexpr std::uint64_t bits(std::initializer_list<CatalogEvent> events) {
  std::uint64_t mask = 0;
  for (const CatalogEvent event : events) mask |= std::uint64_t{1} << static_cast<std::uint32_t>(event);
  return mask;
}
}  // namespace detail

// The events whose documents the redactor knows.
inline constexpr std::uint64_t kRedactable = detail::bits(
    {CatalogEvent::messages_set, CatalogEvent::messages_upsert, CatalogEvent::messages_edited,
     CatalogEvent::messages_update, CatalogEvent::messages_delete, CatalogEvent::send_message,
     CatalogEvent::send_message_update, CatalogEvent::contacts_set, CatalogEvent::contacts_upsert,
     CatalogEvent::contacts_update});

inline constexpr std::string_view kRedacted = "[redacted]";

// What stands in a redacted document instead of the original. Attachments keep their number and
// place, so that placeholders stay right; those of hidden media are empty. The views point into the
// original's attachments.
struct RedactedDocument {
  std::string json;
  std::vector<abi::BytesRef> attachments;
  bool changed = false;

  abi::DocumentRef ref() const { return {json, attachments.data(), attachments.size()}; }
};

// Rewrites the document of a message or contact event, one record or an array of them. `hidden` are
// bits of Hidden.
//
//   text       inside content (`message`, `editedMessage`, `contextInfo`, quoted messages at any
//              depth) every text but identifiers, types and addresses; outside of it captions,
//              bodies and the like. Content of kinds that do not exist today is hidden, too.
//   push_name  display names of senders.
//   sender     who wrote: participants, and in a chat with one person the address of that person,
//              wherever it stands in the record.
//   media      links to media, keys, hashes and previews; attachments of content become empty.
//
// `facts` are those of the event; of an array of records each is asked for itself.
//
// Nothing when the text is not JSON or nests deeper than kMaxNesting: then nobody can say that it
// was redacted. Time is linear in the size of the document; it is read twice, and no tree is built.
std::optional<RedactedDocument> redact_document(const abi::DocumentRef& document, std::uint32_t hidden,
                                                const Facts& facts);

inline constexpr std::size_t kMaxNesting = 200;

}  // namespace wagate::filter_rules
