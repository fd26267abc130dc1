#pragma once

#include <string_view>

// The commands a session provider may be asked to execute, their arguments and results: one JSON
// object each. A provider answers unimplemented for a name it does not know.
namespace wagate::commands {

// Writes a raw stanza to the instance's connection. Needs an open session.
//   arguments {"stanza": {"tag": text, "attrs": {text: text}, "content"?: [node] | text | bytes}}
//   result    empty
inline constexpr std::string_view kSendNode = "send_node";

// Sends a text message. Needs an open session. Publishes send.message.
//   arguments {"number": JID, "text": text, "delay"?: milliseconds, "linkPreview"?: boolean,
//              "mentioned"?: [JID], "mentionsEveryOne"?: boolean, "quoted"?: {"key": {...}, "message"?: {...}}}
//   result    the message record, as in send.message
//   fails     invalid_argument "not_on_whatsapp" with the JID when nobody has that number
inline constexpr std::string_view kSendText = "send_text";

// Sets the account's own presence. Needs an open session.
//   arguments {"presence": "available" | "unavailable" | "composing" | "recording" | "paused"}
//   result    empty
inline constexpr std::string_view kSetPresence = "set_presence";

}  // namespace wagate::commands
