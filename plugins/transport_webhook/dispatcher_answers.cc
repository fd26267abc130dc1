// The life of one request: from the head of a lane to its end.
#include <exception>
#include <string>
#include <utility>

#include "dispatcher.h"
#include "media_fetch.h"
#include "request.h"

namespace wagate::transport_webhook {
namespace {

constexpr std::size_t kRowsAtOnce = 64;
constexpr std::uint64_t kBytesAtOnce = 256 * 1024;
constexpr std::int64_t kReadAgainMs = 1'000;

// Tells the dispatcher, once, how a request ended.
class AnswerOf final : public abi::HttpClientReply {
 public:
  AnswerOf(std::shared_ptr<Mailbox> mailbox, abi::Clock& clock, LaneKey lane, std::int64_t row)
      : mailbox_(std::move(mailbox)), sent_at_ms_(clock.unix_ms()), lane_(std::move(lane)), row_(row) {}

  void response(const abi::HttpClientResponse& response) noexcept override {
    Dispatcher::Outcome outcome;
    outcome.status = response.status;
    for (std::uint64_t i = 0; i < response.header_count; ++i) {
      if (response.headers[i].name == "retry-after")
        outcome.asked_ms = retry_after_ms(response.headers[i].value, sent_at_ms_).value_or(0);
    }
    tell(std::move(outcome));
  }
  void failed(abi::StatusCode code, abi::StringRef sentence) noexcept override {
    Dispatcher::Outcome outcome;
    outcome.code = code == abi::StatusCode::ok ? abi::StatusCode::internal : code;
    outcome.sentence = sentence.str();
    tell(std::move(outcome));
  }
  void release() noexcept override {
    failed(abi::StatusCode::internal, "the request was given up");
    delete this;
  }

 private:
  void tell(Dispatcher::Outcome outcome) {
    if (const auto mailbox = std::exchange(mailbox_, nullptr)) {
      mailbox->post([lane = lane_, row = row_, outcome = std::move(outcome)](Dispatcher& dispatcher) {
        dispatcher.answered(lane, row, outcome);
      });
    }
  }

