#include "profile/number_check.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "crypto/random.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::size_t kMaxAbout = 1'024;

struct NumberQuestion {
  Wire& wire;
  std::vector<CheckedNumber> numbers;
  std::function<void(const Answer&, const std::vector<CheckedNumber>&)> done;
  std::size_t next = 0;
  std::vector<std::size_t> asked;  // in the query that is under way
};

std::string digits_in(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (c >= '0' && c <= '9') digits += c;
  return digits;
}

// Which of the numbers asked for a <user> of the answer is about: the server repeats the number asked, or names the
// account; when it does neither, it is the one in its place.
CheckedNumber* number_meant(NumberQuestion& question, const Node& user, std::size_t position, bool is_complete) {
  const Node* contact = user.child("contact");
  const std::string repeated = contact ? digits_in(contact->data()) : std::string();
  const auto jid = Jid::parse(user.attribute("jid"));
  for (const std::size_t index : question.asked) {
    CheckedNumber& one = question.numbers[index];
    if (!repeated.empty() ? one.asked.is_pn() && one.asked.user == repeated : jid && jid->account() == one.asked)
      return &one;
  }
  return is_complete && repeated.empty() ? &question.numbers[question.asked[position]] : nullptr;
}

void take_answer(NumberQuestion& question, const Node& users) {
  const bool is_complete = users.children().size() == question.asked.size();
  std::size_t position = 0;
  for (const Node& user : users.children()) {
    CheckedNumber* one = number_meant(question, user, std::min(position++, question.asked.size() - 1), is_complete);
    const Node* contact = user.child("contact");
    if (!user.is("user") || !one || !contact) continue;
    one->exists = contact->attribute("type") == "in";
    if (const auto jid = Jid::parse(user.attribute("jid")); one->exists && jid && jid->is_pn() && one->asked.is_pn())
      one->jid = jid->account();
    const Node* lid = user.child("lid");
    if (const auto hidden = lid ? Jid::parse(lid->attribute("val")) : std::nullopt; hidden && hidden->is_lid())
      one->lid = hidden->account().text();
    if (const Node* status = user.child("status"); status && status->data().size() <= kMaxAbout)
      one->about = status->data();
  }
}

void ask_next(const std::shared_ptr<NumberQuestion>& question) {
  question->asked.clear();
  Node list("list");
  while (question->next < question->numbers.size() && question->asked.size() < kMaxNumbersInQuery) {
    const std::size_t index = question->next++;
    const Jid& jid = question->numbers[index].asked;
    if (!jid.is_pn() && !jid.is_lid()) continue;
    Node user("user");
    if (jid.is_pn()) {
      user.add(Node("contact").set_text("+" + jid.user));
    } else {
      user.set("jid", jid.text());
    }
    list.add(std::move(user));
    question->asked.push_back(index);
  }
  if (question->asked.empty()) {
    Answer success;
    success.kind = Answer::Kind::result;
    return question->done(success, question->numbers);
  }
  Node iq("iq", {{"type", "get"}, {"xmlns", "usync"}});
  Node& usync = iq.add(Node("usync", {{"sid", std::to_string(random_below(1u << 30))}, {"mode", "query"},
                                      {"last", "true"}, {"index", "0"}, {"context", "interactive"}}));
  Node query("query");
  for (const char* wanted : {"contact", "lid", "status"}) query.add(Node(wanted));
  usync.add(std::move(query));
  usync.add(std::move(list));
  question->wire.request(std::move(iq), [question](const Answer& answer) {
    const Node* users = answer.stanza.find({"usync", "list"});
    if (!answer.ok()) return question->done(answer, {});
    if (users) take_answer(*question, *users);
    ask_next(question);
  });
}

}  // namespace

void check_numbers(Wire& wire, std::vector<Jid> accounts,
                   std::function<void(const Answer&, const std::vector<CheckedNumber>&)> done) {
  const auto question = std::make_shared<NumberQuestion>(NumberQuestion{wire, {}, std::move(done), 0, {}});
  for (Jid& jid : accounts) question->numbers.push_back({jid, jid, false, {}, {}});
  ask_next(question);
}

}  // namespace wagate::session_whatsapp
