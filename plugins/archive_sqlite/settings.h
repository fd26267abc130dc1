#pragma once

#include <cstdint>

namespace wagate::archive_sqlite {

// What is kept.
struct Switches {
  bool messages = true;
  bool updates = true;
  bool contacts = true;
  bool chats = true;
  bool history = true;
  bool labels = true;
  bool keep_deleted = false;
};

// For how long; 0: without limit.
struct Retention {
  std::int64_t max_age_days = 0;
  std::int64_t max_messages_per_instance = 0;
};

}  // namespace wagate::archive_sqlite
