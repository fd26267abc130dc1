#pragma once

#include <cstdint>
#include <span>

#include "sqlite/connection.h"

namespace wagate::sqlite {

// The tables of a file.
//
//   constexpr const char* kSteps[] = {"CREATE TABLE entry(...);", "ALTER TABLE entry ...;"};
//   constexpr Schema kSchema{.application_id = 0x77616774, .steps = kSteps};
struct Schema {
  // Four bytes in the header of the file that tell ours from other programs' databases. Never 0, never changed.
  std::int32_t application_id = 0;
  // Step i leads from version i to version i + 1. Append only: what a step made is on somebody's disk.
  std::span<const char* const> steps;
};

// Makes a file that was opened for writing ready: the tables of the newest version, kept as its options say. All
// steps that are missing are made together or not at all: a crash in between leaves a whole older file.
//
// Throws Error for a file that belongs to another program or that a newer gateway wrote, and leaves it exactly as it
// is; and for one that is damaged.
void prepare(Connection& connection, const Schema& schema);

}  // namespace wagate::sqlite
