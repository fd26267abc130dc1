#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "qr_image/qr_image.h"
#include "wagate/plugin.h"

namespace wagate::session_simulator {

// The unit's configuration.
struct Options {
  std::uint64_t seed = 1;
  std::int64_t qr_interval_ms = 45'000;
  std::int64_t qr_limit = 30;
  qr_image::QrImage qr_image;
  std::int64_t scan_after_ms = 3'000;  // 0: only when asked to
  std::size_t history_chunks = 2;
  std::size_t history_messages = 20;
  std::size_t contacts = 12;
  std::size_t groups = 3;
  bool live = true;
  double pace = 20;  // events per minute
  std::vector<std::string> unknown_numbers;

  // Throws PluginError for a colour that is none.
  static Options from(const PluginContext& context) {
    const auto size = [&](std::string_view key, std::int64_t fallback) {
      return static_cast<std::size_t>(context.integer(key, fallback));
    };
    Options out;
    out.seed = static_cast<std::uint64_t>(context.integer("seed", 1));
    out.qr_interval_ms = context.integer("qr_interval_ms", out.qr_interval_ms);
    out.qr_limit = context.integer("qr_limit", out.qr_limit);
    out.scan_after_ms = context.integer("scan_after_ms", out.scan_after_ms);
    out.history_chunks = size("history_chunks", 2);
    out.history_messages = size("history_messages", 20);
    out.contacts = size("contacts", 12);
    out.groups = size("groups", 3);
    out.live = context.boolean("live", true);
    out.pace = context.number("pace", out.pace);
    out.unknown_numbers = context.texts("unknown_numbers");
    const std::string colour = context.text("qr_color", "#198754");
    const auto image = qr_image::QrImage::in_colour(colour);
    if (!image) throw PluginError("qr_color is \"" + colour + "\"; write a colour as \"#198754\" or \"#fff\"");
    out.qr_image = *image;
    return out;
  }
};

}  // namespace wagate::session_simulator
