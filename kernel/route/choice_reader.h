#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "kernel/route/choice.h"
#include "wagate/abi/basic.h"

namespace wagate {

// Reads what a client chose. The members, in a query string or in the `auth` object of a join:
//
//   events=messages.*,connection.update   names of the wire or of configurations, * for any text
//   chats=5511970000001,*@g.us            numbers, JIDs, or every chat of a server
//   from_me=false
//   types=imageMessage,conversation       message types
//   binary=base64                         bytes as text; binary=attachments is the default
//   omit=jpegThumbnail,thumbnails         members left out, at any depth; "thumbnails" is all of that kind
//
// In JSON the lists may be arrays. At most 64 entries of 128 bytes each.
class ChoiceReader {
 public:
  // `knows` says whether a type of event with that wire name has been declared, catalogue or not.
  explicit ChoiceReader(std::function<bool(std::string_view)> knows) : knows_(std::move(knows)) {}

  // Each returns what is wrong, for the client, or an empty text. Without any of the members `out` stays
  // null. What is there already (of the query) is replaced member by member.
  std::string read_query(const abi::NameValue* fields, std::uint64_t count, ChoicePtr& out) const;
  std::string read_json(std::string_view object, ChoicePtr& out) const;

 private:
  std::string read_member(std::string_view name, const std::vector<std::string>& values, Choice& out) const;
  std::string read_events(const std::vector<std::string>& values, Choice& out) const;

  std::function<bool(std::string_view)> knows_;
};

}  // namespace wagate
