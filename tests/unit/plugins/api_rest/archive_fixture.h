#pragma once

#include "rest_fixture.h"
#include "wagate/abi/archive.h"

namespace wagate::api_rest {

// Rows by instance. Finds by instance, ids and JIDs, newest first as they were added; keeps the rest of
// the last question for a test to look at.
class FakeArchive final : public abi::Archive {
 public:
  struct Question {
    std::string instance_id, row_id, message_id, remote_jid, participant, message_type, source, push_name;
    std::int32_t from_me = -1;
    std::int64_t since = 0, until = 0;
    std::uint64_t skip = 0, take = 0;
  };

  std::map<std::string, std::vector<std::string>> messages_of, updates_of, chats_of, contacts_of, labels_of;
  Question last;
  abi::StatusCode failing = abi::StatusCode::ok;

  abi::StatusCode messages(const abi::MessageQuery& query, std::uint64_t* total, abi::ArchiveVisitor& visitor,
                           abi::ErrorOut& error) noexcept override {
    keep(query);
    std::vector<std::string> found;
    for (const std::string& text : messages_of[last.instance_id]) {
      const AnyJson row = AnyJson::parse(text);
      const bool fits = (last.message_id.empty() || row["key"]["id"] == last.message_id) &&
                        (last.remote_jid.empty() || row["key"]["remoteJid"] == last.remote_jid);
      if (fits) found.push_back(text);
    }
    *total = found.size();
    return show(found, visitor, error);
  }
  abi::StatusCode message_updates(const abi::MessageQuery& query, abi::ArchiveVisitor& visitor,
                                  abi::ErrorOut& error) noexcept override {
    keep(query);
    return show(updates_of[last.instance_id], visitor, error);
  }
  abi::StatusCode chats(const abi::ChatQuery& query, abi::ArchiveVisitor& visitor,
                        abi::ErrorOut& error) noexcept override {
    last = {};
    last.instance_id = query.instance_id.str();
    last.remote_jid = query.remote_jid.str();
    last.since = query.since;
    last.until = query.until;
    last.skip = query.skip;
    last.take = query.take;
    return show(chats_of[last.instance_id], visitor, error);
  }
  abi::StatusCode contacts(const abi::ContactQuery& query, abi::ArchiveVisitor& visitor,
                           abi::ErrorOut& error) noexcept override {
    last = {};
    last.instance_id = query.instance_id.str();
    last.row_id = query.row_id.str();
    last.remote_jid = query.remote_jid.str();
    last.push_name = query.push_name.str();
    last.skip = query.skip;
    last.take = query.take;
    return show(contacts_of[last.instance_id], visitor, error);
  }
  abi::StatusCode labels(abi::StringRef instance_id, abi::ArchiveVisitor& visitor,
                         abi::ErrorOut& error) noexcept override {
    last = {};
    last.instance_id = instance_id.str();
    return show(labels_of[last.instance_id], visitor, error);
  }
  abi::StatusCode counts(abi::StringRef instance_id, abi::ArchiveCounts* counts,
                         abi::ErrorOut& error) noexcept override {
    counts->messages = messages_of[instance_id.str()].size();
    counts->contacts = contacts_of[instance_id.str()].size();
    counts->chats = chats_of[instance_id.str()].size();
    return failing == abi::StatusCode::ok ? failing : abi::fail(error, failing, "the file /var/lib/x is broken");
  }
  abi::StatusCode flush(abi::ErrorOut&) noexcept override { return abi::StatusCode::ok; }

 private:
  void keep(const abi::MessageQuery& query) {
    last = {query.instance_id.str(),  query.row_id.str(), query.message_id.str(), query.remote_jid.str(),
            query.participant.str(),  query.message_type.str(), query.source.str(), "",
            query.from_me, query.since, query.until, query.skip, query.take};
  }
  abi::StatusCode show(const std::vector<std::string>& rows, abi::ArchiveVisitor& visitor, abi::ErrorOut& error) {
    if (failing != abi::StatusCode::ok) return abi::fail(error, failing, "the file /var/lib/x is broken");
    const std::uint64_t end = last.take == 0 ? rows.size() : std::min<std::uint64_t>(rows.size(), last.skip + last.take);
    for (std::uint64_t i = last.skip; i < end; ++i)
      if (!visitor.visit(rows[i])) break;
    return abi::StatusCode::ok;
  }
};

// Constructed before the unit that uses it and gone after it.
struct WithArchive {
  FakeArchive archive_;
};

// The unit with an archive.
class ArchiveTest : protected WithArchive, public RestTest {
 protected:
  ArchiveTest()
      : RestTest("{}", [this](FakeHost& host) {
          host.services().offer(abi::Archive::kServiceId, static_cast<abi::Archive*>(&archive_));
        }) {}

  static constexpr char kForeignId[] = "9c1d7e40-1111-4222-8333-444455556666";

  // A stored text message.
  static std::string text_row(const std::string& id, const std::string& jid) {
    return R"({"id":"c)" + id + R"(","key":{"id":")" + id + R"(","fromMe":false,"remoteJid":")" + jid +
           R"("},"pushName":"Ana","messageType":"conversation","message":{"conversation":"Hi"},)"
           R"("messageTimestamp":1768485802,"source":"ios","contextInfo":null,"MessageUpdate":[]})";
  }
};

}  // namespace wagate::api_rest
