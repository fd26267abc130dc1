#include "kernel/config/substitution.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

namespace wagate {
namespace {

constexpr std::uintmax_t kMaxFileBytes = 64 * 1024;

class Substitution {
 public:
  Substitution(const Environment& environment, const std::filesystem::path& directory, ConfigProblems& problems)
      : environment_(environment), directory_(directory), problems_(problems) {}

  void apply(ConfigValue& value) {
    if (value.is(ConfigValue::Kind::table)) {
      for (auto& entry : value.table()) apply(entry.value);
    } else if (value.is(ConfigValue::Kind::array)) {
      for (ConfigValue& element : value.array()) apply(element);
    } else if (value.is(ConfigValue::Kind::text) && value.text().find("${") != std::string::npos) {
      replace(value);
    }
  }

 private:
  void replace(ConfigValue& value) {
    const std::string& text = value.text();
    std::string out;
    bool from_outside = false;
    std::size_t at = 0;
    while (at < text.size()) {
      const std::size_t start = text.find("${", at);
      if (start == std::string::npos) break;
      if (start > at && text[start - 1] == '$') {
        out.append(text, at, start - 1 - at);
        out += "${";
        at = start + 2;
        continue;
      }
      const std::size_t end = text.find('}', start);
      if (end == std::string::npos)
        return refuse(value, "\"${\" has no closing \"}\"", "write \"$${\" for the characters themselves");
      const auto content = fetch(value, std::string_view(text).substr(start + 2, end - start - 2));
      if (!content) return;
      out.append(text, at, start - at);
      out += *content;
      from_outside = true;
      at = end + 1;
    }
    out.append(text, at, std::string::npos);
    ConfigValue replaced(std::move(out));
    replaced.set_origin(value.origin());
    if (from_outside || value.hidden()) replaced.hide();
    value = std::move(replaced);
  }

  std::optional<std::string> fetch(const ConfigValue& value, std::string_view reference) {
    if (reference.starts_with("ENV:")) return variable(value, reference.substr(4));
    if (reference.starts_with("FILE:")) return file(value, reference.substr(5));
    refuse(value, "${" + std::string(reference) + "} is neither ${ENV:NAME} nor ${FILE:/path}",
           "write \"$${\" for the characters themselves");
    return std::nullopt;
  }

  std::optional<std::string> variable(const ConfigValue& value, std::string_view name) {
    if (const auto* found = environment_.find(name)) return found->text;
    refuse(value, "${ENV:" + std::string(name) + "}: this environment variable is not set",
           "set it, or write the value");
    return std::nullopt;
  }

  std::optional<std::string> file(const ConfigValue& value, std::string_view name) {
    const std::filesystem::path path = directory_ / name;  // an absolute name replaces the directory
    const auto fail = [&](const std::string& why) {
      refuse(value, "${FILE:" + std::string(name) + "} cannot be read: " + why,
             "the gateway runs as user id " + std::to_string(geteuid()));
      return std::nullopt;
    };
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) {
      return fail(error ? error.message() : "it is not a regular file");
    }
    if (std::filesystem::file_size(path, error) > kMaxFileBytes) return fail("it is larger than 64 KiB");
    std::ifstream in(path, std::ios::binary);
    if (!in) return fail(std::strerror(errno));
    std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (content.ends_with('\n')) content.pop_back();
    if (content.ends_with('\r')) content.pop_back();
    return content;
  }

  void refuse(const ConfigValue& value, std::string sentence, std::string help) {
    problems_.push_back({value.origin(), std::move(sentence), std::move(help), {}, ConfigProblem::Excerpt::none});
  }

  const Environment& environment_;
  const std::filesystem::path& directory_;
  ConfigProblems& problems_;
};

}  // namespace

void substitute(ConfigValue& value, const Environment& environment, const std::filesystem::path& directory,
                ConfigProblems& problems) {
  Substitution(environment, directory, problems).apply(value);
}

}  // namespace wagate
