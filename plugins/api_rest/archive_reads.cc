#include "archive_reads.h"

#include <exception>

#include "answers.h"
#include "surroundings.h"

namespace wagate::api_rest {

namespace {

class Rows final : public abi::ArchiveVisitor {
 public:
  explicit Rows(const RowVisit& visit) : visit_(visit) {}

  // Nothing may be thrown through the archive; what was is thrown again by finish().
  bool visit(abi::StringRef row) noexcept override {
    try {
      visit_(row);
      return true;
    } catch (...) {
      failure_ = std::current_exception();
      return false;
    }
  }
  void finish() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  const RowVisit& visit_;
  std::exception_ptr failure_;
};

// Calls `ask` with the archive, if there is one.
template <typename Ask>
bool read_archive(Call& call, const RowVisit& visit, Ask&& ask) {
  Surroundings& around = call.around();
  if (!around.archive) {
    if (!around.missed_archive.exchange(true))
      around.log.warn("a client asked for stored messages and nothing is stored; "
                      "it was answered with an empty list: configure a unit that offers wagate.archive/1");
    return true;
  }
  Rows rows(visit);
  abi::ErrorOut error;
  const abi::StatusCode code = ask(*around.archive, rows, error);
  rows.finish();
  if (code == abi::StatusCode::ok) return true;
  around.log.error("stored rows could not be read", {{"instance", call.instance.name}, {"error", error.view()}});
  if (code == abi::StatusCode::unavailable || code == abi::StatusCode::resource_exhausted)
    answer_status(call, code, "");
  else answer_unexpected(call);
  return false;
}

}  // namespace

bool read_messages(Call& call, abi::MessageQuery query, std::uint64_t& total, const RowVisit& visit) {
  total = 0;
  query.instance_id = call.instance.id;
  return read_archive(call, visit, [&](abi::Archive& archive, Rows& rows, abi::ErrorOut& error) {
    return archive.messages(query, &total, rows, error);
  });
}

bool read_updates(Call& call, abi::MessageQuery query, const RowVisit& visit) {
  query.instance_id = call.instance.id;
  return read_archive(call, visit, [&](abi::Archive& archive, Rows& rows, abi::ErrorOut& error) {
    return archive.message_updates(query, rows, error);
  });
}

bool read_chats(Call& call, abi::ChatQuery query, const RowVisit& visit) {
  query.instance_id = call.instance.id;
  return read_archive(call, visit, [&](abi::Archive& archive, Rows& rows, abi::ErrorOut& error) {
    return archive.chats(query, rows, error);
  });
}

bool read_contacts(Call& call, abi::ContactQuery query, const RowVisit& visit) {
  query.instance_id = call.instance.id;
  return read_archive(call, visit, [&](abi::Archive& archive, Rows& rows, abi::ErrorOut& error) {
    return archive.contacts(query, rows, error);
  });
}

bool read_labels(Call& call, const RowVisit& visit) {
  return read_archive(call, visit, [&](abi::Archive& archive, Rows& rows, abi::ErrorOut& error) {
    return archive.labels(call.instance.id, rows, error);
  });
}

bool read_newest(Call& call, abi::MessageQuery query, std::string& row) {
  row.clear();
  query.skip = 0;
  query.take = 1;
  std::uint64_t total = 0;
  return read_messages(call, query, total, [&](std::string_view found) { row = std::string(found); });
}

}  // namespace wagate::api_rest
