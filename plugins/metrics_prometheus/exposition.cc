#include "exposition.h"

#include <charconv>
#include <cmath>

namespace wagate::metrics_prometheus {

namespace {

void append_number(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
    return;
  }
  if (std::isinf(value)) {
    out += value > 0 ? "+Inf" : "-Inf";
    return;
  }
  char buffer[64];
  const bool whole = value == std::floor(value) && std::abs(value) < 1e15;
  const auto end = whole ? std::to_chars(buffer, buffer + sizeof(buffer), static_cast<long long>(value))
                         : std::to_chars(buffer, buffer + sizeof(buffer), value);
  out.append(buffer, end.ptr);
}

std::string number_text(double value) {
  std::string out;
  append_number(out, value);
  return out;
}

void append_label_value(std::string& out, std::string_view value) {
  for (const char c : value) {
    if (c == '\\') out += "\\\\";
    else if (c == '"') out += "\\\"";
    else if (c == '\n') out += "\\n";
    else out += c;
  }
}

std::string help_text(std::string_view help) {
  std::string out;
  for (const char c : help) {
    if (c == '\\') out += "\\\\";
    else if (c == '\n') out += "\\n";
    else out += c;
  }
  return out;
}

void append_line(std::string& out, std::string_view name, const std::vector<Label>& labels, double value) {
  out.append(name);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    out.append(i == 0 ? "{" : ",").append(labels[i].name).append("=\"");
    append_label_value(out, labels[i].value);
    out += '"';
  }
  if (!labels.empty()) out += '}';
  out += ' ';
  append_number(out, value);
  out += '\n';
}

const char* kind_name(abi::MetricKind kind) {
  switch (kind) {
    case abi::MetricKind::counter: return "counter";
    case abi::MetricKind::gauge: return "gauge";
    case abi::MetricKind::histogram: return "histogram";
  }
  return "untyped";
}

}  // namespace

Exposition::Family* Exposition::family(abi::MetricKind kind, std::string_view name, std::string_view help) {
  auto found = families_.find(name);
  if (found == families_.end()) found = families_.emplace(std::string(name), Family{kind, std::string(help), {}}).first;
  return found->second.kind == kind ? &found->second : nullptr;
}

void Exposition::add(abi::MetricKind kind, std::string_view name, std::string_view help, const std::vector<Label>& labels,
                     double value) {
  if (Family* home = family(kind, name, help)) append_line(home->lines, name, labels, value);
}

void Exposition::add(const abi::MetricSample& sample) {
  const std::string name = "wagate_" + sample.name.str();
  Family* home = family(sample.kind, name, sample.help.view());
  if (!home) return;
  std::vector<Label> labels;
  if (sample.unit != "kernel") labels.push_back({"unit", sample.unit});
  for (std::uint64_t i = 0; i < sample.label_count; ++i) labels.push_back({sample.labels[i].name, sample.labels[i].value});
  if (sample.kind != abi::MetricKind::histogram) return append_line(home->lines, name, labels, sample.value);

  for (std::uint64_t i = 0; i <= sample.bound_count; ++i) {
    const std::string bound = i < sample.bound_count ? number_text(sample.bounds[i]) : "+Inf";
    labels.push_back({"le", bound});
    append_line(home->lines, name + "_bucket", labels, static_cast<double>(sample.bucket_counts[i]));
    labels.pop_back();
  }
  append_line(home->lines, name + "_sum", labels, sample.value);
  append_line(home->lines, name + "_count", labels, static_cast<double>(sample.bucket_counts[sample.bound_count]));
}

std::string Exposition::text() const {
  std::string out;
  for (const auto& [name, family] : families_) {
    out.append("# HELP ").append(name).append(" ").append(help_text(family.help)).append("\n# TYPE ").append(name);
    out.append(" ").append(kind_name(family.kind)).append("\n").append(family.lines);
  }
  return out;
}

}  // namespace wagate::metrics_prometheus
