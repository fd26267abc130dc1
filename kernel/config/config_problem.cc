#include "kernel/config/config_problem.h"

#include <algorithm>
#include <cctype>

namespace wagate {
namespace {

std::string_view line_of(std::string_view text, std::uint32_t number) {
  for (std::uint32_t line = 1; line < number; ++line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  std::string_view line = text.substr(0, text.find('\n'));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

// Everything behind the first '=' as ***; a line without one may be the middle of a secret.
std::string masked(std::string_view line) {
  const std::size_t equals = line.find('=');
  return equals == std::string_view::npos ? "***" : std::string(line.substr(0, equals)) + "= ***";
}

void append_excerpt(std::string& out, const ConfigProblem& problem) {
  if (!problem.where.source || problem.where.line == 0 || problem.excerpt == ConfigProblem::Excerpt::none) return;
  const std::string_view line = line_of(problem.where.source->text, problem.where.line);
  const bool mask = problem.excerpt == ConfigProblem::Excerpt::masked || looks_secret(line.substr(0, line.find('=')));
  std::string number = std::to_string(problem.where.line);
  number.insert(0, number.size() < 5 ? 5 - number.size() : 0, ' ');
  out += number + " | " + (mask ? masked(line) : std::string(line)) + "\n";

  // The caret line repeats the tabs of the line above, so that both are as wide.
  std::string indent;
  std::uint32_t column = 1;
  std::uint32_t left = 0;
  for (const char c : line) {
    if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) continue;  // columns count characters
    if (column < problem.where.column) indent += c == '\t' ? '\t' : ' ';
    else ++left;
    ++column;
  }
  const std::uint32_t width = std::clamp<std::uint32_t>(problem.where.width, 1, std::max<std::uint32_t>(left, 1));
  if (mask && line.find('=') < indent.size()) return;  // the caret would point into the mask
  out += std::string(5, ' ') + " | " + indent + std::string(width, '^') + "\n";
}

std::string position(const ConfigOrigin& where) {
  switch (where.layer) {
    case ConfigOrigin::Layer::defaults: return "configuration";
    case ConfigOrigin::Layer::environment: return "environment variable " + where.variable;
    case ConfigOrigin::Layer::file:
    case ConfigOrigin::Layer::dotenv: break;
  }
  std::string text = where.source->path;
  if (where.line > 0) text += ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
  return text;
}

void append_problem(std::string& out, const ConfigProblem& problem) {
  out += position(problem.where);
  out += problem.severity == ConfigProblem::Severity::error ? ": error: " : ": warning: ";
  out += problem.sentence + "\n";
  append_excerpt(out, problem);
  if (!problem.help.empty()) out += std::string(5, ' ') + " = " + problem.help + "\n";
  out += "\n";
}

}  // namespace

bool has_errors(const ConfigProblems& problems) {
  return std::any_of(problems.begin(), problems.end(),
                     [](const ConfigProblem& problem) { return problem.severity == ConfigProblem::Severity::error; });
}

std::string render(const ConfigProblems& problems, std::string_view consequence) {
  std::string out;
  std::size_t errors = 0;
  for (const ConfigProblem& problem : problems) {
    if (problem.severity != ConfigProblem::Severity::error) continue;
    append_problem(out, problem);
    ++errors;
  }
  for (const ConfigProblem& problem : problems) {
    if (problem.severity == ConfigProblem::Severity::warning) append_problem(out, problem);
  }
  if (errors > 0) {
    out += std::to_string(errors) + (errors == 1 ? " problem; " : " problems; ");
    out += consequence;
    out += ".";
  } else if (!out.empty()) {
    out.pop_back();  // the empty line behind the last warning
  }
  return out;
}

bool looks_secret(std::string_view key) {
  std::string lower(key);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  for (std::string_view word : {"key", "secret", "token", "tokn", "pass", "pwd", "credential"}) {
    if (lower.find(word) != std::string::npos) return true;
  }
  return false;
}

}  // namespace wagate
