#pragma once

#include <string>
#include <string_view>

#include "call.h"
#include "wagate/document.h"
#include "wagate/json_writer.h"

// What the routes that send something have in common.
namespace wagate::api_rest {

struct Recipient {
  std::string number;  // as the client wrote it
  std::string jid;     // empty: the call is answered, the number is none
};

// From the member "number" of the body.
Recipient recipient_of(Call& call);

// Writes the members that all messages may have, as commands take them: "delay", "mentioned",
// "mentionsEveryOne", "quoted". A quoted message that came without its content is looked up among the
// stored messages of the instance. Returns false when the call is answered.
bool write_options(Call& call, JsonWriter& json);

// What the chat shows during the delay before a message.
enum class Showing { typing, recording };

// Sends the command, after the delay that the body asks for, and answers 201 with the record of the
// message, or the refusals that clients know.
void send_message(const CallPtr& call, std::string_view command, Document arguments, const Recipient& recipient,
                  Showing showing = Showing::typing);

}  // namespace wagate::api_rest
