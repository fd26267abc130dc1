#include "message/compose_interactive.h"

#include "crypto/random.h"
#include "wagate/json_writer.h"

namespace wagate::session_whatsapp {
namespace {

constexpr std::int32_t kListWithSections = 2;  // shown by web clients, too

// A reference nobody but the business reads.
std::string random_reference(std::size_t length) {
  static constexpr char kLetters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  std::string out = random_bytes(length);
  for (char& c : out) c = kLetters[static_cast<unsigned char>(c) % 32];
  return out;
}

std::string_view button_name(ButtonsContent::Action action) {
  switch (action) {
    case ButtonsContent::Action::reply: return "quick_reply";
    case ButtonsContent::Action::copy: return "cta_copy";
    case ButtonsContent::Action::url: return "cta_url";
    case ButtonsContent::Action::call: return "cta_call";
    case ButtonsContent::Action::pix: return "payment_info";
  }
  return {};
}

void write_no_amount(JsonWriter& json, std::string_view name) {
  json.key(name).begin_object().field("value", 0).field("offset", 100).end_object();
}

void write_payment(JsonWriter& json, const ButtonsContent::Button& button) {
  json.field("currency", button.currency);
  write_no_amount(json, "total_amount");
  json.field("reference_id", random_reference(11)).field("type", "physical-goods");
  json.key("order").begin_object().field("status", "pending");
  write_no_amount(json, "subtotal");
  json.field("order_type", "ORDER").key("items").begin_array().end_array().end_object();
  json.key("payment_settings").begin_array().begin_object().field("type", "pix_static_code");
  json.key("pix_static_code").begin_object();
  json.field("merchant_name", button.merchant).field("key", button.key).field("key_type", button.key_type);
  json.end_object().end_object().end_array().field("share_payment_status", false);
}

std::string button_parameters(const ButtonsContent::Button& button) {
  using Action = ButtonsContent::Action;
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  if (button.action == Action::pix) {
    write_payment(json, button);
  } else {
    json.field("display_text", button.text);
    if (button.action == Action::reply) json.field("id", button.id);
    if (button.action == Action::copy) json.field("copy_code", button.value);
    if (button.action == Action::url) json.field("url", button.value).field("merchant_url", button.value);
    if (button.action == Action::call) json.field("phone_number", button.value);
  }
  json.end_object();
  return out;
}

}  // namespace

proto::Message compose_list(const ListContent& list, const Context& context) {
  proto::Message out;
  proto::ListMessage& message = *out.mutable_list_message();
  message.set_title(list.title);
  message.set_description(list.description);
  message.set_button_text(list.button);
  message.set_list_type(kListWithSections);
  for (const ListContent::Section& section : list.sections) {
    proto::ListSection& added = *message.add_sections();
    added.set_title(section.title);
    for (const ListContent::Row& row : section.rows) {
      proto::ListRow& added_row = *added.add_rows();
      added_row.set_title(row.title);
      added_row.set_description(row.description);
      added_row.set_row_id(row.id);
    }
  }
  message.set_footer_text(list.footer);
  if (!context.is_empty()) set_context(*message.mutable_context_info(), context);
  return out;
}

proto::Message compose_buttons(const ButtonsContent& content, const Context& context) {
  proto::Message out;
  proto::InteractiveMessage& message =
      *out.mutable_view_once_message()->mutable_message()->mutable_interactive_message();
  if (content.picture) {
    *message.mutable_header()->mutable_image_message() = *content.picture;
    message.mutable_header()->set_has_media_attachment(true);
  }
  std::string body = content.title.empty() ? std::string() : "*" + content.title + "*";
  if (!content.description.empty()) body += (body.empty() ? "" : "\n\n") + content.description + "\n";
  message.mutable_body()->set_text(body);
  if (!content.footer.empty()) message.mutable_footer()->set_text(content.footer);
  proto::NativeFlowMessage& flow = *message.mutable_native_flow_message();
  for (const ButtonsContent::Button& button : content.buttons) {
    proto::NativeFlowButton& added = *flow.add_buttons();
    added.set_name(std::string(button_name(button.action)));
    added.set_button_params_json(button_parameters(button));
  }
  std::string parameters;
  JsonWriter(parameters).begin_object().field("from", "api").field("templateId", random_reference(16)).end_object();
  flow.set_message_params_json(parameters);
  if (!context.is_empty()) set_context(*message.mutable_context_info(), context);
  return out;
}

}  // namespace wagate::session_whatsapp
