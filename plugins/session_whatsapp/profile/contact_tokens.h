#pragma once

#include <optional>
#include <set>
#include <string>

#include "chat/chat_place.h"
#include "message/names.h"
#include "node/node.h"
#include "store/transaction.h"

namespace wagate::session_whatsapp {

// Tokens by which accounts let each other write to and look at them ("trusted contact"). Who got one shows it with
// messages, presence subscriptions and picture queries; who writes gives one. Used on the lane.
//
// They count for four weeks, in buckets of one.
class ContactTokens {
 public:
  static constexpr std::int64_t kBucketSeconds = 604'800;
  static constexpr std::int64_t kBuckets = 4;
  static constexpr std::size_t kMaxTokenBytes = 4'096;

  explicit ContactTokens(ChatPlace& place) : place_(place) {}

  // The name an account's token is filed under: its hidden id where that is known.
  static std::string filed_under(Names& names, const Jid& account);

  // What a message to that account carries: <tctoken>, or <cstoken> when the account gave none; nothing when there is
  // neither, and for the own account.
  std::optional<Node> for_message(Transaction& work, Names& names, const Jid& account) const;

  // What a subscription or a picture query carries.
  std::optional<Node> for_question(const Jid& account) const;

  // A message was sent to that account: gives it a token of ours, once in a bucket.
  void give(const Jid& account);

  // Keeps what <notification type="privacy_token"> brings.
  void take(const Node& notification);

 private:
  std::optional<Node> token_of(Transaction& work, Names& names, const Jid& account) const;

  ChatPlace& place_;
  std::set<std::string> being_given_;
};

}  // namespace wagate::session_whatsapp
