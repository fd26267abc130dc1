#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace wagate {

// A configuration file as it was read, kept for the excerpts in error messages.
struct SourceText {
  std::string path;
  std::string text;
};

// Where a configuration value came from. The later layers win.
struct ConfigOrigin {
  enum class Layer { defaults, file, dotenv, environment };

  Layer layer = Layer::defaults;
  std::shared_ptr<const SourceText> source;  // of the layers file and dotenv
  std::uint32_t line = 0;                    // from 1; 0: the whole file
  std::uint32_t column = 0;                  // from 1, in characters
  std::uint32_t width = 1;                   // how many characters the value or key takes
  std::string variable;                      // of the layers dotenv and environment
};

// "default", "wagate.toml:12", "environment variable SERVER_PORT", ".env:3 (SERVER_PORT)".
std::string describe(const ConfigOrigin& origin);

}  // namespace wagate
