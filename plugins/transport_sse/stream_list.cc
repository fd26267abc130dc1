#include "stream_list.h"

namespace wagate::transport_sse {

bool StreamList::add(const abi::HttpExchange& exchange, const StreamPtr& stream, std::size_t limit) {
  std::unique_lock lock(mutex_);
  if (exchange_of_.size() >= limit) return false;
  exchanges_[&exchange] = stream;
  exchange_of_[stream.get()] = &exchange;
  return true;
}

bool StreamList::set_client(abi::ClientId client, const StreamPtr& stream) {
  std::unique_lock lock(mutex_);
  if (!exchange_of_.contains(stream.get())) return false;
  stream->client = client;
  clients_[client] = stream;
  return true;
}

void StreamList::enter(abi::AudienceId audience, const StreamPtr& stream) {
  std::unique_lock lock(mutex_);
  if (!exchange_of_.contains(stream.get())) return;
  stream->audience = audience;
  audiences_[audience].push_back(stream);
}

bool StreamList::remove(const StreamPtr& stream) {
  std::unique_lock lock(mutex_);
  const auto found = exchange_of_.find(stream.get());
  if (found == exchange_of_.end()) return false;
  exchanges_.erase(found->second);
  exchange_of_.erase(found);
  clients_.erase(stream->client);
  if (const auto members = audiences_.find(stream->audience); members != audiences_.end()) {
    std::erase(members->second, stream);
    if (members->second.empty()) audiences_.erase(members);
  }
  return true;
}

StreamPtr StreamList::of_exchange(const abi::HttpExchange& exchange) const {
  std::shared_lock lock(mutex_);
  const auto found = exchanges_.find(&exchange);
  return found == exchanges_.end() ? nullptr : found->second;
}

StreamPtr StreamList::of_client(abi::ClientId client) const {
  std::shared_lock lock(mutex_);
  const auto found = clients_.find(client);
  return found == clients_.end() ? nullptr : found->second;
}

std::vector<StreamPtr> StreamList::in_audience(abi::AudienceId audience) const {
  std::shared_lock lock(mutex_);
  const auto found = audiences_.find(audience);
  return found == audiences_.end() ? std::vector<StreamPtr>() : found->second;
}

std::vector<StreamPtr> StreamList::all() const {
  std::vector<StreamPtr> out;
  std::shared_lock lock(mutex_);
  for (const auto& [exchange, stream] : exchanges_) out.push_back(stream);
  return out;
}

}  // namespace wagate::transport_sse
