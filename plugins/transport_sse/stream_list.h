#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <vector>

#include "stream.h"

namespace wagate::transport_sse {

using StreamPtr = std::shared_ptr<Stream>;

// The streams of a transport, by what they are looked for. Every member may be called from any thread.
class StreamList {
 public:
  // Of a request that has just come. False when there are `limit` already.
  bool add(const abi::HttpExchange& exchange, const StreamPtr& stream, std::size_t limit);
  // False when the stream is out already.
  bool set_client(abi::ClientId client, const StreamPtr& stream);
  void enter(abi::AudienceId audience, const StreamPtr& stream);

  // Takes it out everywhere; false when it was out already: somebody else ends it.
  bool remove(const StreamPtr& stream);

  StreamPtr of_exchange(const abi::HttpExchange& exchange) const;
  StreamPtr of_client(abi::ClientId client) const;
  std::vector<StreamPtr> in_audience(abi::AudienceId audience) const;
  std::vector<StreamPtr> all() const;

 private:
  mutable std::shared_mutex mutex_;
  std::unordered_map<const abi::HttpExchange*, StreamPtr> exchanges_;            // guarded by mutex_
  std::unordered_map<abi::ClientId, StreamPtr> clients_;                         // guarded by mutex_
  std::unordered_map<abi::AudienceId, std::vector<StreamPtr>> audiences_;        // guarded by mutex_
  std::unordered_map<const Stream*, const abi::HttpExchange*> exchange_of_;      // guarded by mutex_
};

}  // namespace wagate::transport_sse
