#pragma once

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernel/app/command_line.h"

namespace Poco::Net {
class HTTPClientSession;
}

namespace wagate::app {

// No gateway answered. what() says where and why.
class Unreachable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Answer {
  int status = 0;
  std::string body;
  std::map<std::string, std::string> headers;  // names in lower case
};

// Where a running gateway is, and the key to it.
struct GatewayAddress {
  std::string url;  // "http://localhost:8080", without a slash at the end
  std::string key;  // may be empty

  // The options --url and --key of `arguments`, else WAGATE_URL and AUTHENTICATION_API_KEY, else
  // the default port and the key that a gateway without one has generated in its state directory.
  static GatewayAddress from(const Arguments& arguments);

  // The two options, for the commands that use from().
  static std::vector<Option> options();
};

// Speaks HTTP with a running gateway. Each call may throw Unreachable.
class GatewayClient {
 public:
  explicit GatewayClient(GatewayAddress address) : address_(std::move(address)) {}

  // One request with the key in the header `apikey`; `body` is JSON or empty.
  Answer call(const std::string& method, const std::string& target, const std::string& body = "",
              const std::map<std::string, std::string>& headers = {}) const;

  const GatewayAddress& address() const { return address_; }

  // An HTTP(S) session to the gateway that is not connected yet.
  std::unique_ptr<Poco::Net::HTTPClientSession> session() const;

 private:
  GatewayAddress address_;
};

// `text` as one segment of a path.
std::string path_segment(const std::string& text);

// The sentence in an error answer of the REST API, or its body.
std::string sentence_of(const Answer& answer);

}  // namespace wagate::app
