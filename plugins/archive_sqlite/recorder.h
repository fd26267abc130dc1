#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "chat_table.h"
#include "sqlite/connection.h"
#include "job.h"
#include "message_table.h"
#include "settings.h"
#include "small_tables.h"

namespace wagate::archive_sqlite {

// Writes what happened into the tables. Runs inside the caller's transaction, so it keeps nothing in
// memory that a rollback would make wrong.
class Recorder {
 public:
  // What came of one job.
  struct Outcome {
    std::size_t rows = 0;
    std::size_t unreadable = 0;  // records that had not the shape they should have
    bool instance_gone = false;  // rows wait to be removed
  };

  Recorder(sqlite::Connection& database, const Switches& switches) : switches_(switches), instances_(database),
      chats_(database), messages_(database), contacts_(database), labels_(database) {}

  Outcome record(const Job& job);  // throws sqlite::Error

 private:
  struct Place {
    std::int64_t instance = 0;
    std::int64_t chat = 0;
    std::int64_t message = 0;  // 0: not stored
  };

  Place place_of(const Job& job);
  void message(const Job& job, std::string_view json, Outcome& outcome);
  void status(const Job& job, Outcome& outcome);
  void edit(const Job& job, Outcome& outcome);
  void message_delete(const Job& job, Outcome& outcome);
  void contact(const Job& job, std::string_view json, Outcome& outcome);
  void chat(const Job& job, std::string_view json, Outcome& outcome);
  void chat_touched(const Job& job, std::string_view json, Outcome& outcome);
  void chat_delete(const Job& job, std::string_view json, Outcome& outcome);
  void label(const Job& job, Outcome& outcome);
  void label_on_chat(const Job& job, Outcome& outcome);

  const Switches switches_;
  InstanceTable instances_;
  ChatTable chats_;
  MessageTable messages_;
  ContactTable contacts_;
  LabelTable labels_;
};

}  // namespace wagate::archive_sqlite
