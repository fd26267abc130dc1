#include "kernel/route/event_router.h"

#include <array>
#include <bit>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "kernel/route/document_omit.h"
#include "wagate/document.h"
#include "wagate/events/call.h"
#include "wagate/text_document.h"

namespace wagate {

using abi::AudienceKind;
using abi::Verdict;

namespace {

// Raw call signalling goes to those who may send such packets themselves.
bool is_raw(const EventDraft& event) {
  return event.type().catalog_index == EventTraits<Call>::catalog_index &&
         static_cast<const Call*>(event.facts())->raw;
}

// The copy that the audience asked for, when it is not the plain one.
Document render(const abi::DocumentRef& document, const Audience& audience) {
  bool as_text = false;
  std::set<std::string, std::less<>> omitted;
  for (const ChoicePtr& choice : {audience.choice, audience.bounds}) {
    if (!choice) continue;
    as_text = as_text || choice->base64;
    omitted.insert(choice->omit.begin(), choice->omit.end());
  }
  if (omitted.empty()) return Document(text_document(document));
  Document left = without_members(document, omitted);
  return as_text ? Document(text_document(DocumentView(left))) : left;
}

}  // namespace

// What becomes of one event: the audiences that get it, each with its envelope. Lives on the stack of
// deliver().
struct EventRouter::Plan {
  struct Target {
    AudiencePtr audience;
    std::optional<EventDraft> edited;  // a delivery filter changed this audience's copy
    std::size_t envelope = 0;
  };

  const EventDraft& event;
  bool raw;
  std::vector<Target>& targets;
  InstancePtr instance;              // looked up when its token is needed
  std::optional<ChoiceFacts> facts;  // looked up when somebody has a choice
};

// One envelope, shared by the audiences whose copies are the same.
struct EventRouter::Text {
  std::string json;
  Document rendered;  // owns the attachments of a copy that is not the plain one
  std::optional<DocumentView> views;
  abi::Envelope envelope;
  bool with_token = false;
  bool edited = false;
  std::string_view rendering;
};

struct EventRouter::Buffers {
  std::vector<Plan::Target> targets;
  std::deque<Text> texts;  // those of the event first, then those of earlier ones; Text::json is pointed to
  std::vector<abi::DeliveryTarget> delivery;
};

// The buffers of the thread, for one deliver(): a thread that is warm allocates nothing for an event.
// deliver() within deliver() gets others. Gives back what a single large event took.
class EventRouter::LentBuffers {
 public:
  LentBuffers() : buffers_(std::exchange(spare_, nullptr)) {
    if (!buffers_) buffers_ = std::make_unique<Buffers>();
  }
  LentBuffers(const LentBuffers&) = delete;
  LentBuffers& operator=(const LentBuffers&) = delete;
  ~LentBuffers() {
    buffers_->targets.clear();
    if (buffers_->texts.size() > kTextsKept) buffers_->texts.resize(kTextsKept);
    for (Text& text : buffers_->texts) {
      if (text.json.capacity() > kBytesKept) text.json = {};
      if (text.views) text.views.reset();
      if (!text.rendering.empty()) text.rendered = {};
    }
    spare_ = std::move(buffers_);
  }

  Buffers* operator->() const { return buffers_.get(); }
  Buffers& operator*() const { return *buffers_; }

 private:
  static constexpr std::size_t kTextsKept = 4;
  static constexpr std::size_t kBytesKept = 65'536;

  static thread_local std::unique_ptr<Buffers> spare_;

