#pragma once

#include <deque>
#include <nlohmann/json.hpp>
#include <string>

#include "wagate/abi/host.h"

namespace wagate::testing {

// A configuration from JSON text, as the kernel would hand it over: checked and with defaults filled in.
class FakeConfig final : public abi::Config {
 public:
  explicit FakeConfig(const std::string& json) : root_(nlohmann::json::parse(json.empty() ? "{}" : json)) {}

  bool has(abi::StringRef path) noexcept override { return find(path) != nullptr; }
  abi::StringRef text(abi::StringRef path, abi::StringRef fallback) noexcept override {
    const auto* node = find(path);
    return node && node->is_string() ? keep(node->get<std::string>()) : fallback;
  }
  std::int64_t integer(abi::StringRef path, std::int64_t fallback) noexcept override {
    const auto* node = find(path);
    return node && node->is_number_integer() ? node->get<std::int64_t>() : fallback;
  }
  double number(abi::StringRef path, double fallback) noexcept override {
    const auto* node = find(path);
    return node && node->is_number() ? node->get<double>() : fallback;
  }
  bool boolean(abi::StringRef path, bool fallback) noexcept override {
    const auto* node = find(path);
    return node && node->is_boolean() ? node->get<bool>() : fallback;
  }
  std::uint64_t length(abi::StringRef path) noexcept override {
    const auto* node = find(path);
    return node && (node->is_array() || node->is_object()) ? node->size() : 0;
  }
  abi::StringRef key(abi::StringRef path, std::uint64_t index) noexcept override {
    const auto* node = find(path);
    if (!node || !node->is_object() || index >= node->size()) return {};
    auto entry = node->begin();
    std::advance(entry, static_cast<std::ptrdiff_t>(index));
    return keep(entry.key());
  }
  abi::StringRef json(abi::StringRef path) noexcept override {
    const auto* node = path.empty() ? &root_ : find(path);
    return node ? keep(node->dump()) : abi::StringRef();
  }

 private:
  const nlohmann::json* find(abi::StringRef path) const {
    const nlohmann::json* node = &root_;
    std::string_view rest = path.view();
    while (!rest.empty()) {
      const auto dot = rest.find('.');
      const std::string step(rest.substr(0, dot));
      rest = dot == std::string_view::npos ? std::string_view() : rest.substr(dot + 1);
      if (node->is_array()) {
        const auto index = static_cast<std::size_t>(std::stoul(step));
        if (index >= node->size()) return nullptr;
        node = &(*node)[index];
      } else if (node->is_object() && node->contains(step)) {
        node = &(*node)[step];
      } else {
        return nullptr;
      }
    }
    return node;
  }

  // Views live as long as the unit, so every answer is kept.
  abi::StringRef keep(std::string text) { return kept_.emplace_back(std::move(text)); }

  nlohmann::json root_;
  std::deque<std::string> kept_;
};

}  // namespace wagate::testing
