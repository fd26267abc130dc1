#include "sqlite/wording.h"

#include <sqlite3.h>

#include <cstring>
#include <filesystem>

namespace wagate::sqlite {
namespace {

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

}  // namespace

std::string Explanation::folder() const { return std::filesystem::path(path_).parent_path().string(); }

std::string Explanation::advice(std::string_view text) const {
  std::string out(text);
  replace_all(out, "{path}", path_);
  replace_all(out, "{folder}", folder());
  return " " + out;
}

Error Explanation::of(const Failure& failure, int waited_ms, bool has_limit) const {
  using Kind = Error::Kind;
  std::string why = " (" + failure.detail;
  if (failure.system_error != 0) why += std::string(", ") + std::strerror(failure.system_error);
  why += ")";

  const auto error = [&](Kind kind, const std::string& sentence) { return Error(kind, sentence, failure.result); };
  switch (failure.result & 0xFF) {
    case SQLITE_FULL:
      return error(Kind::full, name() + " is full: the disk has no space left" +
                                   (has_limit ? " or the limit of its size is reached" : "") + why + "." +
                                   advice(wording_.when_full));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return error(Kind::in_use, waited_ms > 0
                                     ? name() + " has been locked by another program for more than " +
                                           std::to_string(waited_ms) + " ms." + advice(wording_.when_in_use)
                                     : name() + " is in use by another program." + advice(wording_.when_in_use));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return error(Kind::damaged, name() + " is damaged or not a database" + why + "." + advice(wording_.when_damaged));
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return error(Kind::no_access, name() + " cannot be written" + why +
                                        ". Give the gateway's user write access to the file and to " + folder() + ".");
    case SQLITE_CANTOPEN:
      return error(Kind::no_access, name() + " cannot be opened" + why + ". " + folder() +
                                        " must exist and be writable for the gateway's user.");
    case SQLITE_IOERR:
      return error(Kind::disk, "the disk failed while " + name() + " was used" + why +
                                   ". Look at the system log for disk errors and at the free space in " + folder() +
                                   ".");
    case SQLITE_TOOBIG:
      return error(Kind::too_large, "a value is too large for " + name() + why + ".");
    default:
      return error(Kind::failed, name() + " failed" + why + ". This is a defect; please report it with this line.");
  }
}

Error Explanation::damaged(const std::string& verdict) const {
  return {Error::Kind::damaged, name() + " is damaged (" + verdict + ")." + advice(wording_.when_damaged)};
}

Error Explanation::foreign() const {
  return {Error::Kind::foreign, path_ + " is a database of another program, not " + std::string(wording_.file) +
                                    " of this gateway." + advice(wording_.when_foreign)};
}

Error Explanation::newer(std::int64_t version, std::int64_t newest_known) const {
  return {Error::Kind::newer, name() + " has version " + std::to_string(version) +
                                  " and was written by a newer gateway; this one knows versions up to " +
                                  std::to_string(newest_known) + "." + advice(wording_.when_newer)};
}

Error Explanation::exposed() const {
  return {Error::Kind::no_access,
          name() + " holds " + std::string(wording_.contents) +
              " and can be read by other users, and its mode cannot be changed. Run: chmod 600 " + path_};
}

Error Explanation::no_log() const {
  return {Error::Kind::no_access, name() +
                                      " cannot use a write-ahead log there. Put it on a local disk: network file "
                                      "systems do not share memory between programs."};
}

}  // namespace wagate::sqlite
