#include "kernel/instances/instance_control.h"

#include <algorithm>
#include <set>
#include <utility>

#include "kernel/core/random.h"
#include "kernel/instances/instance_name.h"
#include "wagate/events/instance.h"
#include "wagate/json_writer.h"
#include "wagate/task.h"

namespace wagate {

namespace {

using abi::CloseMode;
using abi::ConnectionState;
using abi::StatusCode;

constexpr std::size_t kMaxFieldBytes = 255;

Status not_connected(const std::string& name) {
  return Status(StatusCode::failed_precondition, "The \"" + name + "\" instance is not connected");
}

Status not_found(const std::string& name) {
  return Status(StatusCode::not_found, "The \"" + name + "\" instance does not exist");
}

Status busy(const std::string& name) {
  return Status(StatusCode::unavailable, "another operation on instance \"" + name + "\" has not ended; try again later");
}

Status too_long(const char* what) {
  return Status(StatusCode::invalid_argument,
                std::string(what) + " of an instance has at most " + std::to_string(kMaxFieldBytes) + " bytes");
}

std::string name_and_id(const InstanceRecord& record) {
  std::string json;
  JsonWriter(json).begin_object().field("instanceName", record.name).field("instanceId", record.id).end_object();
  return json;
}

bool visit(const InstancePtr& record, abi::InstanceVisitor& visitor) {
  if (!record) return false;
  visitor.visit(record->info());
  return true;
}

}  // namespace

// One operation on one instance. Those who come meanwhile wait, but not for ever: the operation may hang
// in a plugin. The same thread cannot come again: it would wait for itself.
class InstanceControl::Turn {
 public:
  Turn(InstanceControl& control, std::string name, std::chrono::milliseconds patience)
      : control_(control), name_(std::move(name)) {
    std::unique_lock lock(control_.mutex_);
    Queue& queue = control_.queues_[name_];  // stays where it is while there are users
    if (queue.busy && queue.owner == std::this_thread::get_id()) return;
    ++queue.users;
    if (control_.turn_over_.wait_for(lock, patience, [&] { return !queue.busy; })) {
      take(queue);
    } else {
      late_ = true;
      --queue.users;  // the owner is one, too
    }
  }

  // Only when it is nobody's turn; otherwise the owner is asked to store the record.
  static std::optional<Turn> take_or_delegate_store(InstanceControl& control, const std::string& name) {
    std::lock_guard lock(control.mutex_);
    Queue& queue = control.queues_[name];
    if (queue.busy) {
      queue.store_again = true;
      return std::nullopt;
    }
    ++queue.users;
    return Turn(control, name, queue);
  }

  Turn(Turn&& other) noexcept
      : control_(other.control_), name_(std::move(other.name_)), mine_(std::exchange(other.mine_, false)) {}
  Turn& operator=(Turn&&) = delete;

  ~Turn() {
    if (!mine_) return;
    std::unique_lock lock(control_.mutex_);
    Queue& queue = control_.queues_[name_];
    while (std::exchange(queue.store_again, false)) {
      lock.unlock();
      control_.store_now(name_);
      lock.lock();
    }
    queue.busy = false;
    queue.owner = {};
    if (--queue.users == 0) control_.queues_.erase(name_);
    control_.turn_over_.notify_all();
  }

  explicit operator bool() const { return mine_; }
  bool late() const { return late_; }  // gave up waiting

 private:
  Turn(InstanceControl& control, std::string name, Queue& queue) : control_(control), name_(std::move(name)) { take(queue); }

  void take(Queue& queue) {
    queue.busy = true;
    queue.owner = std::this_thread::get_id();
    mine_ = true;
  }

