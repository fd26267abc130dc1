#pragma once

#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wagate/plugin.h"

namespace wagate {

// What a client showed, with look-ups. Borrowed like the request.
class AuthRequestView {
 public:
  explicit AuthRequestView(const abi::AuthRequest& request) : request_(request) {}

  const abi::AuthRequest& raw() const { return request_; }
  std::string_view peer() const { return request_.peer; }
  std::string_view auth_json() const { return request_.auth_json; }

  // First value of that name; empty when absent.
  std::string_view query(std::string_view name) const { return find(request_.query, request_.query_count, name); }
  std::string_view header(std::string_view lower_case_name) const {
    return find(request_.headers, request_.header_count, lower_case_name);
  }

 private:
  static std::string_view find(const abi::NameValue* list, std::uint64_t count, std::string_view name) {
    for (std::uint64_t i = 0; i < count; ++i)
      if (list[i].name == name) return list[i].value;
    return {};
  }

  const abi::AuthRequest& request_;
};

// Who a client is, as a plugin says it.
struct Principal {
  std::string subject;  // for logs: "user ana"; never a secret
  std::uint32_t permissions = abi::kMayReceive;
  bool all_instances = false;
  std::vector<std::string> instance_ids;
  std::string credential;          // see abi::PrincipalSpec
  std::int64_t expires_at_ms = 0;  // 0: never
  std::string bounds_json;         // empty: none
};

// The answer of an authentication plugin.
class AuthDecision {
 public:
  static AuthDecision allow(Principal principal) {
    AuthDecision decision(Kind::allow);
    decision.principal_ = std::move(principal);
    return decision;
  }
  // `sentence` for the client, `reason` for the log; neither holds the secret.
  static AuthDecision deny(std::string sentence, std::string reason) {
    AuthDecision decision(Kind::deny);
    decision.sentence_ = std::move(sentence);
    decision.reason_ = std::move(reason);
    return decision;
  }
  static AuthDecision abstain() { return AuthDecision(Kind::abstain); }
  static AuthDecision challenge() { return AuthDecision(Kind::challenge); }

  void answer(abi::AuthReply& reply) const {
    switch (kind_) {
      case Kind::allow: {
        std::vector<abi::StringRef> ids(principal_.instance_ids.begin(), principal_.instance_ids.end());
        abi::PrincipalSpec spec;
        spec.permissions = principal_.permissions;
        spec.all_instances = principal_.all_instances ? 1 : 0;
        spec.subject = principal_.subject;
        spec.instance_ids = ids.data();
        spec.instance_count = ids.size();
        spec.credential = principal_.credential;
        spec.expires_at_ms = principal_.expires_at_ms;
        spec.bounds_json = principal_.bounds_json;
        reply.allow(spec);
        return;
      }
      case Kind::deny: reply.deny(sentence_, reason_); return;
      case Kind::abstain: reply.abstain(); return;
      case Kind::challenge: reply.challenge(); return;
    }
  }

 private:
  enum class Kind { allow, deny, abstain, challenge };
  explicit AuthDecision(Kind kind) : kind_(kind) {}

  Kind kind_;
  Principal principal_;
  std::string sentence_;
  std::string reason_;
};

// An authenticator that decides at once. One that has to ask somebody else implements
// abi::Authenticator itself and answers later.
class AuthPlugin : public PluginBase, public abi::Authenticator {
 public:
  // Called concurrently from any thread. What it throws is a refusal.
  virtual AuthDecision authenticate(const AuthRequestView& request) = 0;

  void authenticate(const abi::AuthRequest& request, abi::AuthReply* reply) noexcept final {
    Owned<abi::AuthReply> owned(reply);
    try {
      authenticate(AuthRequestView(request)).answer(*owned);
    } catch (const std::exception& failure) {
      owned->fail(failure.what());
    } catch (...) {
      owned->fail("authenticate() threw something that is not a std::exception");
    }
  }
};

}  // namespace wagate
