#include "session/requests.h"

#include "crypto/random.h"
#include "node/jid.h"

namespace wagate::session_whatsapp {

Requests::Requests(const Workplace& place, std::function<bool(const Node&)> send)
    : place_(place), send_(std::move(send)), posts_(place.lane), alarm_(place) {
  begin_ids();
}

void Requests::begin_ids() {
  prefix_ = std::to_string(random_below(65'536)) + "." + std::to_string(random_below(65'536)) + "-";
  last_id_ = 0;
}

void Requests::ask(Node iq, Wire::OnAnswer on_answer) {
  const std::string id = prefix_ + std::to_string(++last_id_);
  iq.set("id", id);
  if (!iq.has_attribute("to")) iq.set("to", kServerJid);
  if (waiting_.size() >= kMaxWaiting || !send_(iq)) return answer_later(std::move(on_answer));

  const std::int64_t until_ms = place_.now_ms() + kPatienceMs;
  waiting_.emplace(id, Question{until_ms, std::move(on_answer)});
  by_time_.emplace_back(until_ms, id);
  if (!alarm_.is_set()) watch();
}

bool Requests::take(const Node& iq) {
  const bool is_result = iq.attribute("type") == "result";
  if (!is_result && iq.attribute("type") != "error") return false;
  const auto found = waiting_.find(std::string(iq.attribute("id")));
  if (found == waiting_.end()) return false;
  const Wire::OnAnswer on_answer = std::move(found->second.on_answer);
  waiting_.erase(found);
  on_answer({is_result ? Answer::Kind::result : Answer::Kind::error, iq});
  return true;
}

void Requests::disconnect() {
  alarm_.cancel();
  by_time_.clear();
  std::unordered_map<std::string, Question> over;
  over.swap(waiting_);
  begin_ids();
  for (const auto& [id, question] : over) question.on_answer({Answer::Kind::disconnected, {}});
}

void Requests::stop() {
  alarm_.cancel();
  by_time_.clear();
  waiting_.clear();
  posts_.emplace(place_.lane);
}

void Requests::watch() {
  while (!by_time_.empty() && !waiting_.contains(by_time_.front().second)) by_time_.pop_front();
  if (by_time_.empty()) return;
  alarm_.set(by_time_.front().first - place_.now_ms(), [this] { expire(); });
}

void Requests::expire() {
  const std::int64_t now = place_.now_ms();
  while (!by_time_.empty() && by_time_.front().first <= now) {
    const auto found = waiting_.find(by_time_.front().second);
    by_time_.pop_front();
    if (found == waiting_.end()) continue;
    const Wire::OnAnswer on_answer = std::move(found->second.on_answer);
    waiting_.erase(found);
    on_answer({Answer::Kind::timed_out, {}});
  }
  if (!alarm_.is_set()) watch();
}

void Requests::answer_later(Wire::OnAnswer on_answer) {
  posts_->post([on_answer = std::move(on_answer)] { on_answer({Answer::Kind::disconnected, {}}); });
}

}  // namespace wagate::session_whatsapp
