// Notifications of groups and stanzas of calls, whatever they hold. What is told of them has to be JSON that refers to
// each attachment once.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "calls/call_news.h"
#include "calls/stanza_packet.h"
#include "groups/group_metadata.h"
#include "groups/group_news.h"
#include "node/codec.h"
#include "store/transaction.h"

namespace {

using namespace wagate::session_whatsapp;

void expect(bool truth) {
  if (!truth) std::abort();
}

void expect_json(const std::string& text) { expect(nlohmann::json::accept(text)); }

// A file of its own, gone with the process. Nothing is ever committed to it.
SessionStore& fuzz_store() {
  static struct Folder {
    Folder() { expect(mkdtemp(path) != nullptr); }
    ~Folder() {
      for (const char* end : {"", "-wal", "-shm", "-journal"}) unlink((file() + end).c_str());
      rmdir(path);
    }
    std::string file() const { return std::string(path) + "/fuzz.wa"; }

    char path[32] = "/tmp/wagate-fuzz-XXXXXX";
  } folder;
  static SessionStore store(folder.file());
  return store;
}

void read_everything(const Node& stanza) {
  Account account;
  account.jid = "49151:7@s.whatsapp.net";
  account.lid = "8877:7@lid";
  Transaction work(fuzz_store());
  Names names(work, account);
  for (const proto::StoredEvent& event : read_group_news(stanza, names, "instance")) {
    expect(!event.chat().empty());
    expect_json(event.json());
  }
  if (const auto id = jid_of_group(stanza)) {
    std::string json;
    wagate::JsonWriter writer(json);
    write_group(writer, *id, stanza, names, {std::string(), "8877@lid"});
    expect_json(json);
  }
  if (const auto call = read_call(stanza)) {
    expect(!call->id.empty());
    expect_json(call_document(*call, call->caller.text()));
  }
  wagate::Document packet;
  wagate::JsonWriter writer(packet.json);
  write_packet(writer, packet, stanza);
  expect_json(packet.json);
  for (std::size_t i = 0; i < packet.attachments.size(); ++i)
    expect(packet.json.find("\"num\":" + std::to_string(i) + "}") != std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  NodeLimits limits;
  limits.inflated_bytes = 1u << 20;
  limits.values = 10'000;
  NodeError error = NodeError::none;
  const auto stanza = decode_frame({reinterpret_cast<const char*>(data), size}, error, limits);
  if (stanza) read_everything(*stanza);
  return 0;
}
