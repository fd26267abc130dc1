#include "media_fetch.h"

#include <utility>

#include "wagate/base64.h"
#include "wagate/commands.h"
#include "wagate/json_writer.h"

namespace wagate::transport_webhook {
namespace {

class FileReply final : public abi::CommandReply {
 public:
  FileReply(std::uint64_t max_bytes, std::function<void(std::string)> done) : max_bytes_(max_bytes), done_(std::move(done)) {}

  void ok(const abi::DocumentRef& result) noexcept override {
    std::string text;
    if (result.attachment_count > 0 && result.attachments[0].size <= max_bytes_) {
      const abi::BytesRef& bytes = result.attachments[0];
      base64::append(text, {reinterpret_cast<const char*>(bytes.data), static_cast<std::size_t>(bytes.size)});
    }
    finish(std::move(text));
  }
  void fail(abi::StatusCode, abi::StringRef, abi::StringRef) noexcept override { finish({}); }
  void release() noexcept override {
    finish({});
    delete this;
  }

 private:
  void finish(std::string text) {
    if (const auto done = std::exchange(done_, nullptr)) done(std::move(text));
  }

  const std::uint64_t max_bytes_;
  std::function<void(std::string)> done_;  // null once called
};

}  // namespace

void fetch_file(abi::Commands& commands, abi::InstanceKey instance, const std::string& instance_name, const FileWish& wish,
                std::uint64_t max_bytes, std::function<void(std::string base64)> done) {
  std::string arguments;
  JsonWriter(arguments).begin_object().field_raw("key", wish.key).field_raw("message", wish.message).end_object();
  abi::Command command;
  command.name = commands::kFetchMedia;
  command.instance = instance;
  command.instance_name = instance_name;
  command.arguments = abi::DocumentRef(arguments);
  commands.execute(command, new FileReply(max_bytes, std::move(done)));
}

}  // namespace wagate::transport_webhook
