#include "kernel/app/event_stream.h"

#include <Poco/Base64Encoder.h>
#include <Poco/Buffer.h>
#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/WebSocket.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace wagate::app {
namespace {

constexpr int kMaxMessageBytes = 256 * 1024 * 1024;  // a history chunk can be large
constexpr int kSilenceMs = 60'000;                   // the gateway pings every 25 s unless configured

std::string base64(const std::string& bytes) {
  std::ostringstream out;
  Poco::Base64Encoder encoder(out);
  encoder.rdbuf()->setLineLength(0);
  encoder << bytes;
  encoder.close();
  return out.str();
}

// Puts the attachments back where their placeholders stand.
void fill_in(nlohmann::ordered_json& value, const std::vector<std::string>& attachments) {
  if (value.is_object() && value.size() == 2 && value.contains("_placeholder") && value.contains("num")) {
    const auto& number = value["num"];
    if (number.is_number_unsigned() && number.get<std::size_t>() < attachments.size()) {
      value = base64(attachments[number.get<std::size_t>()]);
    }
    return;
  }
  if (value.is_structured()) {
    for (auto& inner : value) fill_in(inner, attachments);
  }
}

std::string message_of(const std::string& json) {
  const auto value = nlohmann::json::parse(json, nullptr, false);
  return value.is_object() && value.contains("message") && value["message"].is_string()
             ? value["message"].get<std::string>()
             : json;
}

}  // namespace

EventStream::EventStream(const GatewayClient& client, const std::string& channel)
    : url_(client.address().url), channel_(channel), session_(client.session()) {
  try {
    // The key goes into a header, not into the query: access logs of proxies keep queries.
    Poco::Net::HTTPRequest request(Poco::Net::HTTPRequest::HTTP_GET, "/socket.io/?EIO=4&transport=websocket",
                                   Poco::Net::HTTPMessage::HTTP_1_1);
    if (!client.address().key.empty()) request.set("apikey", client.address().key);
    Poco::Net::HTTPResponse response;
    try {
      socket_ = std::make_unique<Poco::Net::WebSocket>(*session_, request, response);
    } catch (const Poco::Net::WebSocketException&) {
      const int status = response.getStatus();
      if (status == 404) throw Refused("there is no Socket.IO endpoint at " + url_ + "; is its transport switched on?");
      if (status != 0 && status != 101) throw Refused("the gateway refused the connection with status " + std::to_string(status));
      throw;
    }
    socket_->setMaxPayloadSize(kMaxMessageBytes);
    socket_->setReceiveTimeout(Poco::Timespan(0, kSilenceMs * 1000LL));
  } catch (const Poco::Exception& failure) {
    throw Unreachable("no gateway answers at " + url_ + " (" + failure.displayText() + ")");
  }

  receive();  // the open packet
  send(channel_ == "/" ? "40" : "40" + channel_ + ",");
  const std::string answer = receive().data;
  if (answer.compare(0, 2, "44") == 0) {
    const auto json = answer.find('{');
    throw Refused(json == std::string::npos ? answer : message_of(answer.substr(json)));
  }
}

EventStream::~EventStream() = default;

ReceivedEvent EventStream::next() {
  ReceivedEvent event;
  while (true) {
    const Message message = receive();
    if (message.binary || message.data.empty()) continue;
    switch (message.data[0]) {
      case '1': throw Unreachable("the gateway ended the connection");
      case '2': send("3"); break;
      case '4':
        if (take(message.data.substr(1), event)) return event;
        break;
      default: break;
    }
  }
}

bool EventStream::take(const std::string& packet, ReceivedEvent& event) {
  if (packet.empty()) return false;
  const char type = packet[0];
  if (type == '1') throw Refused("the gateway ended the namespace " + channel_);
  if (type != '2' && type != '5') return false;

  // 5<count>-/namespace,[...] or 2/namespace,[...]
  std::size_t at = 1;
  std::size_t count = 0;
  if (type == '5') {
    while (at < packet.size() && packet[at] != '-') count = count * 10 + static_cast<std::size_t>(packet[at++] - '0');
    ++at;
  }
  at = packet.find('[', channel_ == "/" ? at : packet.find(',', at));
  if (at == std::string::npos) return false;

  std::vector<std::string> attachments;
  while (attachments.size() < count) {
    Message message = receive();
    if (!message.binary) throw Unreachable("the gateway sent text where bytes belong");
    attachments.push_back(std::move(message.data));
  }
  auto arguments = nlohmann::ordered_json::parse(packet.begin() + static_cast<std::ptrdiff_t>(at), packet.end(), nullptr, false);
  if (!arguments.is_array() || arguments.size() < 2 || !arguments[0].is_string()) return false;
  fill_in(arguments[1], attachments);
  event.name = arguments[0].get<std::string>();
  event.envelope = arguments[1].dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return true;
}

EventStream::Message EventStream::receive() {
  using Poco::Net::WebSocket;
  try {
    Message message;
    Poco::Buffer<char> buffer(0);
    while (true) {
      buffer.resize(0);
      int flags = 0;
      const int count = socket_->receiveFrame(buffer, flags);
      const int opcode = flags & WebSocket::FRAME_OP_BITMASK;
      if ((count == 0 && flags == 0) || opcode == WebSocket::FRAME_OP_CLOSE) {
        throw Unreachable("the gateway at " + url_ + " closed the connection");
      }
      if (opcode == WebSocket::FRAME_OP_PING) {
        socket_->sendFrame(buffer.begin(), count, static_cast<int>(WebSocket::FRAME_FLAG_FIN) | WebSocket::FRAME_OP_PONG);
        continue;
      }
      if (opcode == WebSocket::FRAME_OP_PONG) continue;
      // A message may come in fragments; only the first one says what it is.
      if (opcode == WebSocket::FRAME_OP_BINARY) message.binary = true;
      message.data.append(buffer.begin(), static_cast<std::size_t>(count));
      if (message.data.size() > kMaxMessageBytes) throw Unreachable("the gateway sent a message that is too long");
      if ((flags & WebSocket::FRAME_FLAG_FIN) != 0) return message;
    }
  } catch (const Poco::TimeoutException&) {
    throw Unreachable("the gateway at " + url_ + " has been silent for a minute");
  } catch (const Poco::Exception& failure) {
    throw Unreachable("the connection to " + url_ + " broke (" + failure.displayText() + ")");
  }
}

void EventStream::send(const std::string& text) {
  try {
    socket_->sendFrame(text.data(), static_cast<int>(text.size()), Poco::Net::WebSocket::FRAME_TEXT);
  } catch (const Poco::Exception& failure) {
    throw Unreachable("the connection to " + url_ + " broke (" + failure.displayText() + ")");
  }
}

}  // namespace wagate::app