  std::unique_ptr<Buffers> buffers_;
};

thread_local std::unique_ptr<EventRouter::Buffers> EventRouter::LentBuffers::spare_;

EventRouter::EventRouter(InstanceRegistry& registry, Audiences& audiences, Transports& transports, Logger log,
                         Options options)
    : registry_(registry), audiences_(audiences), transports_(transports), log_(log), options_(std::move(options)),
      writer_(options_.envelope) {}

void EventRouter::deliver(const EventDraft& event) noexcept {
  const char* const wire = event.type().wire;
  if (wire[0] == '\0') return;  // never leaves the gateway
  if (audiences_.nobody()) {
    counters_.unheard.fetch_add(1, std::memory_order_relaxed);
    return;
  }

  const LentBuffers buffers;
  Plan plan{event, is_raw(event), buffers->targets, nullptr, std::nullopt};
  if (const auto everywhere = audiences_.of_all()) {
    for (const AudiencePtr& audience : *everywhere)
      if (options_.global_events || audience->kind != AudienceKind::root) consider(plan, audience);
  }
  if (event.meta.instance != 0) {
    if (const auto list = audiences_.of(event.meta.instance)) {
      // The root channel first, as Evolution API 2.3 emits them.
      if (options_.global_events) {
        for (const AudiencePtr& audience : *list)
          if (audience->kind == AudienceKind::root_scoped) consider(plan, audience);
      }
      for (const AudiencePtr& audience : *list)
        if (audience->kind != AudienceKind::root_scoped) consider(plan, audience);
    }
  }
  if (plan.targets.empty()) {
    counters_.unheard.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  hand_over(event, plan, *buffers);
  if (options_.latency && options_.clock)
    options_.latency->observe(static_cast<double>(options_.clock->unix_ms() - event.meta.at_ms) / 1000);
  counters_.delivered.fetch_add(1, std::memory_order_relaxed);
}

void EventRouter::consider(Plan& plan, const AudiencePtr& audience) {
  if (!audience->has_members() || audience->closed.load(std::memory_order_relaxed)) return;
  if (plan.raw && !(audience->variant & kSeesRaw)) return;
  if (audience->is_chosen()) {
    if (!plan.facts) plan.facts.emplace(plan.event.view());
    if (!audience->admits(*plan.facts)) return;
  }

  Plan::Target target{audience, std::nullopt, 0};
  if (!delivery_.empty()) {
    abi::AudienceInfo info;
    info.kind = audience->kind;
    info.id = audience->id;
    info.channel = audience->channel;
    info.section = audience->section;
    EventDraft draft(plan.event);
    DraftEdit edit(draft, &info);
    for (const auto& entry : delivery_.visit()) {
      if (!entry->active()) continue;
      edit.forget_denial();
      bool failed = false;
      const Verdict verdict = ask(entry->value, edit, /*holding=*/false, failed);
      if (verdict == Verdict::pass) continue;
      counters_.filtered.fetch_add(1, std::memory_order_relaxed);
      if (verdict == Verdict::deny) {
        log_.info("denied delivery", {{"event", plan.event.type().id}, {"channel", audience->channel},
                                      {"filter", entry->unit},
                                      {"reason", failed ? "filter_failed" : edit.deny_code().c_str()}});
      }
      return;
    }
    if (draft.was_edited()) target.edited.emplace(std::move(draft));
  }
  plan.targets.push_back(std::move(target));
}

void EventRouter::hand_over(const EventDraft& event, Plan& plan, Buffers& buffers) {
  std::deque<Text>& texts = buffers.texts;
  std::size_t written = 0;
  for (Plan::Target& target : plan.targets) {
    const Audience& audience = *target.audience;
    std::string_view token;
    if (options_.expose_tokens && (audience.variant & kSeesTokens) && event.meta.instance != 0) {
      if (!plan.instance) plan.instance = registry_.find_key(event.meta.instance);
      if (plan.instance) token = plan.instance->token;
    }
    const EventDraft& copy = target.edited ? *target.edited : event;
    std::size_t shared = written;
    for (std::size_t i = 0; i < written && !target.edited; ++i) {
      if (!texts[i].edited && texts[i].with_token == !token.empty() && texts[i].rendering == audience.rendering) shared = i;
    }
    target.envelope = shared;
    if (shared < written) continue;

    if (written == texts.size()) texts.emplace_back();
    Text& text = texts[written++];
    text.json.clear();
    text.with_token = !token.empty();
    text.edited = target.edited.has_value();
    text.rendering = audience.rendering;
    abi::DocumentRef document;
    if (const abi::DocumentRef* whole = copy.document()) document = *whole;
    if (!text.rendering.empty() && !document.json.empty()) {
      text.rendered = render(document, audience);
      text.views.emplace(text.rendered);
      document = text.views->ref();
    }
    writer_.write(text.json, event.type().wire, event.meta, document.json.view(), token);
    text.envelope.document = abi::DocumentRef(text.json, document.attachments, document.attachment_count);
  }

  std::vector<abi::DeliveryTarget>& targets = buffers.delivery;
  for (const auto& entry : transports_.visit()) {
    if (!entry->active()) continue;
    targets.clear();
    for (const Plan::Target& target : plan.targets) {
      if (target.audience->members[entry->value.place].load(std::memory_order_relaxed) == 0) continue;
      abi::DeliveryTarget& out = targets.emplace_back();
      out.audience = target.audience->id;
      out.channel = target.audience->channel;
      out.envelope = &texts[target.envelope].envelope;
    }
    if (targets.empty()) continue;
    abi::Delivery delivery;
    delivery.event = event.type().wire;
    delivery.meta = &event.meta;
    delivery.targets = targets.data();
    delivery.target_count = targets.size();
    entry->value.guard->call_always("deliver", [&] { entry->value.transport->deliver(delivery); });
  }
}

}  // namespace wagate
