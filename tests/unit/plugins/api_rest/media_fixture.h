#pragma once

#include "archive_fixture.h"
#include "wagate/abi/http_client.h"

namespace wagate::api_rest {

// Keeps requests and answers them at once, or when told to.
class FakeHttpClient final : public abi::HttpClient {
 public:
  struct Sent {
    std::string method, url, body;
    std::map<std::string, std::string> headers;
    std::uint32_t flags = 0, timeout_ms = 0, max_redirects = 0;
    std::uint64_t max_response_bytes = 0;
  };

  void send(const abi::HttpClientRequest& request, abi::HttpClientReply* reply) noexcept override {
    Sent one{request.method.str(), request.url.str(), request.body.str(), {}, request.flags, request.timeout_ms,
             request.max_redirects, request.max_response_bytes};
    for (std::uint64_t i = 0; i < request.header_count; ++i)
      one.headers[request.headers[i].name.str()] = request.headers[i].value.str();
    sent.push_back(std::move(one));
    waiting_.emplace_back(reply);
    if (script_) answer_next();
  }

  abi::StatusCode check_url(abi::StringRef url, std::uint32_t flags, abi::ErrorOut& error) noexcept override {
    const bool is_inside = url.view().find("127.0.0.1") != std::string_view::npos;
    if (!is_inside || (flags & abi::kMayReachPrivate) != 0) return abi::StatusCode::ok;
    return abi::fail(error, abi::StatusCode::permission_denied, "127.0.0.1 is a private address");
  }

  void will_answer(std::uint32_t status, std::string body, std::string content_type = "") {
    script_ = [=](abi::HttpClientReply& reply) {
      const abi::NameValue headers[] = {{"content-type", content_type}};
      abi::HttpClientResponse response;
      response.status = status;
      response.headers = headers;
      response.header_count = content_type.empty() ? 0 : 1;
      response.body = body;
      reply.response(response);
    };
  }
  void will_fail(abi::StatusCode code, std::string sentence) {
    script_ = [=](abi::HttpClientReply& reply) { reply.failed(code, sentence); };
  }
  void answer_next() {
    Owned<abi::HttpClientReply> reply = std::move(waiting_.front());
    waiting_.pop_front();
    script_(*reply);
  }

  std::vector<Sent> sent;

 private:
  std::function<void(abi::HttpClientReply&)> script_;
  std::deque<Owned<abi::HttpClientReply>> waiting_;
};

struct WithServices {
  FakeArchive archive_;
  FakeHttpClient client_;
};

// The unit with an archive and an HTTP client, and commands that succeed.
class SendingTest : protected WithServices, public RestTest {
 protected:
  explicit SendingTest(const std::string& config = "{}")
      : RestTest(config, [this](FakeHost& host) {
          host.services().offer(abi::Archive::kServiceId, static_cast<abi::Archive*>(&archive_));
          host.services().offer(abi::HttpClient::kServiceId, static_cast<abi::HttpClient*>(&client_));
        }) {
    commands_.will_succeed(Document(R"({"key":{"id":"3EB0"}})"));
  }

  // A multipart form: fields, then the file unless its name is empty.
  Answer post_form(const std::string& target, const std::vector<std::pair<std::string, std::string>>& fields,
                   const std::string& file_name = "", const std::string& file_type = "",
                   const std::string& bytes = "") {
    wagate::testing::HttpCall call{.method = "POST", .target = target};
    call.headers = {{"apikey", kGlobalKey}, {"content-type", "multipart/form-data; boundary=frontier"}};
    for (const auto& [name, value] : fields)
      call.body += "--frontier\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    if (!file_name.empty())
      call.body += "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + file_name +
                   "\"\r\nContent-Type: " + file_type + "\r\n\r\n" + bytes + "\r\n";
    call.body += "--frontier--\r\n";
    const Answer answer = server_.request(call);
    host_.executor().run_all();
    return answer;
  }

  // The only command that was sent.
  const FakeCommands::Asked& asked() const {
    EXPECT_EQ(commands_.asked.size(), 1u);
    static const FakeCommands::Asked kNone;
    return commands_.asked.empty() ? kNone : commands_.asked[0];
  }
};

inline constexpr char kPng[] = "\x89PNG\r\n\x1a\n...";
inline constexpr char kPngBase64[] = "iVBORw0KGgouLi4=";

}  // namespace wagate::api_rest
