#include "profile/contact_tokens.h"

#include <utility>

#include "crypto/hash.h"
#include "store/value_names.h"

namespace wagate::session_whatsapp {
namespace {

std::string name_of_given(const std::string& filed) { return "token_given/" + filed; }

std::int64_t bucket_of(std::int64_t at) { return at / ContactTokens::kBucketSeconds; }

bool has_tokens(const Jid& jid) { return (jid.is_pn() || jid.is_lid()) && !jid.user.empty() && jid.user != "0"; }

}  // namespace

std::string ContactTokens::filed_under(Names& names, const Jid& account) {
  const Jid plain = account.account();
  const Jid other = plain.is_pn() ? names.other(plain) : Jid();
  return other.user.empty() ? plain.text() : other.text();
}

std::optional<Node> ContactTokens::token_of(Transaction& work, Names& names, const Jid& account) const {
  const auto kept = work.contact_token(filed_under(names, account));
  if (!kept || kept->first.empty()) return std::nullopt;
  if (bucket_of(kept->second) + kBuckets <= bucket_of(place_.now_s())) return std::nullopt;
  Node token("tctoken", {{"t", std::to_string(kept->second)}});
  token.set_bytes(kept->first);
  return token;
}

std::optional<Node> ContactTokens::for_message(Transaction& work, Names& names, const Jid& account) const {
  if (!has_tokens(account) || names.is_own(account)) return std::nullopt;
  if (auto token = token_of(work, names, account)) {
    Node bare("tctoken");
    bare.set_bytes(token->data());
    return bare;
  }
  const std::string salt = work.value(value_names::kNctSalt);
  const Jid hidden = account.is_lid() ? account.account() : names.other(account.account());
  if (salt.empty() || hidden.user.empty()) return std::nullopt;
  Node token("cstoken");
  token.set_bytes(std::string(hmac_sha256(salt, hidden.text()).expose()));
  return token;
}

std::optional<Node> ContactTokens::for_question(const Jid& account) const {
  const auto& own = place_.session.store.account();
  if (!own || !has_tokens(account)) return std::nullopt;
  Transaction work(place_.session.store);
  Names names(work, *own);
  return names.is_own(account) ? std::nullopt : token_of(work, names, account);
}

void ContactTokens::give(const Jid& account) {
  const auto& own = place_.session.store.account();
  if (!own || !has_tokens(account)) return;
  const std::int64_t now = place_.now_s();
  std::string filed;
  Jid receiver = account.account();
  {
    Transaction work(place_.session.store);
    Names names(work, *own);
    if (names.is_own(account)) return;
    filed = filed_under(names, account);
    const std::string given = work.value(name_of_given(filed));
    if (!given.empty() && bucket_of(static_cast<std::int64_t>(read_big_endian(given))) >= bucket_of(now)) return;
    if (const auto number = Jid::parse(names.shown(receiver).jid)) receiver = *number;
  }
  if (!being_given_.insert(filed).second) return;
  Node iq("iq", {{"type", "set"}, {"xmlns", "privacy"}});
  Node token("token", {{"jid", receiver.text()}, {"t", std::to_string(now)}, {"type", "trusted_contact"}});
  iq.add(Node("tokens")).add(std::move(token));
  place_.session.wire.request(std::move(iq), [this, filed, now](const Answer& answer) {
    being_given_.erase(filed);
    if (!answer.ok() || !place_.session.store.account()) return;
    std::string at;
    append_big_endian(at, static_cast<std::uint64_t>(now), 8);
    Transaction work(place_.session.store);
    work.set_value(name_of_given(filed), at);
    work.commit();
  });
}

void ContactTokens::take(const Node& notification) {
  const auto& own = place_.session.store.account();
  const auto from = Jid::parse(notification.attribute("from"));
  const Node* tokens = notification.child("tokens");
  if (!own || !from || !has_tokens(*from) || !tokens) return;
  Transaction work(place_.session.store);
  Names names(work, *own);
  if (const auto hidden = Jid::parse(notification.attribute("sender_lid"))) names.learn(from->account(), *hidden);
  for (const Node& token : tokens->children()) {
    const bool is_known = token.is("token") && token.attribute("type") == "trusted_contact";
    const std::int64_t at = token.number("t").value_or(0);
    if (!is_known || at <= 0 || token.data().empty() || token.data().size() > kMaxTokenBytes) continue;
    const std::string filed = filed_under(names, *from);
    const auto kept = work.contact_token(filed);
    if (!kept || kept->second <= at) work.store_contact_token(filed, token.data(), at);
  }
  work.commit();
}

}  // namespace wagate::session_whatsapp
