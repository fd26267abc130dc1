#pragma once

#include <memory>
#include <optional>

#include "kernel/config/config_problem.h"
#include "kernel/config/config_value.h"

namespace wagate {

// Larger configuration files are a mistake.
inline constexpr std::size_t kMaxConfigBytes = 1 << 20;

// Reads TOML. Every value and key gets its position. Nothing, and a problem, when the text is not TOML.
std::optional<ConfigValue> read_toml(const std::shared_ptr<const SourceText>& source, ConfigProblems& problems);

}  // namespace wagate
