#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace wagate::http_server::testing {

struct Response {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case; repeated ones joined by ", "
  std::string body;
};

struct ReceivedFrame {
  int opcode = -1;  // -1: the connection ended
  bool final = false;
  std::string payload;

  int close_code() const;
};

// A client that puts exactly the given bytes on the wire. Every wait ends after 20 s, which only a
// defect reaches.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int receive_buffer = 0);
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  RawClient(RawClient&& other) noexcept;
  ~RawClient();

  void send(std::string_view bytes);
  bool try_send(std::string_view bytes);

  // One answer; status 0 when the connection ended before. `to_head`: the answer has no body
  // whatever its headers say.
  Response read_response(bool to_head = false);
  std::string read_until(std::string_view end);
  std::string read_to_end();
  bool is_ended();  // waits for the end, dropping what comes before

  // WebSocket.
  bool open_websocket(std::string_view target, std::string_view extra_headers = {});
  void send_frame(int opcode, std::string_view payload, bool final = true);
  ReceivedFrame read_frame();

  void shut_down_writing();
  void close();
  void reset();

 private:
  bool fill();

  int fd_;
  std::string buffered_;
};

// A masked frame, as a client has to send it.
std::string client_frame(int opcode, std::string_view payload, bool final = true);

inline constexpr int kText = 1;
inline constexpr int kBinary = 2;
inline constexpr int kClose = 8;
inline constexpr int kPing = 9;
inline constexpr int kPong = 10;

}  // namespace wagate::http_server::testing
