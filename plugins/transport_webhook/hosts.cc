#include "hosts.h"

#include <algorithm>

namespace wagate::transport_webhook {

void Hosts::rotate(const std::string& name, Host& host) {
  if (host.in_rotation || host.line.empty() || !has_place(host)) return;
  host.in_rotation = true;
  rotation_.push_back(name);
}

void Hosts::enqueue(const std::string& name, Lane& lane) {
  Host& host = hosts_[name];
  host.line.push_back(&lane);
  rotate(name, host);
}

void Hosts::dequeue(const std::string& name, Lane& lane) {
  const auto found = hosts_.find(name);
  if (found == hosts_.end()) return;
  auto& line = found->second.line;
  line.erase(std::remove(line.begin(), line.end(), &lane), line.end());
}

Lane* Hosts::next() {
  while (in_flight_ < max_in_flight_ && !rotation_.empty()) {
    const std::string name = rotation_.front();
    rotation_.pop_front();
    Host& host = hosts_[name];
    host.in_rotation = false;
    if (host.line.empty() || !has_place(host)) continue;
    Lane* const lane = host.line.front();
    host.line.pop_front();
    ++host.in_flight;
    ++in_flight_;
    rotate(name, host);
    return lane;
  }
  return nullptr;
}

void Hosts::ended(const std::string& name, End end) {
  Host& host = hosts_[name];
  if (host.in_flight > 0) --host.in_flight;
  if (in_flight_ > 0) --in_flight_;
  if (end != End::unsent) host.silent = end == End::silent;
  rotate(name, host);
}

void Hosts::tidy() {
  std::erase_if(hosts_, [](const auto& entry) {
    const Host& host = entry.second;
    return host.line.empty() && host.in_flight == 0 && !host.in_rotation;
  });
}

}  // namespace wagate::transport_webhook
