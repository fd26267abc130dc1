// Stanzas, presence, labels, calls, templates.
#include <algorithm>
#include <utility>

#include "command_table.h"
#include "shapes.h"
#include "stanza_reader.h"
#include "stanzas.h"
#include "text.h"
#include "wagate/commands.h"

namespace wagate::session_simulator {
namespace {

constexpr std::int64_t kMaxCallSeconds = 3'600;

Action send_node(const Node& arguments) {
  Stanza stanza = read_stanza(arguments);
  return [stanza = std::move(stanza)](Device& device, const ReplyBox& reply) {
    device.stanzas().add(stanza.json);
    device.answer(reply);
    if (stanza.tag != "presence") return;
    if (stanza.type == "subscribe" && is_direct(stanza.to)) {
      device.schedule(device.world().presence_of(stanza.to, device.wall_ms()));
    } else if (stanza.type.empty() || stanza.type == "available") {
      device.schedule(device.world().somebody_appears(device.wall_ms()));
    }
  };
}

Action set_presence(const Node& arguments) {
  const std::string presence =
      arguments.one_of("presence", {"unavailable", "available", "composing", "recording", "paused"});
  return [presence](Device& device, const ReplyBox& reply) {
    device.stanzas().add(presence_stanza(presence, device.world().cast().owner.name));
    device.answer(reply);
    if (presence == "available") device.schedule(device.world().somebody_appears(device.wall_ms()));
  };
}

Action fetch_labels(const Node&) {
  return [](Device& device, const ReplyBox& reply) {
    Document result;
    JsonWriter json(result.json);
    json.begin_object().key("labels").begin_array();
    for (const Label& label : device.world().cast().labels)
      json.begin_object().field("id", label.id).field("name", label.name).field("color", label.color).end_object();
    json.end_array().end_object();
    device.answer(reply, std::move(result));
  };
}

Action label_chat(const Node& arguments) {
  const std::string chat = arguments.jid("chat");
  const std::string id = arguments.text("labelId", 64);
  const bool add = arguments.flag("add");
  return [chat, id, add](Device& device, const ReplyBox& reply) {
    const auto& labels = device.world().cast().labels;
    if (std::none_of(labels.begin(), labels.end(), [&](const Label& label) { return label.id == id; }))
      throw Refusal{abi::StatusCode::invalid_argument, "label_not_found", "the account has no label with that labelId"};
    device.put(label_association(chat, id, add, device.world().stage().instance_name));
    device.answer(reply);
  };
}

// The other side rings, picks up or not, and the call ends after its time.
Action offer_call(const Node& arguments) {
  const std::string jid = arguments.jid("jid");
  const bool is_video = arguments.flag_or("isVideo", false);
  const std::int64_t seconds = arguments.integer_or("callDuration", 0, kMaxCallSeconds, 0);
  if (!is_direct(jid)) refuse_argument("jid is not that of a person");
  return [jid, is_video, seconds](Device& device, const ReplyBox& reply) {
    if (device.is_unknown(jid))
      throw Refusal{abi::StatusCode::invalid_argument, "not_on_whatsapp", "nobody has that number on WhatsApp"};
    constexpr std::int64_t kRingMs = 1'500;
    CallFacts call;
    call.chat = jid;
    call.from = jid;
    call.id = device.choices().upper_hex(32);
    call.is_video = is_video;
    call.at_ms = device.wall_ms();
    SceneBuilder scene(device.wall_ms(), 1.0);
    scene.add(100, call_ack(call, "offer", device.choices()));
    const bool accepted = seconds * 1'000 > kRingMs && device.choices().percent(60);
    if (accepted) {
      scene.wait(kRingMs);
      call.at_ms = scene.now_ms();
      scene.add(0, call_packet(call, "accept", device.choices()));
      scene.add(0, call_state(call, "accept"));
    }
    scene.wait(std::max<std::int64_t>(seconds * 1'000 - (accepted ? kRingMs : 0), 0));
    call.at_ms = scene.now_ms();
    scene.add(0, call_packet(call, "terminate", device.choices()));
    scene.add(0, call_state(call, accepted ? "terminate" : "timeout"));
    device.schedule(scene.take());

    Document result;
    JsonWriter(result.json).begin_object().field("id", call.id).end_object();
    device.answer(reply, std::move(result));
  };
}

Action refuse_templates(const Node&) {
  throw Refusal{abi::StatusCode::unimplemented, "unimplemented",
                "message templates belong to the WhatsApp Business API; the simulator plays a phone"};
}

constexpr CommandEntry kOtherCommands[] = {{commands::kSendNode, send_node},
                                           {commands::kSetPresence, set_presence},
                                           {commands::kFetchLabels, fetch_labels},
                                           {commands::kLabelChat, label_chat},
                                           {commands::kOfferCall, offer_call},
                                           {commands::kSendTemplate, refuse_templates},
                                           {commands::kCreateTemplate, refuse_templates},
                                           {commands::kFetchTemplates, refuse_templates}};

}  // namespace

CommandTable other_commands() { return kOtherCommands; }

}  // namespace wagate::session_simulator
