#include "message_texts.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace {

// Keeps the order of keys: what nobody asked to change should not change.
using Json = nlohmann::ordered_json;
using Change = std::function<std::string(std::string_view)>;

constexpr int kMaxNesting = 64;

// These hold text that people write; what else looks like a number (addresses, identifiers) is left alone.
bool is_written(const std::string& key) {
  return key == "conversation" || key == "text" || key == "caption" || key == "title" || key == "description" ||
         key == "matchedText" || key == "contentText" || key == "optionName" || key == "name";
}

bool change_texts(Json& value, const Change& change, int nesting) {
  if (nesting > kMaxNesting) throw std::runtime_error("the message nests too deep");
  bool changed = false;
  if (value.is_array()) {
    for (Json& entry : value) changed = change_texts(entry, change, nesting + 1) || changed;
    return changed;
  }
  if (!value.is_object()) return false;
  for (auto& entry : value.items()) {
    if (!entry.value().is_string()) {
      changed = change_texts(entry.value(), change, nesting + 1) || changed;
      continue;
    }
    if (!is_written(entry.key())) continue;
    std::string after = change(entry.value().get_ref<const std::string&>());
    if (after == entry.value().get_ref<const std::string&>()) continue;
    entry.value() = std::move(after);
    changed = true;
  }
  return changed;
}

}  // namespace

std::optional<std::string> change_message_texts(std::string_view record, const Change& change) {
  Json root = Json::parse(record, nullptr, /*allow_exceptions=*/false);
  if (root.is_discarded()) throw std::runtime_error("the document is not JSON");
  if (!root.is_object()) return std::nullopt;
  bool changed = false;
  for (const char* content : {"message", "contextInfo"}) {
    const auto found = root.find(content);
    if (found != root.end()) changed = change_texts(*found, change, 0) || changed;
  }
  if (!changed) return std::nullopt;
  return root.dump();
}