  std::shared_ptr<Mailbox> mailbox_;  // null once told
  const std::int64_t sent_at_ms_;     // a clock may be gone when the answer comes
  const LaneKey lane_;
  const std::int64_t row_;
};

bool is_for_good(abi::StatusCode code) {
  return code == abi::StatusCode::permission_denied || code == abi::StatusCode::invalid_argument ||
         code == abi::StatusCode::failed_precondition;
}

}  // namespace

std::string Dispatcher::destination_of(const Lane& lane, const Row& row) const {
  const auto found = lanes_.find({Kind::instance, lane.key.instance});
  if (found != lanes_.end() && found->second->webhook) return found->second->webhook->url;
  const WebhookPtr& webhook = webhook_of(lane);
  return lane.key.kind == Kind::global ? with_event(webhook->url, row.event) : webhook->url;
}

void Dispatcher::begin_requests() {
  while (!finishing_) {
    Lane* const next = hosts_.next();
    if (!next) return;
    try {
      launch(*next);
    } catch (const std::exception& failure) {  // before anything was sent
      give_back(*next);
      wait(*next, kReadAgainMs);
      if (may_warn(*next)) around_.log.error("could not begin a request", {{"error", failure.what()}});
    }
  }
}

void Dispatcher::give_back(Lane& lane) {
  hosts_.ended(lane.host, Hosts::End::unsent);
  lane.phase = Lane::Phase::idle;
}

std::shared_ptr<const Row> Dispatcher::head_of(Lane& lane) {
  if (lane.cache.empty()) {
    for (Row& row : outbox_.load(lane.key, lane.last_id, kRowsAtOnce, kBytesAtOnce)) {
      cached_bytes_ += row.body.size();
      lane.cache.push_back(std::make_shared<const Row>(std::move(row)));
    }
  }
  return lane.cache.empty() ? nullptr : lane.cache.front();
}

void Dispatcher::launch(Lane& lane) {
  lane.phase = Lane::Phase::busy;
  std::shared_ptr<const Row> head;
  try {
    head = head_of(lane);
  } catch (const sqlite::Error& failure) {
    if (may_warn(lane)) around_.log.error("could not read the outbox", {{"error", failure.what()}});
    give_back(lane);
    return wait(lane, kReadAgainMs);
  }
  if (!head) {  // somebody else has emptied it
    give_back(lane);
    forget_rows(lane);
    return settle(lane);
  }
  if (lane.tried_id != head->id) {
    lane.tried_id = head->id;
    lane.attempts = head->attempts;
    // It was put off before the gateway was started; no clock makes that longer than a wait can be.
    const std::int64_t early_ms = std::min(head->next_ms - around_.clock.unix_ms(), settings_->retry.max_ms);
    if (head->next_ms != 0 && early_ms > 0) {
      give_back(lane);
      return wait(lane, early_ms);
    }
  }
  const WebhookPtr webhook = webhook_of(lane);
  const std::uint64_t max_bytes = settings_->limits.max_media_bytes;
  const auto wish = webhook->base64 && around_.commands && !lane.gone ? file_in(*head, max_bytes) : std::nullopt;
  if (!wish) return send(lane, *head, {});
  fetch_file(*around_.commands, lane.instance_key, head->instance_name, *wish, max_bytes,
             [mailbox = around_.mailbox, key = lane.key, row = head->id](std::string base64) {
               mailbox->post([key, row, base64 = std::move(base64)](Dispatcher& dispatcher) {
                 dispatcher.file_came(key, row, base64);
               });
             });
}

void Dispatcher::file_came(const LaneKey& key, std::int64_t row, const std::string& base64) {
  Lane* const one = find(key);
  if (!one || one->phase != Lane::Phase::busy || one->cache.empty() || one->cache.front()->id != row) return;
  if (finishing_ || !webhook_of(*one)) {  // ended, or switched off, while the file came
    give_back(*one);
    return settle(*one);
  }
  const std::shared_ptr<const Row> head = one->cache.front();
  send(*one, *head, base64);
}

void Dispatcher::send(Lane& lane, const Row& row, std::string_view file_base64) {
  const WebhookPtr webhook = webhook_of(lane);
  const std::string destination = destination_of(lane, row);
  Attempt attempt;
  attempt.number = lane.attempts + 1;
  attempt.now_ms = around_.clock.unix_ms();
  attempt.delivery = outbox_.tag() + "-" + std::to_string(row.delivery);
  attempt.destination = destination;
  attempt.file_base64 = file_base64;
  const Outgoing outgoing = make_request(row, *webhook, *settings_, attempt);

  std::vector<abi::NameValue> headers;
  for (const auto& [name, value] : outgoing.headers) headers.push_back({name, value});
  abi::HttpClientRequest request;
  request.flags = settings_->allow_private ? abi::kMayReachPrivate : 0u;
  request.method = "POST";
  request.url = outgoing.url;
  request.headers = headers.data();
  request.header_count = headers.size();
  request.body = outgoing.body;
  request.timeout_ms = settings_->timeout_ms;
  if (lane.attempts > 0) around_.figures.retried();
  lane.sent_ms = now_ms();
  around_.http.send(request, new AnswerOf(around_.mailbox, around_.clock, lane.key, row.id));
}

void Dispatcher::answered(const LaneKey& key, std::int64_t row, Outcome outcome) {
  Lane* const one = find(key);
  if (!one || one->phase != Lane::Phase::busy || one->cache.empty() || one->cache.front()->id != row) return;
  const bool silent = outcome.code == abi::StatusCode::deadline_exceeded || outcome.code == abi::StatusCode::unavailable;
  hosts_.ended(one->host, silent ? Hosts::End::silent : Hosts::End::answered);
  one->phase = Lane::Phase::idle;
  const double seconds = static_cast<double>(now_ms() - one->sent_ms) / 1000;
  if (outcome.status >= 200 && outcome.status < 300) {
    around_.figures.sent(seconds);
    succeeded(*one);
  } else {
    around_.figures.failed(seconds);
    refused(*one, outcome);
  }
}

void Dispatcher::succeeded(Lane& lane) {
  writes_.push_back([id = lane.cache.front()->id](Outbox& outbox) { outbox.remove(id); });
  pop_head(lane);
  settle(lane);
}

void Dispatcher::refused(Lane& lane, const Outcome& outcome) {
  const std::shared_ptr<const Row> head = lane.cache.front();
  ++lane.attempts;
  std::string reason = outcome.code == abi::StatusCode::ok
                           ? "the receiver answered with status " + std::to_string(outcome.status)
                           : outcome.sentence;
  const bool is_final = outcome.code == abi::StatusCode::ok ? settings_->retry.is_final(outcome.status)
                                                            : is_for_good(outcome.code);
  if (is_final || lane.attempts >= settings_->retry.max_attempts) return bury_head(lane, outcome.status, std::move(reason));

  const std::int64_t delay_ms = settings_->retry.wait_ms(lane.attempts, around_.chance(), outcome.asked_ms);
  writes_.push_back([id = head->id, attempts = lane.attempts, next_ms = around_.clock.unix_ms() + delay_ms](
                        Outbox& outbox) { outbox.put_off(id, attempts, next_ms); });
  if (may_warn(lane)) {
    around_.log.warn("a receiver did not accept an event, it will be tried again",
                     {{"instance", head->instance_name}, {"event", head->event}, {"host", lane.host}, {"reason", reason},
                      {"attempt", lane.attempts}, {"wait_ms", delay_ms}, {"waiting", lane.rows}});
  }
  if (!webhook_of(lane)) return settle(lane);
  wait(lane, delay_ms);
}

void Dispatcher::bury_head(Lane& lane, std::int64_t status, std::string reason) {
  const std::shared_ptr<const Row> head = lane.cache.front();
  if (may_warn(lane)) {
    around_.log.warn("an event became a dead letter",
                     {{"instance", head->instance_name}, {"event", head->event}, {"host", lane.host}, {"reason", reason},
                      {"attempts", lane.attempts}, {"global", lane.key.kind == Kind::global}});
  }
  if (lane.gone) {  // nobody could look at it any more
    around_.figures.dropped(Drop::gone);
    writes_.push_back([id = head->id](Outbox& outbox) { outbox.remove(id); });
  } else {
    around_.figures.dead(1);
    ++buried_;
    writes_.push_back([id = head->id, death = Death{around_.clock.unix_ms(), lane.attempts, status, std::move(reason)}](
                          Outbox& outbox) { outbox.bury(id, death); });
  }
  pop_head(lane);
  settle(lane);
}

void Dispatcher::pop_head(Lane& lane) {
  const std::shared_ptr<const Row> head = lane.cache.front();
  const std::uint64_t size = head->body.size();
  lane.cache.pop_front();
  cached_bytes_ -= size;
  lane.last_id = head->id;
  --lane.rows;
  lane.bytes -= size;
  --rows_;
  bytes_ -= size;
}

void Dispatcher::settle(Lane& lane) {
  if (!webhook_of(lane)) return switch_off(lane);
  if (erase_when_empty(lane)) return;
  wake(lane);
}

}  // namespace wagate::transport_webhook
