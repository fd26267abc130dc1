#include "load.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <limits>
#include <utility>

namespace wagate::session_simulator {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kForEver = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLongestWait = 50 * kMillisecond;    // the clock may be one that jumps
constexpr std::int64_t kTargetsEvery = 100 * kMillisecond;  // how often the open sessions are looked up
constexpr std::uint64_t kMaxBurst = 1'000;
constexpr std::int64_t kFirstBackoff = kMillisecond;
constexpr std::int64_t kLongestBackoff = 20 * kMillisecond;

}  // namespace

LoadPlan::LoadPlan(const LoadRequest& request, std::int64_t now_ns)
    : rate_(request.rate),
      limit_(request.count > 0 ? request.count : std::numeric_limits<std::uint64_t>::max()),
      start_ns_(now_ns),
      end_ns_(now_ns + static_cast<std::int64_t>((request.seconds > 0 ? request.seconds : kMaxLoadSeconds) * 1e9)) {}

std::uint64_t LoadPlan::due(std::int64_t now_ns) const {
  if (done(now_ns)) return 0;
  const std::uint64_t left = std::min(limit_ - published_, kMaxBurst);
  if (rate_ <= 0) return left;
  // The first is due at the start.
  const auto planned = 1 + static_cast<std::uint64_t>(static_cast<double>(now_ns - start_ns_) * rate_ / 1e9);
  return planned > published_ ? std::min(planned - published_, left) : 0;
}

std::int64_t LoadPlan::next_due_ns() const {
  if (rate_ <= 0) return start_ns_;
  return start_ns_ + static_cast<std::int64_t>(static_cast<double>(published_) * 1e9 / rate_);
}

bool LoadPlan::done(std::int64_t now_ns) const { return published_ >= limit_ || now_ns >= end_ns_; }

struct LoadGenerator::Load {
  Load(std::string name, const LoadRequest& wanted, std::int64_t now_ns)
      : target(std::move(name)), request(wanted), plan(wanted, now_ns) {
    facts.chat = "5511970009999@s.whatsapp.net";
    facts.sender = facts.chat;
    facts.contact = facts.chat;
    facts.message_type = "conversation";
    facts.push_name = "Load";
    facts.count = 1;
  }

  const std::string target;
  const LoadRequest request;
  std::atomic<std::uint64_t> published{0};
  std::atomic<bool> running{true};

  // The worker's own.
  LoadPlan plan;
  Facts facts;
  std::string json;
  std::vector<std::shared_ptr<Session>> sessions;
  std::int64_t sessions_until_ns = 0;
  std::size_t next_session = 0;
  std::unordered_map<abi::InstanceKey, std::uint64_t> sequences;
  std::int64_t backoff_ns = 0;
  std::int64_t wait_until_ns = 0;
};

LoadGenerator::LoadGenerator(const Outlet& outlet, abi::Clock& clock, Logger log, Sessions sessions)
    : outlet_(outlet), clock_(clock), log_(log), sessions_(std::move(sessions)) {}

LoadGenerator::~LoadGenerator() { shut_down(); }

void LoadGenerator::start(const std::string& target, const LoadRequest& request) {
  auto load = std::make_shared<Load>(target, request, clock_.monotonic_ns());
  std::lock_guard lock(mutex_);
  if (stopping_) return;
  if (const auto old = loads_.find(target); old != loads_.end()) old->second->running = false;
  if (loads_.size() >= kMaxRemembered) std::erase_if(loads_, [](const auto& entry) { return !entry.second->running; });
  loads_[target] = std::move(load);
  if (!worker_.joinable()) worker_ = std::thread([this] { work(); });
  changed_.notify_all();
}

bool LoadGenerator::stop(const std::string& target) {
  std::lock_guard lock(mutex_);
  const auto found = loads_.find(target);
  return found != loads_.end() && found->second->running.exchange(false);
}

LoadGenerator::Report LoadGenerator::report(const std::string& target) const {
  std::lock_guard lock(mutex_);
  const auto found = loads_.find(target);
  if (found == loads_.end()) return {};
  return {found->second->published, found->second->running};
}

void LoadGenerator::shut_down() {
  std::thread worker;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const auto& [target, load] : loads_) load->running = false;
    worker = std::move(worker_);
    changed_.notify_all();
  }
  if (worker.joinable()) worker.join();
}

void LoadGenerator::work() noexcept {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    std::vector<std::shared_ptr<Load>> running;
    for (const auto& [target, load] : loads_)
      if (load->running) running.push_back(load);
    if (running.empty()) {
      changed_.wait(lock);
      continue;
    }

    lock.unlock();
    std::int64_t next_ns = kForEver;
    for (const auto& load : running) {
      try {
        next_ns = std::min(next_ns, serve(*load));
      } catch (const std::exception& failure) {
        load->running = false;
        log_.error("load ended by an exception", {{"target", load->target}, {"error", failure.what()}});
      } catch (...) {
        load->running = false;
        log_.error("load ended by an exception", {{"target", load->target}});
      }
    }
    running.clear();
    const std::int64_t wait_ns = std::min(next_ns - clock_.monotonic_ns(), kLongestWait);
    lock.lock();
    if (wait_ns > 0 && !stopping_) changed_.wait_for(lock, std::chrono::nanoseconds(wait_ns));
  }
}

std::int64_t LoadGenerator::serve(Load& load) {
  const std::int64_t now = clock_.monotonic_ns();
  if (load.plan.done(now)) {
    load.running = false;
    load.sessions.clear();
    return kForEver;
  }
  if (now < load.wait_until_ns) return load.wait_until_ns;
  if (now >= load.sessions_until_ns || load.sessions.empty()) {
    load.sessions = sessions_(load.target);
    load.sessions_until_ns = now + kTargetsEvery;
  }
  if (load.sessions.empty()) return load.wait_until_ns = now + kTargetsEvery;

  for (std::uint64_t left = load.plan.due(now); left > 0 && load.running; --left) {
    Session& session = *load.sessions[load.next_session++ % load.sessions.size()];
    if (publish_one(load, session)) {
      load.backoff_ns = 0;
      continue;
    }
    load.sessions_until_ns = 0;  // it may have been closed
    load.backoff_ns = std::clamp(load.backoff_ns * 2, kFirstBackoff, kLongestBackoff);
    return load.wait_until_ns = clock_.monotonic_ns() + load.backoff_ns;
  }
  return load.plan.next_due_ns();
}

bool LoadGenerator::publish_one(Load& load, Session& session) {
  const Outbox::Pass pass(session.outbox());
  if (!pass || session.phase() != Session::Phase::open) return false;

  std::uint64_t& sequence = load.sequences[session.key()];
  const std::int64_t now = clock_.monotonic_ns();
  const std::string number = std::to_string(sequence + 1);
  load.json.assign("{\"ts\":\"")
      .append(std::to_string(now))
      .append("\",\"seq\":\"")
      .append(number)
      .append("\",\"pad\":\"");
  constexpr std::size_t kClosing = 2;
  if (load.request.size > load.json.size() + kClosing) load.json.resize(load.request.size - kClosing, 'x');
  load.json += "\"}";
  load.facts.message_id.assign("LOAD").append(number);
  load.facts.at = now / kSecond;

  const abi::StatusCode code =
      outlet_.publish(session.key(), load.request.event, load.facts, abi::DocumentRef(load.json));
  if (code == abi::StatusCode::resource_exhausted || code == abi::StatusCode::not_found) return false;
  ++sequence;
  load.plan.count_published();
  load.published = load.plan.published();
  return true;
}

}  // namespace wagate::session_simulator
