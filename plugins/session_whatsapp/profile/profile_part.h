#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "chat/arguments.h"
#include "chat/chat_part.h"
#include "chat/chat_place.h"
#include "profile/contact_tokens.h"
#include "profile/number_check.h"

namespace wagate::session_whatsapp {

// Commands about the own profile and about other accounts. Used on the lane.
class ProfilePart final : public ChatPart {
 public:
  static constexpr std::size_t kMaxNumbers = 1'024;
  static constexpr std::size_t kMaxNameBytes = 100;    // 25 characters of four bytes
  static constexpr std::size_t kMaxAboutBytes = 556;  // 139 characters of four bytes
  static constexpr std::size_t kMaxCursorBytes = 4'096;
  static constexpr std::int64_t kMaxItemsInPage = 100;

  // Gives the account another name, and answers.
  using SetName = std::function<void(const std::string& name, const ReplyBox& reply)>;

  // All of it outlives the part.
  ProfilePart(ChatPlace& place, ContactTokens& tokens, SetName set_name)
      : place_(place), tokens_(tokens), set_name_(std::move(set_name)) {}

  bool execute(std::string_view name, const Document& arguments, const ReplyBox& reply) override;

 private:
  using Handler = void (ProfilePart::*)(const Arguments&, const ReplyBox&);
  struct Entry {
    std::string_view name;
    Handler handler;
  };
  static const Entry kEntries[];

  void check_numbers(const Arguments& arguments, const ReplyBox& reply);
  void fetch_picture(const Arguments& arguments, const ReplyBox& reply);
  void fetch_profile(const Arguments& arguments, const ReplyBox& reply);
  void fetch_business_profile(const Arguments& arguments, const ReplyBox& reply);
  void fetch_catalog(const Arguments& arguments, const ReplyBox& reply);
  void fetch_collections(const Arguments& arguments, const ReplyBox& reply);
  void block_contact(const Arguments& arguments, const ReplyBox& reply);
  void set_name(const Arguments& arguments, const ReplyBox& reply);
  void set_status(const Arguments& arguments, const ReplyBox& reply);
  void set_picture(const Arguments& arguments, const ReplyBox& reply);
  void remove_picture(const Arguments& arguments, const ReplyBox& reply);
  void fetch_privacy(const Arguments& arguments, const ReplyBox& reply);
  void set_privacy(const Arguments& arguments, const ReplyBox& reply);

  // Looks whether there is that account, learns its names, and goes on; answers a question that failed.
  void look_up(const Jid& jid, const ReplyBox& reply, std::function<void(const CheckedNumber&)> next);
  void describe(const CheckedNumber& who, const ReplyBox& reply);
  void fetch_shop(const Arguments& arguments, const ReplyBox& reply, bool is_catalog);
  void learn(const CheckedNumber& who);
  Jid own() const;  // without device
  std::string shown(const Jid& jid);

  ChatPlace& place_;
  ContactTokens& tokens_;
  const SetName set_name_;
};

}  // namespace wagate::session_whatsapp
