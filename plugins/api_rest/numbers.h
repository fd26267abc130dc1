#pragma once

#include <string>
#include <string_view>

#include "call.h"
#include "command_answer.h"
#include "json.h"

// What the routes that are about somebody have in common.
namespace wagate::api_rest {

// The WhatsApp address of a number, or an empty text after having answered 400.
std::string address_of(Call& call, const std::string& number);

// The look-up that found nobody, as clients know it: [{"jid","exists":false,"number"}]; for a group
// "Group not found".
void answer_not_on_whatsapp(Call& call, const std::string& jid, const std::string& number);

// For on_refused: answers "not_on_whatsapp" so, then `next` has its turn.
std::function<bool(Call&, const CommandFailure&)> nobody_at(
    const std::string& jid, const std::string& number, std::function<bool(Call&, const CommandFailure&)> next = nullptr);

// A message key of a body, {"id","remoteJid","fromMe","participant"?}, as commands take it.
std::string key_argument(const Json& key);

// "_placeholder" is how a document refers to its attachments; a client's text must not.
bool has_placeholder(const Json& value);

}  // namespace wagate::api_rest