  InstanceControl& control_;
  std::string name_;
  bool mine_ = false;
  bool late_ = false;
};

InstanceControl::InstanceControl(InstanceRegistry& registry, EventBus& bus, abi::Executor& executor, abi::Clock& clock,
                                 Logger log, Options options)
    : registry_(registry), bus_(bus), executor_(executor), clock_(clock), log_(log), options_(std::move(options)),
      unit_(std::make_shared<const std::string>("kernel")), store_(log) {
  abi::ErrorOut error;
  const auto declare = [&](const abi::EventType& type, abi::EventTypeId& number) {
    if (bus_.declare(*unit_, type, &number, error) != StatusCode::ok)
      log_.error("could not declare an event of the control path", {{"event", type.id}, {"error", error.view()}});
  };
  declare(kEventType<InstanceCreate>, instance_create_);
  declare(kEventType<InstanceDelete>, instance_delete_);
  declare(kEventType<RemoveInstance>, remove_instance_);
  registry_.set_follower({[this](const InstancePtr& record) { store_later(record); },
                          [this](abi::InstanceKey key, const std::string& jid) { bus_.set_sender(key, jid); }});
}

InstanceControl::~InstanceControl() { registry_.set_follower({}); }

Status InstanceControl::load() {
  std::vector<InstanceRecord> records;
  if (Status status = store_.load(records); !status.ok()) return status;
  for (InstanceRecord& record : records) {
    if (Status status = registry_.reserve(record.name, record.token); !status.ok()) {
      log_.error("skipped a stored instance, its name or token is taken; it stays in the store",
                 {{"id", record.id}, {"instance", record.name}});
      continue;
    }
    record.provider = provider_for(record.integration);
    if (record.provider.empty())
      log_.warn("no unit serves the integration of an instance; it cannot connect",
                {{"instance", record.name}, {"integration", record.integration}});
    if (registry_.is_reserved(record.name))
      log_.warn("instance has the name of a command handler's channel; clients of that channel get the handler",
                {{"instance", record.name}});
    open_line(*registry_.add(std::move(record)));
  }
  log_.info("loaded instances", {{"count", registry_.size()}});
  return {};
}

void InstanceControl::reopen() {
  std::set<std::string> hanging;  // units; one wait is enough
  for (const InstancePtr& record : registry_.all()) {
    if (!record->wanted || hanging.contains(record->provider)) continue;
    Turn turn(*this, record->name, options_.patience);
    const Status status = turn ? open_session(*record, "") : busy(record->name);
    if (status.ok()) continue;
    log_.error("could not reopen a session", {{"instance", record->name}, {"error", status.sentence()}});
    if (status.code() == StatusCode::deadline_exceeded) hanging.insert(record->provider);
  }
}

void InstanceControl::suspend_all(std::chrono::milliseconds budget) {
  registry_.begin_stop();
  const auto end = std::chrono::steady_clock::now() + budget;
  const auto left = [end] {
    const auto rest = end - std::chrono::steady_clock::now();
    return std::max(std::chrono::milliseconds(0), std::chrono::duration_cast<std::chrono::milliseconds>(rest));
  };
  std::set<std::string> hanging;
  for (const InstancePtr& record : registry_.all()) {
    if (record->state == ConnectionState::close || hanging.contains(record->provider)) continue;
    Turn turn(*this, record->name, left());
    const Status status = turn ? close_session(*record, CloseMode::suspend, left()) : busy(record->name);
    if (status.ok()) continue;
    log_.error("could not suspend a session", {{"instance", record->name}, {"error", status.sentence()}});
    hanging.insert(record->provider);
  }
  for (const auto& entry : providers_.visit()) {
    if (entry->value.calls) (void)entry->value.calls->close(std::chrono::milliseconds(0));
  }
}

std::string InstanceControl::provider_for(const std::string& integration) {
  if (integration.empty()) return {};
  if (const auto found = options_.integrations.find(integration); found != options_.integrations.end())
    return found->second;
  if (!options_.integrations.empty()) return {};
  const auto providers = providers_.visit();
  return providers.size() > 0 ? providers[0].unit : std::string();
}

bool InstanceControl::with_provider(const InstanceRecord& record,
                                    const std::function<void(const ProviderRef&)>& use) {
  for (const auto& entry : providers_.visit()) {
    if (entry->unit != record.provider || !entry->active()) continue;
    use(entry->value);
    return true;
  }
  return false;
}

void InstanceControl::open_line(const InstanceRecord& record) { bus_.open_line(record.key, record.name, record.id); }

void InstanceControl::publish(abi::EventTypeId type, abi::InstanceKey key, std::string_view document) {
  // All three events of the control path have the same struct: the document alone.
  InstanceCreate event;
  event.document = abi::StringRef(document);
  abi::ErrorOut error;
  const StatusCode code = bus_.publish(unit_, type, key, &event, sizeof(event), error);
  if (code != StatusCode::ok && code != StatusCode::permission_denied)
    log_.warn("an event of the control path was not published", {{"error", error.view()}});
}
static_assert(sizeof(InstanceCreate) == sizeof(InstanceDelete) && sizeof(InstanceCreate) == sizeof(RemoveInstance));

Status InstanceControl::open_session(const InstanceRecord& record, std::string_view number) {
  // Owns what the call uses and what it answers: a call that hangs outlives this function.
  struct Opening {
    InstanceRecord record;
    std::string number;
    abi::ErrorOut error;
    StatusCode code = StatusCode::internal;
    bool ran = false;

    void run(abi::SessionProvider& provider) {
      abi::SessionSpec spec;
      spec.instance = record.key;
      spec.instance_id = record.id;
      spec.instance_name = record.name;
      spec.number = number;
      spec.settings_json = record.settings_json;
      spec.token = record.token;
      spec.business_id = record.business_id;
      if (const auto proxy = record.sections.find("proxy"); proxy != record.sections.end()) spec.proxy_json = proxy->second;
      code = provider.open(spec, error);
    }
  };
  const auto opening = std::make_shared<Opening>();
  opening->record = record;
  opening->number = number;
  ProviderRef unit;
  const bool found = with_provider(record, [&](const ProviderRef& ref) {
    unit = ref;
    if (!ref.calls) opening->ran = ref.guard->call("open", [&] { opening->run(*ref.provider); });
  });
  const auto cannot = [&](StatusCode code, const std::string& why) {
    return Status(code, "instance \"" + record.name + "\" cannot connect: " + why);
  };
  if (!found) {
    return cannot(StatusCode::unavailable,
                  "no running unit serves \"" + record.integration + "\"; see [instances.integrations]");
  }
  if (unit.calls) {
    const auto open = [opening, provider = unit.provider, guard = unit.guard] {
      opening->ran = guard->call_unhurried("open", [&] { opening->run(*provider); });
    };
    std::string why;
    switch (call_and_wait(*unit.calls, "open", options_.patience, open, why)) {
      case CallEnd::returned: break;
      case CallEnd::refused: return cannot(StatusCode::unavailable, why);
      case CallEnd::late: return cannot(StatusCode::deadline_exceeded, "unit \"" + record.provider + "\" hangs: " + why);
    }
  }
  if (!opening->ran)
    return cannot(StatusCode::unavailable, "unit \"" + record.provider + "\" failed; its log lines say why");
  if (opening->code == StatusCode::ok || opening->code == StatusCode::already_exists) return {};
  const std::string_view said = opening->error.view();
  return Status(opening->code, said.empty() ? "unit \"" + record.provider + "\" could not open the session of \"" +
                                                  record.name + "\""
                                            : std::string(said));
}

// Ok also when nobody serves the instance: then there is nothing to close.
Status InstanceControl::close_session(const InstanceRecord& record, CloseMode mode, std::chrono::milliseconds patience) {
  ProviderRef unit;
  with_provider(record, [&](const ProviderRef& ref) {
    unit = ref;
    if (!ref.calls) ref.guard->call_always("close", [&] { ref.provider->close(record.key, mode); });
  });
  if (!unit.calls) return {};
  const auto close = [provider = unit.provider, guard = unit.guard, key = record.key, mode] {
    guard->call_always("close", [&] { provider->close(key, mode); });
  };
  std::string why;
  const CallEnd end = call_and_wait(*unit.calls, "close", patience, close, why);
  if (end == CallEnd::returned) return {};
  Status status(end == CallEnd::late ? StatusCode::deadline_exceeded : StatusCode::unavailable,
                "the session of instance \"" + record.name + "\" could not be closed: " +
                    (end == CallEnd::late ? "unit \"" + record.provider + "\" hangs: " + why : why));
  return status;
}

void InstanceControl::store_later(const InstancePtr& record) {
  executor_.post(make_task([this, name = record->name] {
    if (const auto turn = Turn::take_or_delegate_store(*this, name)) store_now(name);
  }));
}

void InstanceControl::store_now(const std::string& name) {
  const InstancePtr record = registry_.find(name);
  if (!record) return;
  if (Status status = store_.put(*record); !status.ok())
    log_.error("could not store an instance", {{"instance", name}, {"error", status.sentence()}});
}

StatusCode InstanceControl::answer(abi::StringRef name, const char* what, abi::ErrorOut& error,
                                   const std::function<Status(const std::string&)>& operation) {
  const std::string text = name.str();
  const Turn turn(*this, text, options_.patience);
  if (turn.late()) return busy(text).into(error);
  if (!turn)
    return Status(StatusCode::failed_precondition,
                  std::string("cannot ") + what + " instance \"" + text + "\" from inside another operation on it")
        .into(error);
  return operation(text).into(error);
}

StatusCode InstanceControl::create(const abi::CreateInstanceSpec& spec, abi::ErrorOut& error) noexcept {
  return answer(spec.name, "create", error, [&](const std::string& name) { return create_now(spec, name); });
}

Status InstanceControl::create_now(const abi::CreateInstanceSpec& spec, const std::string& name) {
  if (Status status = check_instance_name(name); !status.ok()) return status;
  if (registry_.is_reserved(name))
    return Status(StatusCode::invalid_argument, "\"" + name + "\" is a channel of the gateway; choose another name");
  if (registry_.find(name)) return Status(StatusCode::already_exists, "This name \"" + name + "\" is already in use.");
  if (spec.token.size > kMaxFieldBytes) return too_long("the token");
  if (spec.number.size > kMaxFieldBytes) return too_long("the number");
  if (spec.business_id.size > kMaxFieldBytes) return too_long("the business id");

  InstanceRecord record;
  record.provider = provider_for(spec.integration.str());
  if (record.provider.empty()) return Status(StatusCode::invalid_argument, "Invalid integration");
  record.name = name;
  record.id = random_uuid();
  record.token = spec.token.empty() ? random_token() : spec.token.str();
  record.integration = spec.integration.str();
  record.number = spec.number.str();
  record.business_id = spec.business_id.str();
  const std::string_view settings = spec.settings_json.empty() ? kDefaultSettings : spec.settings_json.view();
  if (Status status = normalise_settings(settings, record.settings_json); !status.ok()) return status;
  if (!spec.sections_json.empty()) {
    if (Status status = split_sections(spec.sections_json, record.sections); !status.ok()) return status;
  }
  record.compose_sections();
  record.created_at_ms = record.updated_at_ms = clock_.unix_ms();

  if (Status status = registry_.reserve(name, record.token); !status.ok()) return status;
  if (Status status = store_.put(record); !status.ok()) {
    registry_.cancel_reservation(name, record.token);
    return status;
  }
  const InstancePtr added = registry_.add(std::move(record));
  open_line(*added);
  registry_.wait_told();
  log_.info("created instance", {{"instance", name}, {"id", added->id}, {"integration", added->integration}});
  publish(instance_create_, added->key, name_and_id(*added));
  return {};
}

StatusCode InstanceControl::connect(abi::StringRef name, abi::StringRef number, abi::ErrorOut& error) noexcept {
  return answer(name, "connect", error, [&](const std::string& text) { return connect_now(text, number); });
}

Status InstanceControl::connect_now(const std::string& name, std::string_view number) {
  const InstancePtr record = registry_.find(name);
  if (!record) return not_found(name);
  if (record->state != ConnectionState::close) return {};
  if (Status status = open_session(*record, number); !status.ok()) return status;
  // Remembered before the caller is answered: a gateway that is killed the moment the session is open
  // must open it again.
  registry_.update(record->key, [](InstanceRecord& changed) { changed.wanted = true; });
  store_now(name);
  return {};
}

StatusCode InstanceControl::restart(abi::StringRef name, abi::ErrorOut& error) noexcept {
  return answer(name, "restart", error, [&](const std::string& text) { return restart_now(text); });
}

Status InstanceControl::restart_now(const std::string& name) {
  const InstancePtr record = registry_.find(name);
  if (!record) return not_found(name);
  if (record->state == ConnectionState::close) return not_connected(name);
  if (Status status = close_session(*record, CloseMode::suspend, options_.patience); !status.ok()) return status;
  return open_session(*record, "");
}

StatusCode InstanceControl::logout(abi::StringRef name, abi::ErrorOut& error) noexcept {
  return answer(name, "log out", error, [&](const std::string& text) { return logout_now(text); });
}

Status InstanceControl::logout_now(const std::string& name) {
  const InstancePtr record = registry_.find(name);
  if (!record) return not_found(name);
  if (record->state == ConnectionState::close) return not_connected(name);
  const Status closed = close_session(*record, CloseMode::logout, options_.patience);

  // The provider has said so by events; a silent one (or none) must not leave the instance open.
  const InstancePtr after = registry_.find(name);
  if (after && after->state != ConnectionState::close) {
    registry_.update(after->key, [](InstanceRecord& changed) {
      changed.state = ConnectionState::close;
      changed.wanted = false;
      changed.qr_code.clear();
      changed.qr_base64.clear();
      changed.pairing_code.clear();
      changed.qr_count = 0;
    }, /*touch=*/true);
  }
  store_now(name);
  return closed;
}

StatusCode InstanceControl::remove(abi::StringRef name, abi::ErrorOut& error) noexcept {
  return answer(name, "delete", error, [&](const std::string& text) { return remove_now(text); });
}

Status InstanceControl::remove_now(const std::string& name) {
  const InstancePtr record = registry_.find(name);
  if (!record) return not_found(name);
  // Before anything is told or forgotten: a session that lives on must keep its instance.
  if (record->state != ConnectionState::close) {
    if (Status status = close_session(*record, CloseMode::logout, options_.patience); !status.ok()) return status;
  }
  publish(instance_delete_, record->key, name_and_id(*record));
  publish(remove_instance_, record->key, "null");
  if (Status status = close_session(*record, CloseMode::erase, options_.patience); !status.ok())
    log_.warn("left the data of a deleted instance behind", {{"instance", name}, {"error", status.sentence()}});
  if (Status status = store_.remove(*record); !status.ok()) return status;
  registry_.remove(record->key);
  log_.info("deleted instance", {{"instance", name}, {"id", record->id}});
  bus_.close_line(record->key, [this, key = record->key] {
    if (on_removed_) on_removed_(key);
  });
  return {};
}

StatusCode InstanceControl::set_section(abi::StringRef name, abi::StringRef section, abi::StringRef json,
                                        abi::ErrorOut& error) noexcept {
  return answer(name, "change", error, [&](const std::string& text) {
    const InstancePtr record = registry_.find(text);
    return record ? set_section_now(record, section, json) : not_found(text);
  });
}

StatusCode InstanceControl::set_section_of(abi::InstanceKey key, abi::StringRef section, abi::StringRef json,
                                           abi::ErrorOut& error) noexcept {
  const InstancePtr seen = registry_.find_key(key);
  if (!seen) return Status(StatusCode::not_found, "the instance does not exist any more").into(error);
  return answer(seen->name, "change", error, [&](const std::string& name) {
    // Operations on a name take turns, so what is found now stays.
    const InstancePtr record = registry_.find_key(key);
    return record ? set_section_now(record, section, json) : not_found(name);
  });
}

Status InstanceControl::set_section_now(const InstancePtr& record, std::string_view section, std::string_view json) {
  const bool settings = section == "settings";
  std::string content;
  if (settings) {
    if (Status status = normalise_settings(json.empty() ? kDefaultSettings : json, content); !status.ok()) return status;
  } else if (Status status = check_section(section, json.empty() ? "{}" : json, content); !status.ok()) {
    return status;
  }
  const auto change = [&](InstanceRecord& changed) {
    if (settings) {
      changed.settings_json = content;
    } else if (json.empty()) {
      changed.sections.erase(std::string(section));
    } else {
      changed.sections[std::string(section)] = content;
    }
    changed.compose_sections();
  };

  InstanceRecord stored = *record;
  change(stored);
  stored.updated_at_ms = clock_.unix_ms();
  if (Status status = store_.put(stored); !status.ok()) return status;
  registry_.update(record->key, change, /*touch=*/true);
  registry_.wait_told();  // "takes effect with the next event" holds for filters that watch, too
  return {};
}

bool InstanceControl::find(abi::StringRef name, abi::InstanceVisitor& visitor) noexcept {
  return visit(registry_.find(name), visitor);
}
bool InstanceControl::find_key(abi::InstanceKey key, abi::InstanceVisitor& visitor) noexcept {
  return visit(registry_.find_key(key), visitor);
}
bool InstanceControl::find_id(abi::StringRef id, abi::InstanceVisitor& visitor) noexcept {
  return visit(registry_.find_id(id), visitor);
}
bool InstanceControl::find_token(abi::StringRef token, abi::InstanceVisitor& visitor) noexcept {
  return visit(registry_.find_token(token), visitor);
}
void InstanceControl::each(abi::InstanceVisitor& visitor) noexcept {
  for (const InstancePtr& record : registry_.all()) {
    if (!visitor.visit(record->info())) return;
  }
}

}  // namespace wagate
