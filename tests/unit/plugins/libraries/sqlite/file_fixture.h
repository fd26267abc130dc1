#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "sqlite/connection.h"
#include "sqlite/migrations.h"

namespace wagate::sqlite {

// A folder that goes with the test, and a file in it.
class FileTest : public ::testing::Test {
 protected:
  FileTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "wagate-sqlite-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    options_.path = (folder_ / "notes.db").string();
    options_.wording.file = "the notebook";
    options_.busy_timeout_ms = 20;
  }
  ~FileTest() override { std::filesystem::remove_all(folder_); }

  static constexpr const char* kSteps[] = {"CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT);"};
  static constexpr Schema kSchema{.application_id = 0x6E6F7465, .steps = kSteps};

  // What opening and preparing the file comes to.
  std::optional<Error> refusal(const Schema& schema = kSchema) const {
    try {
      Connection connection(options_);
      prepare(connection, schema);
    } catch (const Error& error) {
      return error;
    }
    return std::nullopt;
  }

  mode_t mode(const std::string& end = "") const {
    struct stat facts {};
    return ::stat((options_.path + end).c_str(), &facts) == 0 ? facts.st_mode & 0777 : 0;
  }
  std::string content() const {
    std::ifstream file(options_.path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::filesystem::path folder_;
  Options options_;
};

}  // namespace wagate::sqlite
