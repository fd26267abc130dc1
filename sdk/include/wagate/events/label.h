#pragma once

#include "wagate/events/catalog.h"
#include "wagate/events/traits.h"

// Labels of business accounts.
namespace wagate {

// A label was created, changed or deleted.
struct LabelsEdit {
  StringRef label_id;
  StringRef name;
  bool deleted = false;
  DocumentRef document;
};

template <>
struct EventTraits<LabelsEdit> : CatalogNames<CatalogEvent::labels_edit> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(LabelsEdit, label_id),
      WAGATE_FIELD(LabelsEdit, name, abi::kPersonal),
      WAGATE_FIELD(LabelsEdit, deleted),
      WAGATE_FIELD(LabelsEdit, document, abi::kPersonal)};
};

// A label was put on a chat or taken off.
struct LabelsAssociation {
  StringRef chat;
  StringRef label_id;
  StringRef action; // "add" "remove"
  DocumentRef document;
};

template <>
struct EventTraits<LabelsAssociation> : CatalogNames<CatalogEvent::labels_association> {
  static constexpr abi::FieldInfo fields[] = {
      WAGATE_FIELD(LabelsAssociation, chat, abi::kPersonal),
      WAGATE_FIELD(LabelsAssociation, label_id),
      WAGATE_FIELD(LabelsAssociation, action),
      WAGATE_FIELD(LabelsAssociation, document, abi::kPersonal)};
};

}  // namespace wagate
