#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sqlite/connection.h"
#include "filter_text.h"
#include "wagate/abi/archive.h"

namespace wagate::archive_sqlite {

// Answers questions on a read-only connection of its own, so that they wait for no writer and no writer
// waits for them. Each answer sees the archive as it was at one moment. For one thread at a time.
//
// Statements are compiled once for each set of filters, and name the index that they use.
// Throws sqlite::Error.
class Reader {
 public:
  explicit Reader(const sqlite::Options& options);

  void messages(const abi::MessageQuery& query, std::uint64_t& total, abi::ArchiveVisitor& visitor);
  void message_updates(const abi::MessageQuery& query, abi::ArchiveVisitor& visitor);
  void chats(const abi::ChatQuery& query, abi::ArchiveVisitor& visitor);
  void contacts(const abi::ContactQuery& query, abi::ArchiveVisitor& visitor);
  void labels(std::string_view instance_id, abi::ArchiveVisitor& visitor);
  void counts(std::string_view instance_id, abi::ArchiveCounts& counts);

  // What SQLite does for a question, one step a line; for tests of the indexes.
  std::string plan_of_messages(const abi::MessageQuery& query);

 private:
  sqlite::Statement& statement(const std::string& sql);
  std::int64_t instance_of(std::string_view uuid);
  std::int64_t chat_of(std::int64_t instance, std::string_view jid);
  std::int64_t number(const std::string& sql, std::int64_t key);

  // The question as SQL; false when it names a chat of which nothing is stored.
  bool filter_messages(const abi::MessageQuery& query, std::int64_t instance, FilterText& filter);
  std::uint64_t count_messages(const abi::MessageQuery& query, std::int64_t instance, const FilterText& filter);
  void append_message(std::string& out, const sqlite::Query& row, std::string_view instance_id);
  void append_chat(std::string& out, const sqlite::Query& row, std::string_view instance_id);

  sqlite::Connection database_;
  std::map<std::string, std::unique_ptr<sqlite::Statement>, std::less<>> statements_;
};

}  // namespace wagate::archive_sqlite
