#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "wagate/abi/metrics.h"

namespace wagate::metrics_prometheus {

struct Label {
  std::string_view name;
  std::string_view value;
};

// Writes figures in the text format of Prometheus, version 0.0.4. Lines of one name are kept together
// below one HELP and one TYPE, whatever the order in which they come.
class Exposition {
 public:
  // `kind` counts for the first line of a name; later lines of another kind are left out.
  void add(abi::MetricKind kind, std::string_view name, std::string_view help, const std::vector<Label>& labels, double value);

  // A figure of a unit: wagate_<name>{unit="..."}; those of the gateway itself have no such label.
  void add(const abi::MetricSample& sample);

  std::string text() const;

 private:
  struct Family {
    abi::MetricKind kind;
    std::string help;
    std::string lines;
  };

  Family* family(abi::MetricKind kind, std::string_view name, std::string_view help);

  std::map<std::string, Family, std::less<>> families_;
};

}  // namespace wagate::metrics_prometheus
