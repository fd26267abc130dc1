#include "kernel/instances/instance_store.h"

#include <algorithm>
#include <utility>

namespace wagate {

namespace {

using abi::StatusCode;

// What a store said, as a sentence a person can act on.
Status explain(const char* what, const std::string& name, StatusCode code, const abi::ErrorOut& error) {
  std::string sentence = "instance \"" + name + "\" could not be " + what;
  const std::string_view said = error.view();
  sentence += said.empty() ? ": the store gave no reason" : ": " + std::string(said);
  if (code == StatusCode::resource_exhausted) {
    sentence += "; make room on the disk and try again";
  } else if (code == StatusCode::unavailable || code == StatusCode::deadline_exceeded) {
    sentence += "; the store is busy or locked, try again";
  }
  return Status(code, std::move(sentence));
}

class Reader final : public abi::StoreVisitor {
 public:
  explicit Reader(std::vector<InstanceRecord>& out) : out_(out) {}

  bool visit(abi::StringRef key, abi::StringRef value, std::uint64_t) noexcept override {
    auto record = read_instance(value);
    if (record && record->id == key.view()) {
      out_.push_back(std::move(*record));
    } else {
      unreadable_.push_back(key.str());
    }
    return true;
  }

  const std::vector<std::string>& unreadable() const { return unreadable_; }

 private:
  std::vector<InstanceRecord>& out_;
  std::vector<std::string> unreadable_;
};

}  // namespace

void InstanceStore::use(abi::Store* store, UnitGuard* guard) {
  std::lock_guard lock(mutex_);
  store_ = store;
  guard_ = guard;
}

bool InstanceStore::present() {
  if (store_) return true;
  if (!std::exchange(warned_, true))
    log_.warn("instances are kept in memory only, no unit offers a store; they are gone when the gateway stops");
  return false;
}

Status InstanceStore::put(const InstanceRecord& record) {
  // The lock orders writers with use(): a store that is dropped is not called any more.
  std::lock_guard lock(mutex_);
  if (!present()) return {};
  abi::ErrorOut error;
  StatusCode code = StatusCode::internal;
  guard_->call_always("put", [&] { code = store_->put(kSpace, record.id, write_instance(record), abi::kAnyVersion, error); });
  return code == StatusCode::ok ? Status() : explain("stored", record.name, code, error);
}

Status InstanceStore::remove(const InstanceRecord& record) {
  std::lock_guard lock(mutex_);
  if (!present()) return {};
  abi::ErrorOut error;
  StatusCode code = StatusCode::internal;
  guard_->call_always("remove", [&] { code = store_->remove(kSpace, record.id, error); });
  return code == StatusCode::ok ? Status() : explain("removed from the store", record.name, code, error);
}

Status InstanceStore::load(std::vector<InstanceRecord>& out) {
  std::lock_guard lock(mutex_);
  if (!present()) return {};
  abi::ErrorOut error;
  StatusCode code = StatusCode::internal;
  Reader reader(out);
  guard_->call_always("scan", [&] { code = store_->scan(kSpace, "", reader, error); });
  if (code != StatusCode::ok)
    return Status(code, "the instances could not be read from the store: " + std::string(error.view()));
  for (const std::string& key : reader.unreadable())
    log_.error("skipped a stored instance that cannot be read; it stays in the store", {{"id", key}});
  std::stable_sort(out.begin(), out.end(), [](const InstanceRecord& a, const InstanceRecord& b) {
    return std::pair(a.created_at_ms, a.id) < std::pair(b.created_at_ms, b.id);
  });
  return {};
}

}  // namespace wagate
